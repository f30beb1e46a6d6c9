import logging
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from mesh_assets.contract.rule import Severity
from mesh_assets.gates.soda import judge_soda
from mesh_assets.gates.soda.judging import judged_at
from mesh_assets.gates.verdict import Outcome, Verdict
from mesh_assets.product.partition import Partition

SEED = Path(__file__).parent / "seed" / "customer_orders.yml"
MIDNIGHT = datetime(2026, 1, 6, tzinfo=UTC)

ORDERS = """
    SELECT 'ord_' || n AS order_id, 'cus_' || n % 7 AS customer_id, 'shipped' AS status,
        (n + 1)::DECIMAL(18, 2) AS total_amount,
        TIMESTAMPTZ '2026-01-05 23:59:00Z' - INTERVAL (n) MINUTE AS created_at
    FROM range(100) AS orders (n)
"""

Judge = Callable[..., dict[str, Verdict]]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'; CREATE SCHEMA candidate")
        connection.execute(f"CREATE VIEW candidate.orders AS {ORDERS}")
        yield connection


@pytest.fixture
def judge(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> Judge:
    def judge_lines(*lines: str, table: str = "orders", now: datetime = MIDNIGHT):
        file = tmp_path / "checks.yml"
        file.write_text("checks for orders:\n" + "".join(f"  {line}\n" for line in lines))
        verdicts = judge_soda(connection, schema="candidate", table=table, checks=file, now=now)
        return {verdict.rule: verdict for verdict in verdicts}

    return judge_lines


def _outcomes(verdicts: dict[str, Verdict]) -> dict[str, str]:
    return {rule: verdict.outcome.value for rule, verdict in verdicts.items()}


def test_the_seed_file_judges_a_candidate_with_measured_values_and_limits(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute(
        "CREATE VIEW candidate.customer_orders AS SELECT * REPLACE "
        "(CASE WHEN order_id = 'ord_5' THEN 'lost' ELSE status END AS status, "
        "nullif(customer_id, 'cus_6') AS customer_id) FROM candidate.orders"
    )
    verdicts = judge_soda(
        connection, schema="candidate", table="customer_orders", checks=SEED, now=MIDNIGHT
    )
    assert [(v.rule, v.outcome.value, v.measured, v.expected) for v in verdicts] == [
        ("freshness_created_at", "passed", pytest.approx(1 / 60), "< 1 hour"),
        ("missing_count_order_id", "passed", 0, "= 0"),
        ("missing_count_customer_id", "failed", 14, "= 0"),
        ("missing_count_total_amount", "passed", 0, "= 0"),
        ("invalid_count_status", "failed", 1, "= 0"),
        ("min_total_amount", "passed", 1, ">= 0.01"),
        ("max_total_amount", "passed", 100, "<= 1000000"),
        (
            "schema",
            "passed",
            0,
            "order_id, customer_id, total_amount decimal, status, created_at",
        ),
    ]
    assert {v.rule: v.detail for v in verdicts if not v.passed} == {
        "missing_count_customer_id": "14 of 100 rows",
        "invalid_count_status": "1 of 100 rows",
    }


PASSING = [
    "row_count = 100",
    "row_count between 100 and 200",
    "row_count between (99 and 100]",
    "row_count between [100 and 101)",
    "row_count not between 101 and 200",
    "row_count not between (100 and 200)",
    "row_count != 99",
    "missing_percent(status) < 1%",
    "duplicate_count(order_id) = 0",
    "duplicate_count(order_id, customer_id) = 0",
    "duplicate_percent(customer_id) > 90%",
    "avg(total_amount) = 50.5",
    "sum(total_amount) = 5050",
    "min_length(order_id) = 5",
    "max_length(order_id) <= 6",
    "avg_length(order_id) between 5 and 6",
    "stddev(total_amount) between 29.011 and 29.012",
    "variance(total_amount) between 841 and 842",
    "freshness(created_at) < 2m",
    "freshness(created_at) < 1d",
]
FAILING = [
    "row_count = 99",
    "row_count between 101 and 200",
    "row_count between (100 and 200]",
    "row_count between [90 and 100)",
    "row_count not between 100 and 200",
    "row_count != 100",
    "duplicate_count(customer_id) = 0",
    "duplicate_count(customer_id, status) = 0",
    "duplicate_percent(customer_id) < 5%",
    "avg(total_amount) > 50.5",
    "stddev(total_amount) > 30",
    "freshness(created_at) < 1m",
    "freshness(created_at) <= 30s",
]


def test_every_metric_and_every_kind_of_limit_means_what_it_says(judge: Judge) -> None:
    verdicts = list(judge(*[f"- {check}" for check in [*PASSING, *FAILING]]).values())
    judged = [verdict.outcome for verdict in verdicts]
    assert judged == [Outcome.PASSED] * len(PASSING) + [Outcome.FAILED] * len(FAILING)


@pytest.mark.parametrize(
    ("setting", "invalid"),
    [
        ("valid values: [ord_1, ord_2]", 98),
        ("invalid values: [ord_1, ord_2]", 2),
        ("valid regex: '^ord_[0-9]$'", 90),
        ("invalid regex: '7$'", 10),
        ("valid length: 5", 90),
        ("valid min length: 6", 10),
        ("valid max length: 5", 90),
    ],
)
def test_what_is_valid_is_said_in_many_ways(judge: Judge, setting: str, invalid: int) -> None:
    verdict = judge("- invalid_count(order_id) = 0:", f"    {setting}")["invalid_count_order_id"]
    assert (verdict.outcome, verdict.measured) == (Outcome.FAILED, invalid)


def test_numbers_have_a_valid_range_and_percentages_are_of_all_rows(judge: Judge) -> None:
    verdict = judge("- invalid_percent(total_amount) < 20:", "    valid max: 75")[
        "invalid_percent_total_amount"
    ]
    assert (verdict.measured, verdict.expected, verdict.passed) == (25, "< 20%", False)


def test_words_may_stand_for_missing_values(judge: Judge) -> None:
    verdicts = judge(
        "- missing_count(status) = 0:",
        "    missing values: [shipped]",
        "- missing_count(order_id) = 0:",
        "    missing regex: '^ord_1'",
    )
    assert [verdict.measured for verdict in verdicts.values()] == [100, 11]


def test_a_filter_narrows_what_is_judged(judge: Judge) -> None:
    verdicts = judge(
        "- max(total_amount) <= 10:",
        "    filter: total_amount <= 10",
        "- stddev(total_amount) < 4:",
        "    filter: total_amount <= 10",
        "- row_count = 10:",
        "    filter: total_amount <= 10",
    )
    assert _outcomes(verdicts) == {
        "max_total_amount": "passed",
        "stddev_total_amount": "passed",
        "row_count": "passed",
    }


def test_levels_tell_a_warning_from_a_refusal(judge: Judge) -> None:
    verdicts = judge(
        "- row_count:",
        "    name: fails",
        "    warn: when > 10",
        "    fail: when > 50",
        "- row_count:",
        "    name: warns",
        "    warn: when > 50",
        "    fail: when > 500",
        "- row_count:",
        "    name: only warns",
        "    warn: when between 90 and 110",
        "- row_count:",
        "    name: is fine",
        "    warn: when > 100",
        "    fail: when > 500",
    )
    assert {v.rule: (v.outcome, v.severity) for v in verdicts.values()} == {
        "fails": (Outcome.FAILED, Severity.ERROR),
        "warns": (Outcome.FAILED, Severity.WARNING),
        "only_warns": (Outcome.FAILED, Severity.WARNING),
        "is_fine": (Outcome.PASSED, Severity.ERROR),
    }


def test_a_schema_check_names_what_is_missing_or_of_another_type(judge: Judge) -> None:
    verdicts = judge(
        "- schema:",
        "    fail:",
        "      when required column missing: [order_id, discount]",
        "      when wrong column type: {customer_id: decimal, total_amount: 'decimal(18,2)'}",
        "    warn:",
        "      when required column missing: [coupon]",
        "- missing_count(status) = 0",
    )
    assert verdicts["schema"].measured == 2
    assert "discount" in verdicts["schema"].detail
    assert "customer_id" in verdicts["schema"].detail
    assert "total_amount" not in verdicts["schema"].detail
    assert verdicts["schema_warning"].severity is Severity.WARNING
    assert verdicts["schema_warning"].outcome is Outcome.FAILED
    assert verdicts["missing_count_status"].passed, "columns of other checks are not demanded"


def test_a_decimal_of_another_scale_is_another_type(judge: Judge) -> None:
    verdict = judge(
        "- schema:", "    fail:", "      when wrong column type: {total_amount: 'decimal(18,4)'}"
    )["schema"]
    assert verdict.outcome is Outcome.FAILED


def test_a_backfill_is_judged_as_its_day_was(judge: Judge) -> None:
    day = Partition("2026-01-05", "created_at", MIDNIGHT - timedelta(days=1), MIDNIGHT)
    long_after = MIDNIGHT + timedelta(days=100)
    during = MIDNIGHT - timedelta(minutes=30)
    assert judged_at(day, long_after) == MIDNIGHT
    assert judged_at(day, during) == during
    assert judged_at(None, long_after) == long_after

    check = "- freshness(created_at) < 1h"
    assert judge(check, now=judged_at(day, long_after))["freshness_created_at"].passed
    stale = judge(check, now=judged_at(None, long_after))["freshness_created_at"]
    assert (stale.outcome, stale.measured) == (Outcome.FAILED, pytest.approx(2400, abs=0.1))
    assert stale.detail == "the newest value is 2026-01-05T23:59:00+00:00"


def test_without_a_table_nothing_passes(judge: Judge) -> None:
    verdicts = judge("- row_count = 0", "- missing_count(order_id) = 0", table="nowhere")
    assert _outcomes(verdicts) == {"row_count": "error", "missing_count_order_id": "error"}
    assert "nowhere" in verdicts["row_count"].detail
    assert "Traceback" not in verdicts["row_count"].detail


def test_a_column_that_is_not_there_leaves_no_check_passed(judge: Judge) -> None:
    verdicts = judge("- missing_count(no_such) = 0", "- row_count > 0")
    assert verdicts["missing_count_no_such"].outcome is Outcome.ERROR
    assert "no_such" in verdicts["missing_count_no_such"].detail


def test_without_rows_only_what_can_be_counted_passes(
    judge: Judge, connection: duckdb.DuckDBPyConnection
) -> None:
    connection.execute("CREATE VIEW candidate.empty AS FROM candidate.orders LIMIT 0")
    verdicts = judge(
        "- missing_count(order_id) = 0",
        "- min(total_amount) >= 0",
        "- freshness(created_at) < 1h",
        table="empty",
    )
    assert _outcomes(verdicts) == {
        "missing_count_order_id": "passed",
        "min_total_amount": "error",
        "freshness_created_at": "failed",
    }
    assert "no rows to judge" in verdicts["min_total_amount"].detail
    assert "no rows to judge" in verdicts["freshness_created_at"].detail


def test_a_check_that_can_only_warn_warns_when_it_breaks(judge: Judge) -> None:
    verdict = judge("- max(no_such):", "    warn: when > 5")["max_no_such"]
    assert (verdict.outcome, verdict.severity) == (Outcome.ERROR, Severity.WARNING)


def test_a_native_contract_is_judged_on_our_table(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    file = tmp_path / "contract.yml"
    file.write_text(
        """
        dataset: elsewhere/public/orders
        filter: total_amount > 50
        columns:
          - name: order_id
            checks:
              - duplicate:
              - missing:
          - name: customer_id
            checks:
              - duplicate: {threshold: {level: warn, must_be: 0}}
        checks:
          - row_count: {threshold: {must_be: 50}}
          - failed_rows: {expression: total_amount > 99}
          - schema: {allow_extra_columns: false}
          - freshness:
              column: created_at
              now_variable: NOW
              threshold: {unit: minute, must_be_less_than: 60}
        """
    )
    verdicts = judge_soda(connection, schema="candidate", table="orders", checks=file, now=MIDNIGHT)
    assert {v.rule: (v.outcome.value, v.measured, v.severity.value) for v in verdicts} == {
        "duplicate_order_id": ("passed", 0, "error"),
        "missing_order_id": ("passed", 0, "error"),
        "duplicate_customer_id": ("failed", 43, "warning"),
        "row_count": ("passed", 50, "error"),
        "failed_rows": ("failed", 1, "error"),
        "schema": ("failed", 3, "error"),
        "freshness_created_at": ("passed", pytest.approx(51), "error"),
    }


def test_soda_leaves_the_process_as_it_was_and_says_nothing(
    judge: Judge, capfd: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    before = root.level, list(root.handlers)
    judge("- row_count > 0")
    assert (root.level, list(root.handlers)) == before
    assert capfd.readouterr() == ("", "")


def test_threads_do_not_mix_their_verdicts(tmp_path: Path) -> None:
    file = tmp_path / "checks.yml"
    file.write_text("checks for orders:\n  - row_count = 3\n  - missing_count(no_such) = 0\n")
    judged: dict[int, list[Verdict]] = {}

    def run(rows: int) -> None:
        with duckdb.connect() as connection:
            connection.execute(f"CREATE TABLE orders AS SELECT * FROM range({rows}) AS t (id)")
            judged[rows] = judge_soda(
                connection, schema="main", table="orders", checks=file, now=MIDNIGHT
            )

    threads = [threading.Thread(target=run, args=(rows,)) for rows in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {rows: len(verdicts) for rows, verdicts in judged.items()} == dict.fromkeys(
        range(1, 7), 2
    )
    assert all("no_such" in verdicts[1].detail for verdicts in judged.values())
