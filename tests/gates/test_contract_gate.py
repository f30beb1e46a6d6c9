from collections.abc import Iterator

import duckdb
import pytest

from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.rule import Rule, RuleKind, Scope, Severity
from mesh_assets.gates.contract import judge_contract
from mesh_assets.gates.verdict import Outcome, Verdict

COLUMNS = (
    Column("id", LogicalType.STRING, required=True),
    Column("amount", LogicalType.INTEGER),
)
AMOUNT = Rule("amount.minimum", RuleKind.MINIMUM, "amount", {"limit": 1, "exclusive": False})
KEY = Rule("id.unique", RuleKind.UNIQUE, "id", {"columns": ["id"]}, scope=Scope.TABLE)
MANY = Rule(
    "many rows",
    RuleKind.ROW_COUNT,
    parameters={"operator": ">", "limit": 100},
    severity=Severity.WARNING,
    scope=Scope.PARTITION,
    description="a usual day has more",
)

CANDIDATE = "SELECT 'o' || n AS id, n - 1 AS amount FROM range(4) AS orders (n)"
REST = "SELECT 'o3' AS id, 7::BIGINT AS amount"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def contract(*rules: Rule) -> Contract:
    return Contract("orders", "orders", "1.0.0", columns=COLUMNS, rules=rules)


def judge(
    connection: duckdb.DuckDBPyConnection,
    *rules: Rule,
    candidate: str = CANDIDATE,
    rest: str | None = None,
) -> dict[str, Verdict]:
    verdicts = judge_contract(connection, candidate, contract(*rules), rest_sql=rest)
    return {verdict.rule: verdict for verdict in verdicts}


def test_every_rule_gives_a_verdict_with_its_measure_and_its_scope(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    verdicts = judge(connection, AMOUNT, KEY, MANY)
    assert list(verdicts.values()) == [
        Verdict(
            "contract",
            "amount.minimum",
            Outcome.FAILED,
            Severity.ERROR,
            2,
            "= 0 rows",
            Scope.ROW,
            "2 of 4 rows",
        ),
        Verdict(
            "contract", "id.unique", Outcome.PASSED, Severity.ERROR, 0, "= 0 rows", Scope.TABLE, ""
        ),
        Verdict(
            "contract",
            "many rows",
            Outcome.FAILED,
            Severity.WARNING,
            4,
            "> 100 rows",
            Scope.PARTITION,
            "a usual day has more",
        ),
    ]


def test_a_rule_of_the_whole_table_looks_at_the_published_rest(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    verdict = judge(connection, KEY, rest=REST)["id.unique"]
    assert (verdict.outcome, verdict.measured, verdict.detail) == (Outcome.FAILED, 1, "1 of 4 rows")


def test_a_column_that_the_model_lacks_or_has_with_another_type_is_named(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    lacking = judge(connection, AMOUNT, KEY, candidate="SELECT 'a' AS id")
    assert lacking["amount.minimum"].detail == "the table has no column `amount`"
    assert not lacking["amount.minimum"].passed
    assert lacking["id.unique"].passed
    other = judge(connection, AMOUNT, candidate="SELECT 'a' AS id, '5' AS amount")
    assert other["amount.minimum"].detail == "`amount` is VARCHAR, not BIGINT"


def test_a_rule_whose_own_sql_is_wrong_does_not_pass_and_hides_no_other(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    broken = Rule(
        "broken",
        RuleKind.SQL,
        parameters={"query": "SELECT no_such FROM ${table}", "operator": "=", "limit": 0},
        scope=Scope.PARTITION,
    )
    verdicts = judge(connection, AMOUNT, broken, KEY, rest=REST)
    assert {rule: verdict.outcome.value for rule, verdict in verdicts.items()} == {
        "amount.minimum": "failed",
        "broken": "error",
        "id.unique": "failed",
    }
    assert verdicts["broken"].refuses
    assert verdicts["broken"].detail.startswith("Binder Error")
    assert "\n" not in verdicts["broken"].detail


def test_a_candidate_that_cannot_be_read_passes_nothing(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    verdicts = judge(connection, AMOUNT, KEY, candidate="SELECT * FROM nowhere")
    assert {verdict.outcome for verdict in verdicts.values()} == {Outcome.ERROR}
    assert len(verdicts) == 2
