"""Avro's rules: case by case, and held against fastavro and Apache's own checker."""

import io
import json

import fastavro
import pytest
from avro.compatibility import ReaderWriterCompatibilityChecker, SchemaCompatibilityType
from evolved_avro import decimal, versions
from hypothesis import HealthCheck, given, settings

from mesh_assets.contract.compatibility.native import (
    InvalidSchema,
    NativeSchema,
    SchemaFormat,
    kept_native_modes,
    native_obstacles,
)
from mesh_assets.contract.compatibility.native.avro.parsing import parse_avro

BOTH = ["BACKWARD", "FORWARD", "FULL"]


def schema(content, **references):
    texts = {name: json.dumps(each) for name, each in references.items()}
    return NativeSchema(SchemaFormat.AVRO, json.dumps(content), texts)


def record(*fields, **words):
    return {"type": "record", "name": "R", "fields": list(fields), **words}


def one(kind, **words):
    return record({"name": "x", "type": kind, **words})


def named(kind, name, **words):
    return one({"type": kind, "name": name, **words})


def enum(*symbols, **words):
    return named("enum", "E", symbols=symbols, **words)


DATE = {"type": "int", "logicalType": "date"}
MILLIS = {"type": "long", "logicalType": "timestamp-millis"}
MICROS = {"type": "long", "logicalType": "timestamp-micros"}
UUID = {"type": "string", "logicalType": "uuid"}

CASES = [
    ("a field with a default is added", record(), one("int", default=0), BOTH),
    ("a field without a default is added", record(), one("int"), ["FORWARD"]),
    ("a nullable field without a default is added", record(), one(["null", "int"]), ["FORWARD"]),
    ("an int becomes a long", one("int"), one("long"), ["BACKWARD"]),
    ("a long becomes a float", one("long"), one("float"), ["BACKWARD"]),
    ("a float becomes a double", one("float"), one("double"), ["BACKWARD"]),
    ("a long becomes text", one("long"), one("string"), []),
    ("a boolean becomes an int", one("boolean"), one("int"), []),
    ("text becomes bytes", one("string"), one("bytes"), BOTH),
    ("null is allowed", one("int"), one(["null", "int"]), ["BACKWARD"]),
    ("a union takes a wider type", one(["null", "int"]), one(["null", "long"]), ["BACKWARD"]),
    ("the order of a union", one(["null", "int"]), one(["int", "null"]), BOTH),
    ("a branch goes", one(["null", "int", "string"]), one(["null", "int"]), ["FORWARD"]),
    ("a symbol is added", enum("A"), enum("A", "B"), ["BACKWARD"]),
    ("a symbol goes where there is a default", enum("A", "B"), enum("A", default="A"), BOTH),
    ("another name of an enum", enum("A"), named("enum", "F", symbols=["A"]), []),
    ("an alias for it", enum("A"), named("enum", "F", symbols=["A"], aliases=["E"]), ["BACKWARD"]),
    ("another size", named("fixed", "F", size=2), named("fixed", "F", size=3), []),
    ("items become wider", one({"type": "array", "items": "int"}),
     one({"type": "array", "items": "long"}), ["BACKWARD"]),
    ("values become wider", one({"type": "map", "values": "int"}),
     one({"type": "map", "values": "long"}), ["BACKWARD"]),
    ("a field is renamed", one("int"), record({"name": "y", "type": "int"}), []),
    ("a field is renamed with an alias", one("int"),
     record({"name": "y", "type": "int", "aliases": ["x"]}), ["BACKWARD"]),
    ("the namespace changes", one("int"), one("int") | {"namespace": "other"}, BOTH),
    ("a decimal has more digits", one(decimal(5, 2)), one(decimal(6, 2)), ["BACKWARD"]),
    ("a decimal has another scale", one(decimal(5, 2)), one(decimal(5, 3)), []),
    ("a decimal in a union has another scale", one(["null", decimal(5, 2)]),
     one(["null", decimal(5, 3)]), []),
    ("bytes become a decimal", one("bytes"), one(decimal(5, 2)), ["FORWARD"]),
    ("milliseconds become microseconds", one(MILLIS), one(MICROS), []),
    ("an int becomes a date", one("int"), one(DATE), ["FORWARD"]),
    ("text becomes a UUID", one("string"), one(UUID), ["FORWARD"]),
    ("a description", one("int"), one("int", doc="How many."), BOTH),
]  # fmt: skip


