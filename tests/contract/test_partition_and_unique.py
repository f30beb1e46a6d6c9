"""Rules that need more than the record: its partition, and the other records."""

from datetime import UTC, datetime, timedelta

import pytest

from mesh_assets.contract.records.scan import NoPartitionColumn
from mesh_assets.product.lateness import ArrivalWindow
from mesh_assets.product.partition import Partition

DAY = Partition(
    key="2026-01-05",
    column="at",
    start=datetime(2026, 1, 5, tzinfo=UTC),
    end=datetime(2026, 1, 6, tzinfo=UTC),
)
AT = {"at": {"type": "string", "format": "date-time"}}
ID = {"id": {"type": "string", "x-unique": True}}


def test_rows_outside_the_partition(bench):
    outcome = bench.lines(
        AT,
        '{"at":"2026-01-05T00:00:00Z"}',
        '{"at":"2026-01-05T23:59:59.999999Z"}',
        '{"at":"2026-01-06T00:30:00+01:00"}',
        '{"at":"2026-01-06T00:00:00Z"}',
        '{"at":"2026-01-05T00:30:00+01:00"}',
        '{"at":"2026-02-30T00:00:00Z"}',
        "{}",
        window=ArrivalWindow(DAY),
    )
    assert len(outcome.rows) == 3
    assert outcome.rules == [
        ["outside_partition"],
        ["outside_partition"],
        ["at.format", "outside_partition"],
        ["outside_partition"],
    ]


def test_rows_that_come_late_and_too_late(bench):
    before = Partition("2026-01-04", "at", DAY.start - timedelta(days=1), DAY.start)
    outcome = bench.lines(
        AT,
        '{"at":"2026-01-05T12:00:00Z"}',
        '{"at":"2026-01-04T00:00:00Z"}',
        '{"at":"2026-01-03T23:59:59.999999Z"}',
        '{"at":"2026-01-06T00:00:00Z"}',
        "{}",
        window=ArrivalWindow(DAY, (before,)),
    )
    assert len(outcome.rows) == 2
    assert outcome.rules == [["too_late"], ["outside_partition"], ["outside_partition"]]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Auckland"])
def test_a_date_column_decides_whatever_the_session_zone(bench, zone):
    bench.connection.execute(f"SET TimeZone = '{zone}'")
    outcome = bench.lines(
        {"at": {"type": "string", "format": "date"}},
        '{"at":"2026-01-04"}',
        '{"at":"2026-01-05"}',
        '{"at":"2026-01-06"}',
        window=ArrivalWindow(DAY),
    )
    assert [str(row[0]) for row in outcome.rows] == ["2026-01-05"]
    assert outcome.rules == [["outside_partition"]] * 2


def test_a_partition_column_that_decides_nothing(bench):
    for properties in ({"other": {"type": "string"}}, {"at": {"type": "string"}}):
        with pytest.raises(NoPartitionColumn, match="`at`"):
            bench.lines(properties, "{}", window=ArrivalWindow(DAY))


def test_the_first_of_equal_keys_is_accepted(bench):
    outcome = bench.lines(
        {**ID, "n": {"type": "integer", "minimum": 0}},
        '{"id":"a","n":-1}',
        '{"id":"a","n":1}',
        '{"id":"b","n":2}',
        '{"id":"a","n":3}',
        '{"id":"a","n":3}',
        "{}",
        "{}",
    )
    assert outcome.rows == [("a", 1), ("b", 2), (None, None), (None, None)]
    assert [(letter.line, letter.rules, letter.record) for letter in outcome.letters] == [
        (1, ["n.minimum"], '{"id":"a","n":-1}'),
        (4, ["id.unique"], '{"id":"a","n":3}'),
        (5, ["id.unique"], '{"id":"a","n":3}'),
    ]


def test_equal_keys_in_different_files(bench):
    contract = bench.contract({"properties": ID})
    outcome = bench.validate(
        contract,
        bench.land('{"id":"x"}\n{"id":"a"}\n', "b.ndjson"),
        bench.land("id\na\nc\n", "a.csv"),
        bench.land('{"id":"c"}\n{"id":"a"}\n', "c.ndjson"),
    )
    assert sorted(outcome.rows) == [("a",), ("c",), ("x",)]
    assert [(letter.file, letter.line) for letter in outcome.letters] == [
        ("a.csv", 2),
        ("c.ndjson", 1),
        ("c.ndjson", 2),
    ]


def test_the_first_of_many_in_a_file_that_many_threads_read(bench):
    bench.connection.execute("SET threads = 4")
    rows = 200_000
    lines = (f'{{"id":"{number % (rows // 2)}","n":{number}}}' for number in range(rows))
    contract = bench.contract({"properties": {**ID, "n": {"type": "integer"}}})
    outcome = bench.validate(contract, bench.land("\n".join(lines)))
    assert sorted(row[1] for row in outcome.rows) == list(range(rows // 2))
    assert [letter.line for letter in outcome.letters] == list(range(rows // 2 + 1, rows + 1))


def test_each_unique_rule_is_judged_on_its_own(bench):
    outcome = bench.lines(
        {**ID, "mail": {"type": "string", "x-unique": "table"}},
        '{"id":"a","mail":"x"}',
        '{"id":"a","mail":"x"}',
        '{"id":"b","mail":"x"}',
        '{"id":"c","mail":"y"}',
    )
    assert outcome.rows == [("a", "x"), ("c", "y")]
    assert [sorted(rules) for rules in outcome.rules] == [
        ["id.unique", "mail.unique"],
        ["mail.unique"],
    ]
    assert outcome.validation.reasons == {"mail.unique": 2, "id.unique": 1}
