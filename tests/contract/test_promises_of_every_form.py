"""Each pair of the forms that a column or a check can have: what is compatible keeps valid rows.

Beside what hypothesis draws: formats, time zones, physical types, steps, all comparisons of checks,
checks of parts of objects, of several columns and of whole tables, in all their combinations.
"""

import itertools
import json
from collections.abc import Iterator

import duckdb
import pytest
from generated_odcs import document
from row_judge import RowJudge

from mesh_assets.contract.compatibility import contract_changes
from mesh_assets.contract.compatibility.readability import Content, unreadable
from mesh_assets.contract.loading import load_contract
from mesh_assets.documents.writing import write_yaml

VALUES = {
    "string": ["", "a", "ab", "ABC", "a b", "é", "a@b.co", "http://x.y", "1", None],
    "integer": [0, 1, -1, 5, 2**31, 2**53 + 1, 2**63 - 1, None],
    "number": [0.1, 0.3, 1.5, 99.99, 12.345, 1e300, None],
    "boolean": [True, False, None],
    "date": ["2026-01-05", "2026-12-31", None],
    "timestamp": [
        "2026-01-05T10:00:00Z",
        "2026-01-05T12:00:00+02:00",
        "2026-01-05T10:00:00",
        "2026-01-05T23:30:00-05:00",
        None,
    ],
    "time": ["10:00:00", "23:59:59.123", "10:00:00Z", "10:00", None],
    "object": [{}, {"b": 1}, {"b": None}, {"b": 0, "c": 2}, None],
    "array": [[], [1], [1, 1], [1, None], [1, 2, 3], None],
}
OPTIONS = {
    "string": [
        {"minLength": 1},
        {"maxLength": 2},
        {"pattern": "a"},
        {"pattern": "^a"},
        {"format": "uuid"},
        {"format": "email"},
        {"format": "uri"},
    ],
    "integer": [
        {"format": "i8"},
        {"format": "i32"},
        {"format": "i64"},
        {"format": "u8"},
        {"format": "u64"},
        {"minimum": 0},
        {"exclusiveMinimum": 0},
        {"exclusiveMinimum": 0.5},
        {"exclusiveMaximum": 5.5},
        {"maximum": 5},
        {"multipleOf": 5},
        {"multipleOf": 2.5},
    ],
    "number": [
        {"format": "f32"},
        {"format": "f64"},
        {"exclusiveMinimum": 0},
        {"maximum": 99.99},
        {"multipleOf": 0.1},
        {"multipleOf": 0.05},
    ],
    "boolean": [],
    "date": [
        {"format": "yyyy-MM-dd"},
        {"minimum": "2026-01-06"},
        {"exclusiveMinimum": "2026-01-05"},
        {"maximum": "2026-12-31"},
        {"exclusiveMaximum": "2026-12-31"},
    ],
    "timestamp": [
        {"timezone": True},
        {"timezone": False},
        {"timezone": False, "defaultTimezone": "Europe/Berlin"},
        {"format": "yyyy-MM-dd'T'HH:mm:ssZ"},
        {"minimum": "2026-01-05T10:00:00Z"},
        {"minimum": "2026-01-05T11:00:00+02:00"},
        {"exclusiveMaximum": "2026-01-05T10:00:00Z"},
        {"maximum": "2026-01-05T12:00:00+02:00"},
    ],
    "time": [{"format": "HH:mm:ss"}, {"format": "HH:mm"}, {"timezone": False}],
}
SIZES = {
    "string": ["varchar(2)", "varchar(3)", "uuid"],
    "integer": ["int", "smallint"],
    "number": ["decimal(5, 2)", "decimal(5, 3)", "decimal(38, 10)"],
}
INSIDE = [
    {"logicalType": "object"},
    *(
        {"logicalType": "object", "properties": [{"name": "b", "logicalType": "integer", **said}]}
        for said in ({}, {"required": True}, {"logicalTypeOptions": {"minimum": 1}})
    ),
    *(
        {"logicalType": "array", "items": {"logicalType": "integer", **said}}
        for said in ({}, {"required": True}, {"logicalTypeOptions": {"minimum": 2}})
    ),
    *(
        {"logicalType": "array", "logicalTypeOptions": said, "items": {"logicalType": "integer"}}
        for said in ({"minItems": 1}, {"maxItems": 2}, {"uniqueItems": True})
    ),
]


