"""Custom checks of a contract, judged by Soda itself on a table in DuckDB, or not passed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import duckdb
import pytest

from mesh_assets.contract.model import Contract
from mesh_assets.contract.rule import Rule, RuleKind, Scope, Severity
from mesh_assets.gates.contract import judge_contract
from mesh_assets.gates.custom import judge_custom_checks
from mesh_assets.gates.decision import decide
from mesh_assets.gates.requirements import RequiredVerdict
from mesh_assets.gates.verdict import Outcome, Verdict

MIDNIGHT = datetime(2026, 1, 6, tzinfo=UTC)

ORDERS = """
    SELECT 'ord_' || n AS order_id, CASE WHEN n % 4 > 0 THEN 'shipped' END AS status, n AS total,
        TIMESTAMPTZ '2026-01-05 23:59:00Z' - INTERVAL (n) MINUTE AS created_at
    FROM range(8) AS orders (n)
"""

Judge = Callable[..., Verdict]


def custom(implementation: object, column: str | None = None, **given: object) -> Rule:
    parameters = {"engine": given.pop("engine", "soda"), "implementation": implementation}
    return Rule("check", RuleKind.CUSTOM, column, parameters, scope=Scope.PARTITION, **given)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE SCHEMA candidate; CREATE VIEW candidate.orders AS {ORDERS}")
        yield connection


@pytest.fixture
def judge(connection: duckdb.DuckDBPyConnection) -> Judge:
    def judge_one(*arguments: object, **given: object) -> Verdict:
        contract = Contract("c", "orders", "1.0.0", (), (custom(*arguments, **given),))
        [verdict] = judge_custom_checks(
            connection, contract, schema="candidate", table="orders", now=MIDNIGHT
        )
        return verdict

    return judge_one


@pytest.mark.parametrize(
    ("implementation", "column", "measured", "expected"),
    [
        # The form that the documentation of ODCS shows.
        ("type: duplicate_percent\ncolumns: [order_id, status]\nmust_be_less_than: 1.0\n", None, 0,
         "< 1.0%"),
        ({"type": "no_duplicate_values"}, "order_id", 0, "= 0"),
        ({"type": "missing_count", "must_be_between": [1, 2]}, "status", 2, "between 1 and 2"),
        ({"type": "no_invalid_values", "valid_values": ["shipped"]}, "status", 0, "= 0"),
        ({"type": "max", "must_be_less_than": 5, "filter_sql": "total < 5"}, "total", 4, "< 5"),
        ({"type": "rows_exist"}, None, 8, "> 0"),
        ({"type": "freshness_in_hours", "must_be_less_than": 2}, "created_at",
         pytest.approx(1 / 60), "< 2 hours"),
        # SodaCL.
        ("row_count between 5 and 10", None, 8, "between 5 and 10"),
        ({"missing_percent(status) < 30%": {"name": "few"}}, "status", 25, "< 30%"),
        # A check of a Soda 4 contract.
        ({"missing": {"threshold": {"must_be": 2}}}, "status", 2, "= 2"),
        ("duplicate: {columns: [order_id, total]}", None, 0, "= 0"),
    ],
)  # fmt: skip
def test_soda_judges_its_checks_in_each_of_its_forms(
    judge: Judge, implementation: object, column: str | None, measured: object, expected: str
) -> None:
    verdict = judge(implementation, column)
    assert (verdict.gate, verdict.rule, verdict.scope) == ("contract", "check", Scope.PARTITION)
    assert (verdict.outcome, verdict.measured) == (Outcome.PASSED, measured), verdict.sentence
    assert verdict.expected == expected


def test_a_check_that_is_not_kept_refuses_with_what_was_measured(judge: Judge) -> None:
    verdict = judge({"type": "no_missing_values"}, "status")
    assert verdict.refuses
    assert verdict.sentence == ("contract: check failed: measured 2, expected = 0 (2 of 8 rows)")


def test_of_several_checks_the_worst_speaks(judge: Judge) -> None:
    text = "- row_count > 0\n- missing_count(status) < 2\n- max(total): {warn: when > 1}\n"
    verdict = judge(text)
    assert (verdict.refuses, verdict.measured) == (True, 2)
    assert verdict.detail == "missing_count_status: 2 of 8 rows"


@pytest.mark.parametrize(
    ("implementation", "given"),
    [
        ({"type": "no_missing_values"}, {"severity": Severity.WARNING}),
        ({"missing_count(status)": {"warn": "when > 0"}}, {}),
    ],
)
def test_a_check_that_only_warns_does_not_refuse(
    judge: Judge, implementation: object, given: dict[str, object]
) -> None:
    verdict = judge(implementation, "status", **given)
    assert (verdict.passed, verdict.refuses) == (False, False)


@pytest.mark.parametrize(
    ("implementation", "column", "words"),
    [
        ({"type": "no_mising_values"}, "status", "did you mean `no_missing_values`?"),
        ({"type": "missing_count"}, "status", "has no limit"),
        ({"type": "missing_count", "must_be": 0, "must_not_be": 1}, "status", "two limits"),
        ({"type": "missing_count", "must_be": "0"}, "status", "must_be: is a number"),
        ({"type": "no_missing_values", "must_be": 0}, "status", "`must_be` is not supported"),
        ({"type": "avg", "must_be_betwen": [1, 2]}, "total", "did you mean `must_be_between`?"),
        ({"type": "no_missing_values"}, None, "takes the column"),
        ({"type": "no_missing_values"}, "address.city", "columns at the top only"),
        ({"type": "rows_exist", "columns": ["status"]}, None, "`columns` is not supported"),
        ({"type": "no_missing_values", "column": "total", "columns": ["status"]}, None, "keep one"),
        ({"missing": {"thresold": {}}}, "status", "did you mean `threshold`?"),
        ("missing_count(status)", "status", "has no threshold"),
        ("[", None, "cannot"),
        ("[]", None, "has no checks"),
        (f"{'[' * 9000}{']' * 9000}", None, "nested too deeply"),
        ("{a: 1, a: 2}", None, "written twice"),
        ("anomaly detection for row_count", None, "tool: volume"),
        ("everything is fine", None, "is not a check that the mesh runs"),
        ("missing_count(lost) = 0", None, "Soda did not evaluate the check"),
    ],
)
def test_what_soda_cannot_run_has_not_passed(
    judge: Judge, implementation: object, column: str | None, words: str
) -> None:
    verdict = judge(implementation, column)
    assert (verdict.outcome, verdict.refuses) == (Outcome.ERROR, True)
    assert words in verdict.sentence


def test_another_engine_is_not_evaluated_and_never_passes(judge: Judge) -> None:
    verdict = judge({"expect": "rows"}, engine="greatExpectations")
    assert verdict.refuses
    assert verdict.sentence == (
        "contract: check skipped: not measured "
        "(not evaluated: no gate here runs the engine greatExpectations)"
    )
    assert "did you mean `soda`?" in judge("row_count > 0", engine="sodaa").sentence
    assert not judge("x", engine="dbt", severity=Severity.WARNING).passed


def test_without_its_verdict_nothing_is_published(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    contract = Contract("c", "orders", "1.0.0", (), (custom("row_count > 0"),))
    judged = judge_contract(connection, "FROM candidate.orders", contract, rest_sql=None)
    decision = decide([RequiredVerdict("contract", "check")], judged)
    assert decision.reasons == ("contract: check gave no verdict",)