@pytest.mark.parametrize(("title", "old", "new", "kept"), CASES, ids=[case[0] for case in CASES])
def test_a_case(title, old, new, kept):
    assert [mode.value for mode in kept_native_modes(schema(old), schema(new))] == kept


def found(old, new):
    return [(each.kind, each.place) for each in native_obstacles(schema(old), schema(new))]


def test_an_obstacle_has_a_place_inside_unions_and_arrays():
    def items(kind):
        return one(["null", {"type": "array", "items": {**record(), **one(kind), "name": "S"}}])

    assert found(items("int"), items("string")) == [
        ("TYPE_MISMATCH", "/fields/x/items/fields/x"),
    ]
    assert found(enum("A", "B"), enum("A")) == [("MISSING_ENUM_SYMBOLS", "/fields/x/symbols")]
    assert found(one("int"), one(["null", "string"])) == [("MISSING_UNION_BRANCH", "/fields/x")]


def test_a_record_may_contain_itself():
    def node(*fields):
        return record({"name": "next", "type": ["null", "R"], "default": None}, *fields)

    value = {"name": "value", "type": "int"}
    assert found(node(value), node(value)) == []
    assert found(node(value), node(value | {"type": "long"})) == []
    assert ("READER_FIELD_MISSING_DEFAULT_VALUE", "/fields/value") in found(node(), node(value))


def test_what_depends_on_a_cycle_is_not_taken_for_readable():
    """B is first met inside A, while A is still being compared: it fails because A does."""

    def pair(kind):
        inner = {"type": "record", "name": "B", "fields": [{"name": "a", "type": ["null", "R"]}]}
        return record(
            {"name": "b", "type": inner},
            {"name": "again", "type": ["null", "B"]},
            {"name": "x", "type": kind},
        )

    assert found(pair("int"), pair("int")) == []
    assert ("TYPE_MISMATCH", "/fields/x") in found(pair("int"), pair("string"))


def test_types_are_found_in_references():
    money = {"type": "record", "name": "Money", "fields": [{"name": "cents", "type": "int"}]}
    wider = {**money, "fields": [{"name": "cents", "type": "long"}]}
    old, new = schema(one("Money"), Money=money), schema(one("Money"), Money=wider)

    assert [mode.value for mode in kept_native_modes(old, new)] == ["BACKWARD"]
    with pytest.raises(InvalidSchema, match="Money"):
        native_obstacles(old, schema(one("Money")))


def read(writer, reader, value):
    """Write with one schema and read with the other, as consumers do."""
    written = io.BytesIO()
    fastavro.schemaless_writer(written, fastavro.parse_schema(writer), value)
    written.seek(0)
    return fastavro.schemaless_reader(
        written, fastavro.parse_schema(writer), fastavro.parse_schema(reader)
    )


def same(one, other):
    """Whether two values are one, be it as text or as bytes."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    texts = [each.encode() if isinstance(each, str) else each for each in (one, other)]
    return texts[0] == texts[1]


def test_what_is_called_readable_is_read_by_fastavro():
    judged = {"readable": 0, "not readable": 0}

    @settings(
        deadline=None,
        derandomize=True,
        max_examples=100,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(drawn=versions())
    def prove(drawn):
        writer, reader, values = drawn
        obstacles = native_obstacles(schema(writer), schema(reader))
        apache = ReaderWriterCompatibilityChecker().get_compatibility(
            parse_avro(schema(reader)), parse_avro(schema(writer))
        )
        if obstacles:
            judged["not readable"] += 1
            ours = {each.kind for each in obstacles}
            beyond = {"LOGICAL_TYPE_MISMATCH", "DECIMAL_SCALE_MISMATCH", "MISSING_UNION_BRANCH",
                      "DECIMAL_PRECISION_MISMATCH"}  # fmt: skip
            # Whatever else is refused, Apache refuses too.
            if ours - beyond:
                assert apache.compatibility is SchemaCompatibilityType.incompatible
            return
        judged["readable"] += 1
        assert apache.compatibility is SchemaCompatibilityType.compatible
        names = {
            alias: field["name"]
            for field in reader["fields"]
            for alias in (field["name"], *field.get("aliases", ()))
        }
        kinds = {field["name"]: field["type"] for field in reader["fields"]}
        for value in values:
            got = read(writer, reader, value)
            # Which branch of a union is written is fastavro's guess.
            for name, before in read(writer, writer, value).items():
                if name in names and not isinstance(kinds[names[name]], dict):
                    assert same(before, got[names[name]]), (name, before, got)

    prove()
    # Otherwise nothing was proven.
    assert min(judged.values()) >= 40, judged