def _columns() -> Iterator[dict]:
    for kind, options in OPTIONS.items():
        yield {"logicalType": kind}
        yield from ({"logicalType": kind, "logicalTypeOptions": each} for each in options)
        yield from ({"logicalType": kind, "physicalType": each} for each in SIZES.get(kind, ()))
    yield from INSIDE


def _tables_of_columns() -> Iterator[dict]:
    for column, required in itertools.product(_columns(), [False, True]):
        key = {"name": "k", "logicalType": "integer"}
        yield {"name": "things", "properties": [key, {"name": "a", **column, "required": required}]}


LIMITS = [
    {"mustBe": 0},
    {"mustBe": 1},
    {"mustNotBe": 1},
    {"mustBeLessThan": 1},
    {"mustBeLessThan": 2},
    {"mustBeLessOrEqualTo": 0},
    {"mustBeGreaterThan": 0},
    {"mustBeBetween": [0, 1]},
    {"mustBe": 0, "severity": "warning"},
]
PERCENT = [{"mustBe": 0, "unit": "percent"}, {"mustBeLessThan": 50, "unit": "percent"}]
CHECKS_OF_COLUMNS = [
    {"metric": "nullValues"},
    {"metric": "duplicateValues"},
    {"metric": "missingValues", "arguments": {"missingValues": ["a"]}},
    {"metric": "missingValues", "arguments": {"missingValues": ["a", None]}},
    {"metric": "invalidValues", "arguments": {"validValues": ["a"]}},
    {"metric": "invalidValues", "arguments": {"pattern": "^a"}},
    {"metric": "invalidValues", "arguments": {"validValues": ["a"], "pattern": "^a"}},
    {"metric": "invalidValues", "arguments": {"validValues": ["a", "b"], "pattern": "^b"}},
]
CHECKS_OF_TABLES = [
    {"metric": "duplicateValues", "arguments": {"properties": ["k", "a"]}},
    {"metric": "duplicateValues", "arguments": {"properties": ["a", "b"]}},
    {"metric": "rowCount"},
    {"type": "sql", "query": "SELECT COUNT(*) FROM {object} WHERE k > 1"},
]
TABLES = [
    [{"k": 1, "a": "a", "b": 1}, {"k": 1, "a": "b", "b": 1}],
    [{"k": 1, "a": "a", "b": 1}, {"k": 2, "a": "a", "b": 2}],
    [{"k": 1, "a": "a", "b": 1}] * 2,
    [{"k": 1, "a": "a", "o": {"x": 1}}],
    [{"k": 1, "a": "zz", "o": {"x": None, "l": [{"y": 1}, {"y": None}]}}],
    [{"k": 1, "o": {"x": 5, "l": []}}],
    [{"k": 1, "a": None}, {"k": 2, "a": None}],
]


def _things(*, a=None, k=None, x=None, y=None, quality=()) -> dict:
    listed = {"logicalType": "object", "properties": [{"name": "y", "logicalType": "integer"}]}
    listed["properties"][0] |= y or {}
    parts = [
        {"name": "x", "logicalType": "integer", **(x or {})},
        {"name": "l", "logicalType": "array", "items": listed},
    ]
    return {
        "name": "things",
        "quality": list(quality),
        "properties": [
            {"name": "k", "logicalType": "integer", **(k or {})},
            {"name": "a", "logicalType": "string", **(a or {})},
            {"name": "b", "logicalType": "integer"},
            {"name": "o", "logicalType": "object", "properties": parts},
        ],
    }


