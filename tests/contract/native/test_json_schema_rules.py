"""JSON Schema's rules: case by case, and held against the validator of the records."""

import json
import time

import jsonschema_rs
import pytest
from evolved_json_schemas import SCHEMAS, VALUES, versions
from hypothesis import HealthCheck, given, settings

from mesh_assets.contract.compatibility.native import (
    InvalidSchema,
    NativeSchema,
    SchemaFormat,
    kept_native_modes,
    native_obstacles,
)

BOTH = ["BACKWARD", "FORWARD", "FULL"]


def schema(content, **references):
    texts = {name: json.dumps(each) for name, each in references.items()}
    return NativeSchema(SchemaFormat.JSON, json.dumps(content), texts)


def x(**words):
    return {"type": "object", "properties": {"x": words}}


def closed(content):
    return {**content, "additionalProperties": False}


def texts(content):
    return {**content, "additionalProperties": {"type": "string"}}


EMPTY = {"type": "object"}
STRING, INTEGER, NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}
CARD = {"type": "object", "properties": {"kind": {"const": "card"}}, "required": ["kind"]}
CASH = {"type": "object", "properties": {"kind": {"const": "cash"}}, "required": ["kind"]}

CASES = [
    ("a property is added to an open object", EMPTY, x(type="string"), ["FORWARD"]),
    ("a property is added to a closed object", closed(EMPTY), closed(x(type="string")),
     ["BACKWARD"]),
    ("a property of any value is added to an open object", EMPTY, x(), BOTH),
    ("a property is added that the open part covers", texts(EMPTY), texts(x(type="string")), BOTH),
    ("a property is added that the open part does not cover", texts(EMPTY),
     texts(x(type="integer")), []),
    ("a required property is added to a closed object", closed(EMPTY),
     closed(x(type="string")) | {"required": ["x"]}, []),
    ("a required property with a default is added to a closed object", closed(EMPTY),
     closed(x(type="string", default="")) | {"required": ["x"]}, ["BACKWARD"]),
    ("a default that is not valid helps nobody", closed(EMPTY),
     closed(x(type="string", default=1)) | {"required": ["x"]}, []),
    ("something unnamed is required", EMPTY, EMPTY | {"required": ["x"]}, ["FORWARD"]),
    ("an object is opened", closed(EMPTY), EMPTY, ["BACKWARD"]),
    ("an object is opened for texts", closed(EMPTY), texts(EMPTY), ["BACKWARD"]),
    ("a property that may not be is named", closed(x(type="string")),
     closed({"type": "object", "properties": {"x": {"type": "string"}, "y": False}}), BOTH),
    ("a type is wider", x(type="integer"), x(type="number"), ["BACKWARD"]),
    ("null is allowed", x(type="string"), x(type=["string", "null"]), ["BACKWARD"]),
    ("null is allowed in other words", x(type=["string", "null"]),
     x(anyOf=[{"type": "null"}, {"type": "string"}]), BOTH),
    ("another type", x(type="string"), x(type="integer"), []),
    ("a value is added", x(enum=["a"]), x(enum=["a", "b"]), ["BACKWARD"]),
    ("values become a type", x(enum=["a"]), x(type="string"), ["BACKWARD"]),
    ("a constant is one of the values", x(const="a"), x(enum=["a", "b"]), ["BACKWARD"]),
    ("values are those of a definition", x(enum=[1, 2]),
     x(**{"$ref": "#/$defs/t"}) | {"$defs": {"t": INTEGER}}, ["BACKWARD"]),
    ("values that another rule refuses", x(enum=["a", "abc"]), x(type="string", maxLength=2),
     []),
    ("true is not one", x(const=1), x(const=True), []),
    ("a minimum falls", x(type="integer", minimum=2), x(type="integer", minimum=1), ["BACKWARD"]),
    ("a minimum of whole numbers is exclusive", x(type="integer", minimum=1),
     x(type="integer", exclusiveMinimum=0), BOTH),
    ("a minimum of numbers is exclusive", x(type="number", minimum=0),
     x(type="number", exclusiveMinimum=0), ["FORWARD"]),
    ("a step is finer", x(type="number", multipleOf=0.2), x(type="number", multipleOf=0.1),
     ["BACKWARD"]),
    ("whole numbers are multiples of one", x(type="integer"), x(type="number", multipleOf=1),
     ["BACKWARD"]),
    ("a length grows", x(type="string", maxLength=2), x(type="string", maxLength=3), ["BACKWARD"]),
    ("another pattern", x(type="string", pattern="^a"), x(type="string", pattern="^a.*"), []),
    ("a pattern goes", x(type="string", pattern="^a"), x(type="string"), ["BACKWARD"]),
    ("a format is demanded", x(type="string"), x(type="string", format="date"), ["FORWARD"]),
    ("items become wider", {"type": "array", "items": INTEGER}, {"type": "array", "items": NUMBER},
     ["BACKWARD"]),
    ("items may repeat", {"type": "array", "uniqueItems": True}, {"type": "array"}, ["BACKWARD"]),
    ("a place is added to an open array", {"type": "array", "prefixItems": [STRING]},
     {"type": "array", "prefixItems": [STRING, STRING]}, ["FORWARD"]),
    ("a place is added to a closed array", {"type": "array", "prefixItems": [STRING],
     "items": False}, {"type": "array", "prefixItems": [STRING, STRING], "items": False},
     ["BACKWARD"]),
    ("a choice grows", x(anyOf=[STRING]), x(anyOf=[STRING, INTEGER]), ["BACKWARD"]),
    ("a choice of one grows by something else", x(oneOf=[STRING]), x(oneOf=[STRING, INTEGER]),
     ["BACKWARD"]),
    ("a choice of one grows by something alike", x(oneOf=[STRING]),
     x(oneOf=[STRING, {"maxLength": 3}]), []),
    ("a choice of objects that a constant tells apart", {"oneOf": [CARD]}, {"oneOf": [CARD, CASH]},
     ["BACKWARD"]),
    ("a branch changes inside a choice", {"oneOf": [CARD, CASH]},
     {"oneOf": [CARD, {**CASH, "required": ["kind", "till"]}]}, ["FORWARD"]),
    ("a rule is added to all", x(allOf=[STRING]), x(allOf=[STRING, {"maxLength": 3}]), ["FORWARD"]),
    ("something is refused", x(type="string"), x(**{"type": "string", "not": {"const": "a"}}),
     ["FORWARD"]),
    ("what is refused was not possible", x(type="string"),
     x(**{"type": "string", "not": {"type": "integer"}}), BOTH),
    ("less is refused", x(**{"not": {"type": ["string", "null"]}}), x(**{"not": STRING}),
     ["BACKWARD"]),
    ("a part is moved into a definition", x(type="string"),
     x(**{"$ref": "#/$defs/t"}) | {"$defs": {"t": STRING}}, BOTH),
    ("a condition changes", EMPTY | {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
     EMPTY | {"if": {"required": ["a"]}, "then": {"required": ["c"]}}, []),
    ("what belongs together", EMPTY | {"dependentRequired": {"a": ["b", "c"]}},
     EMPTY | {"dependentRequired": {"a": ["b"]}}, ["BACKWARD"]),
    ("a title and a description", x(type="string"), x(type="string", description="Of the shop."),
     BOTH),
]  # fmt: skip


@pytest.mark.parametrize(("title", "old", "new", "kept"), CASES, ids=[case[0] for case in CASES])
def test_a_case(title, old, new, kept):
    assert [mode.value for mode in kept_native_modes(schema(old), schema(new))] == kept


def found(old, new, **references):
    pair = schema(old, **references), schema(new, **references)
    return [(each.kind, each.place) for each in native_obstacles(*pair)]


def test_an_obstacle_has_a_place_and_confluents_name():
    old = {"properties": {"rows": {"type": "array", "items": x(type="integer", maximum=9)}}}
    new = {"properties": {"rows": {"type": "array", "items": x(type="integer", maximum=8)}}}

    assert found(old, new) == [("MAXIMUM_DECREASED", "/properties/rows/items/properties/x/maximum")]
    assert found(EMPTY, closed(EMPTY)) == [
        ("ADDITIONAL_PROPERTIES_REMOVED", "/additionalProperties")
    ]
    assert found(EMPTY, x(type="string")) == [
        ("OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL", "/properties/x")
    ]


def test_all_obstacles_are_told():
    old = {"properties": {"a": {"type": "string"}, "b": {"type": "integer"}}}
    new = {"properties": {"a": {"type": "null"}, "b": {"type": "integer", "minimum": 1}}}

    assert found(old, new) == [
        ("TYPE_CHANGED", "/properties/a/type"),
        ("MINIMUM_ADDED", "/properties/b/minimum"),
    ]


TREE = {
    "type": "object",
    "properties": {"value": {"type": "integer"}, "left": {"$ref": "#"}, "right": {"$ref": "#"}},
}


def test_a_schema_may_contain_itself():
    wider = {**TREE, "properties": {**TREE["properties"], "value": {"type": "number"}}}

    assert found(TREE, TREE) == []
    assert found(TREE, {**TREE, "title": "tree"}) == []
    assert found(TREE, wider) == []
    assert ("TYPE_NARROWED", "/properties/value/type") in found(wider, TREE)


def test_what_is_referred_to_counts_for_what_it_says():
    old = x(**{"$ref": "money.json"})

    assert found(old, x(type="integer"), **{"money.json": INTEGER}) == []
    assert found(x(type="number"), old, **{"money.json": INTEGER}) == [
        ("TYPE_NARROWED", "/properties/x/type")
    ]
    with pytest.raises(InvalidSchema, match=r"`money\.json` leads nowhere"):
        found(x(type="integer"), old)


def test_a_draft_is_read_as_it_was_meant():
    """Before 2019, whatever stood beside a reference was ignored."""
    beside = x(**{"$ref": "#/definitions/t", "maxLength": 2}) | {"definitions": {"t": STRING}}
    old = {"$schema": "http://json-schema.org/draft-07/schema#", **beside}

    assert found(old, x(type="string", maxLength=2)) != []
    assert found(beside, x(type="string", maxLength=2)) == []
    # And what came later says nothing in it.
    later = {**EMPTY, "dependentRequired": {"a": ["b"]}}
    assert found(later, later | {"title": "again"}) == []
    old = {"$schema": "http://json-schema.org/draft-07/schema#", **later}
    assert found(old, later) == [("DEPENDENCY_ARRAY_ADDED", "/dependentRequired/a")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON"),
        ("[]", "an object, true or false is wanted"),
        ('{"type": "strin"}', "/type"),
        ('{"$schema": "http://127.0.0.1:1/mine"}', "write a draft of json-schema"),
    ],
)
def test_a_text_that_is_no_schema_is_refused(text, message):
    with pytest.raises(InvalidSchema, match=message):
        native_obstacles(schema(True), NativeSchema(SchemaFormat.JSON, text))


