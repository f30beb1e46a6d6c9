"""Parquet as it lands."""

import json

import pytest

from mesh_assets.contract.landing import FileFormat, LandingFile, UnreadableFile


@pytest.fixture
def parquet(bench):
    def validate(select, properties, **schema):
        path = bench.folder / "things.parquet"
        bench.connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
        contract = bench.contract({"properties": properties, **schema})
        return bench.validate(contract, LandingFile(path, FileFormat.PARQUET))

    return validate


def test_rows_are_judged_and_numbered(parquet):
    outcome = parquet(
        "SELECT 'o' || i AS id, i::INTEGER AS n FROM range(5) AS t(i)",
        {"id": {"type": "string"}, "n": {"type": "integer", "minimum": 1, "maximum": 3}},
    )
    assert outcome.types == ["VARCHAR", "BIGINT"]
    assert outcome.rows == [("o1", 1), ("o2", 2), ("o3", 3)]
    assert [
        (letter.line, letter.rules, json.loads(letter.record)) for letter in outcome.letters
    ] == [
        (1, ["n.minimum"], {"id": "o0", "n": 0}),
        (5, ["n.maximum"], {"id": "o4", "n": 4}),
    ]


def test_a_missing_column_is_null(parquet):
    properties = {"id": {"type": "string"}, "n": {"type": "integer"}}
    assert parquet("SELECT 'a' AS id", properties).rows == [("a", None)]
    assert parquet("SELECT 1 AS n", properties, required=["id"]).rules == [["id.required"]]


def test_columns_that_the_contract_does_not_name(parquet):
    assert parquet("SELECT 'a' AS id, 1 AS x", {"id": {"type": "string"}}).rows == [("a",)]
    closed = parquet(
        "SELECT 'a' AS id, 1 AS x", {"id": {"type": "string"}}, additionalProperties=False
    )
    assert closed.rules == [["additional_properties"]]


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        ("'12'", {"type": "integer"}),
        ("1.5::DOUBLE", {"type": "integer"}),
        ("9223372036854775808::UBIGINT", {"type": "integer"}),
        ("'1.5'", {"type": "number"}),
        ("'NaN'::DOUBLE", {"type": "number"}),
        ("'Infinity'::DOUBLE", {"type": "number"}),
        ("12", {"type": "string"}),
        ("'x'::BLOB", {"type": "string"}),
        ("'true'", {"type": "boolean"}),
        ("1", {"type": "boolean"}),
        ("'2026-01-05'", {"type": "string", "format": "date"}),
        ("DATE '2026-01-05'", {"type": "string", "format": "date-time"}),
        ("'2026-01-05T10:00:00Z'", {"type": "string", "format": "date-time"}),
        ("TIMESTAMP_NS '2026-01-05 10:00:00.000000001'", {"type": "string", "format": "date-time"}),
        ("['a']", {"type": "array", "items": {"type": "integer"}}),
        ("{'x': 'a'}", {"type": "object", "properties": {"x": {"type": "integer"}}}),
        ("{'y': 1}", {"type": "object", "properties": {"x": {"type": "integer"}}}),
        ("'{'", {"type": "object"}),
    ],
)
def test_values_of_another_type(parquet, value, schema):
    outcome = parquet(f"SELECT {value} AS x", {"x": schema}, required=["x"])
    assert outcome.rows == []
    assert outcome.rules == [["x.type"]]


@pytest.mark.parametrize(
    ("value", "schema", "kept"),
    [
        ("12::TINYINT", {"type": "integer"}, 12),
        ("12.0::DOUBLE", {"type": "integer"}, 12),
        ("1.5::FLOAT", {"type": "number"}, 1.5),
        ("1.25::DECIMAL(5,2)", {"type": "number"}, 1.25),
        ("[1,2]::INTEGER[]", {"type": "array", "items": {"type": "integer"}}, [1, 2]),
        ("{'y': 1, 'x': 2::INTEGER}", {"type": "object", "properties": {"x": {"type": "integer"}}},
         {"x": 2}),
        ("{'a': [1]}", {"type": "object"}, '{"a":[1]}'),
        ("NULL::INTEGER", {"type": "integer"}, None),
    ],
)  # fmt: skip
def test_values_that_the_type_can_hold(parquet, value, schema, kept):
    assert parquet(f"SELECT {value} AS x", {"x": schema}).rows == [(kept,)]


@pytest.mark.parametrize(
    "value",
    ["TIMESTAMP '2026-01-05 10:00:00'", "TIMESTAMPTZ '2026-01-05 12:00:00+02'",
     "TIMESTAMP_NS '2026-01-05 10:00:00'", "TIMESTAMP_S '2026-01-05 10:00:00'"],
)  # fmt: skip
@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_timestamps_without_a_zone_are_in_utc(bench, parquet, value, zone):
    bench.connection.execute(f"SET TimeZone = '{zone}'")
    outcome = parquet(f"SELECT {value} AS x", {"x": {"type": "string", "format": "date-time"}})
    assert outcome.rows[0][0].timestamp() == 1767607200


def test_nested_rules(parquet):
    properties = {
        "lines": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["n"],
                "properties": {"n": {"type": "integer", "minimum": 1}},
            },
        }
    }
    outcome = parquet(
        "SELECT unnest([[{'n': 1}], [], [{'n': 1}, {'n': 0}], [{'n': NULL}], NULL]) AS lines",
        properties,
    )
    assert outcome.rows == [([{"n": 1}],), (None,)]
    assert outcome.rules == [["lines.min_items"], ["lines[].n.minimum"], ["lines[].n.required"]]


def test_repeated_keys(parquet):
    outcome = parquet(
        "SELECT i % 3 AS id, i AS n FROM range(5) AS t(i)",
        {"id": {"type": "integer", "x-unique": True}, "n": {"type": "integer"}},
    )
    assert sorted(row[1] for row in outcome.rows) == [0, 1, 2]
    assert [(letter.line, letter.record) for letter in outcome.letters] == [
        (4, '{"id":0,"n":3}'),
        (5, '{"id":1,"n":4}'),
    ]


def test_what_is_no_parquet_file(bench):
    contract = bench.contract({"properties": {"id": {"type": "string"}}})
    for content in (b"", b"hello", b"PAR1" + bytes(100) + b"PAR1"):
        with pytest.raises(UnreadableFile, match=r"things\.parquet: is not a Parquet file"):
            bench.validate(contract, bench.land(content, "things.parquet"))


def test_mixed_formats_and_schemas(bench):
    contract = bench.contract({"properties": {"id": {"type": "string"}, "n": {"type": "integer"}}})
    files = [bench.land('{"id":"a","n":1}\n{"id":1}\n', "a.ndjson")]
    for name, select in (("b", "SELECT 'b' AS id"), ("c", "SELECT 'c' AS id, 'x' AS n")):
        path = bench.folder / f"{name}.parquet"
        bench.connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
        files.append(LandingFile(path, FileFormat.PARQUET))
    outcome = bench.validate(contract, *files, bench.land("n,id\n4,d\n", "d.csv"))
    assert sorted(outcome.rows, key=str) == [("a", 1), ("b", None), ("d", 4)]
    assert [(letter.file, letter.line, letter.rules) for letter in outcome.letters] == [
        ("a.ndjson", 2, ["id.type"]),
        ("c.parquet", 1, ["n.type"]),
    ]