def _tables_of_checks() -> Iterator[dict]:
    """All have one name, so that a check is another one by what it says, and not by its name."""
    key = {"primaryKey": True, "required": True}
    yield _things()
    yield _things(k={**key, "primaryKeyPosition": 1})
    yield _things(k={**key, "primaryKeyPosition": 1}, a={**key, "primaryKeyPosition": 2})
    yield _things(a={"unique": True})
    yield from (_things(x={"required": True}), _things(y={"required": True}))
    for part in ("x", "y"):
        yield _things(**{part: {"quality": [{"name": "n", "metric": "nullValues", "mustBe": 0}]}})
    for check, limit in itertools.product(CHECKS_OF_COLUMNS, [*LIMITS, *PERCENT]):
        yield _things(a={"quality": [{"name": "n", **check, **limit}]})
    for check, limit in itertools.product(CHECKS_OF_TABLES, LIMITS):
        yield _things(quality=[{"name": "n", **check, **limit}])


@pytest.fixture(scope="module")
def judge(tmp_path_factory):
    with duckdb.connect() as connection:
        yield RowJudge(connection, tmp_path_factory.mktemp("forms"))


def _loaded(tables, folder):
    file = folder / "contract.yaml"
    loaded = []
    for table in tables:
        file.write_text(write_yaml(document(table)))
        loaded.append(load_contract(file))
    return loaded


def _broken_promises(contracts, kept) -> tuple[int, list[str]]:
    """How many changes were judged compatible, and those that rows say are not."""
    judged, broken = 0, []
    for (old, was), (new, now) in itertools.permutations(zip(contracts, kept, strict=True), 2):
        promised = not any(each.breaks for each in contract_changes(old, new))
        if promised or not unreadable(old, new, Content.ROWS):
            judged += 1
            if was - now:
                broken.append(f"{old.rules} -> {new.rules}: {sorted(was - now)[:2]}")
    return judged, broken


def test_a_row_stays_valid_under_each_form_that_is_compatible(judge, tmp_path) -> None:
    contracts = _loaded(_tables_of_columns(), tmp_path)
    rows = [{"k": 1}, *({"k": 1, "a": each} for values in VALUES.values() for each in values)]
    kept = [{json.dumps(row) for row in judge.accepted(each, rows)} for each in contracts]
    judged, broken = _broken_promises(contracts, kept)
    assert broken == []
    assert judged > 500


def _nothing_null() -> dict:
    return {"name": "n", "metric": "nullValues", "mustBe": 0}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            _things(a={"quality": [{"name": "n", **CHECKS_OF_COLUMNS[5], "mustBe": 0}]}),
            _things(a={"quality": [{"name": "n", **CHECKS_OF_COLUMNS[4], "mustBe": 0}]}),
        ),
        (
            _things(a={"quality": [{"name": "n", **CHECKS_OF_COLUMNS[6], "mustBe": 0}]}),
            _things(a={"quality": [{"name": "n", **CHECKS_OF_COLUMNS[7], "mustBe": 0}]}),
        ),
        (
            _things(a={"quality": [_nothing_null()]}),
            _things(x={"quality": [_nothing_null()]}),
        ),
        (_things(x={"required": True}), _things(x={"quality": [_nothing_null()]})),
    ],
    ids=["values for a pattern", "another pattern", "another column", "a part of no object"],
)
def test_a_check_that_rows_may_not_keep_is_a_break(old, new, tmp_path) -> None:
    before, after = _loaded([old, new], tmp_path)
    assert any(change.breaks for change in contract_changes(before, after))
    assert unreadable(before, after, Content.ROWS)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_table_stays_valid_under_each_check_that_is_compatible(judge, tmp_path) -> None:
    contracts = _loaded(_tables_of_checks(), tmp_path)
    kept = [
        {
            number
            for number, rows in enumerate(TABLES)
            if judge.accepted(each, rows) == rows and not judge.broken_checks(each, rows)
        }
        for each in contracts
    ]
    judged, broken = _broken_promises(contracts, kept)
    assert broken == []
    assert judged > 500