def test_many_choices_inside_each_other_are_judged_in_time():
    choice = STRING
    for depth in range(8):
        choice = {"oneOf": [{"type": "object", "properties": {f"n{depth}": choice}}, INTEGER]}
    wider = {"oneOf": [*choice["oneOf"], {"type": "null"}]}
    began = time.monotonic()

    assert found(choice, wider) == []
    assert found(wider, choice) != []
    assert time.monotonic() - began < 10


SETTINGS = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@settings(SETTINGS, max_examples=150)
@given(content=SCHEMAS)
def test_a_schema_reads_what_it_wrote(content):
    assert found(content, {"title": "again", **content}) == []


def valid(content):
    validator = jsonschema_rs.Draft202012Validator(content, validate_formats=True)
    return [validator.is_valid(value) for value in VALUES]


def test_what_is_called_readable_is_valid():
    judged = {"readable": 0, "not readable": 0, "rightly": 0}

    @settings(SETTINGS, max_examples=300)
    @given(drawn=versions())
    def prove(drawn):
        writer, reader = drawn
        accepted = list(zip(VALUES, valid(writer), valid(reader), strict=True))
        lost = [value for value, before, after in accepted if before and not after]
        if found(writer, reader):
            judged["not readable"] += 1
            judged["rightly"] += bool(lost)
            return
        assert not lost, (lost, writer, reader)
        judged["readable"] += any(before for _, before, _ in accepted) and writer != reader

    prove()
    # Otherwise nothing was proven, or all was refused.
    assert judged["readable"] >= 60, judged
    assert judged["rightly"] >= judged["not readable"] * 0.7, judged
