"""JSON Schema read as columns and rules."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract, LogicalType
from mesh_assets.contract.rule import Rule, RuleKind, Scope
from mesh_assets.documents.problem import DocumentError, Problem
from mesh_assets.settings import PROJECT

SEED = Path(__file__).parent / "seed"
CUSTOMER_ORDERS = PROJECT / "mesh_assets" / "domains" / "orders" / "customer_orders"
DRAFT = "https://json-schema.org/draft/2020-12/schema"


class Home:
    """A folder in which schemas are written and loaded."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "orders.v3.json"

    def load(self, schema: object) -> Contract:
        self.file.write_text(schema if isinstance(schema, str) else json.dumps(schema, indent=1))
        return load_contract(self.file)

    def load_valid(self, schema: dict[str, Any]) -> Contract:
        """Load a schema that is one by its own metaschema."""
        jsonschema_rs.meta.validate(schema)
        return self.load(schema)

    def load_property(self, described: object) -> Contract:
        return self.load_valid(record(a=described))

    def problems(self, schema: object) -> list[Problem]:
        with pytest.raises(DocumentError) as caught:
            self.load(schema)
        return list(caught.value.problems)

    def problem(self, described: object) -> Problem:
        [only] = self.problems(record(a=described))
        return only


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def record(**properties: object) -> dict[str, Any]:
    return {"$schema": DRAFT, "type": "object", "properties": properties}


def rules(contract: Contract) -> dict[str, Rule]:
    return {rule.name: rule for rule in contract.rules}


def test_the_first_contract_of_the_seed_is_read_as_it_stands() -> None:
    contract = load_contract(SEED / "orders.v1.json")
    assert (contract.identifier, contract.name, contract.version) == ("orders.v1", "orders", "1")
    assert not contract.open
    assert [(column.name, column.type, column.required) for column in contract.columns] == [
        ("order_id", LogicalType.STRING, True),
        ("customer_id", LogicalType.STRING, True),
        ("amount", LogicalType.NUMBER, True),
        ("currency", LogicalType.STRING, True),
        ("created_at", LogicalType.TIMESTAMP, True),
        ("metadata", LogicalType.JSON, False),
    ]
    found = rules(contract)
    assert found["order_id.pattern"].parameters == {"regex": "^ord_[a-z0-9]{10}$"}
    assert found["currency.enum"].parameters == {"values": ["USD", "EUR", "GBP"]}
    assert found["created_at.format"].parameters == {"format": "date-time"}
    assert found["additional_properties"].parameters["allowed"][-1] == "metadata"
    assert "metadata.required" not in found


def test_the_second_version_of_the_seed_adds_a_nullable_currency() -> None:
    first = load_contract(SEED / "evolution" / "orders.v1.json")
    second = load_contract(SEED / "orders.v2.json")
    assert (second.name, second.version) == ("orders", "2")
    assert {c.name for c in second.columns} - {c.name for c in first.columns} == {"currency"}
    found = rules(second)
    assert found["currency.type"].parameters == {"type": "string", "nullable": True}
    assert found["currency.enum"].parameters == {"values": ["USD", "EUR", "GBP", None]}
    assert "currency.required" not in found


def test_the_contract_of_the_demo_is_read_to_its_depth() -> None:
    contract = load_contract(CUSTOMER_ORDERS / "orders.v2.json")
    found = rules(contract)
    assert found["lines[].quantity.minimum"].column == "lines[].quantity"
    assert found["shipping_address.additional_properties"].column == "shipping_address"
    assert {path for path, column in contract.walk() if column.is_personal} == {
        "customer_email",
        "phone_number",
        "shipping_address",
    }
    assert contract.columns[0].description == "The shop's identifier of the order."


@pytest.mark.parametrize(
    ("described", "in_required", "required", "nullable"),
    [
        ({"type": "string"}, True, True, False),
        ({"type": "string"}, False, False, False),
        ({"type": ["string", "null"]}, True, False, True),
        ({"type": ["null", "string"]}, False, False, True),
    ],
)
def test_absent_and_null_are_different_things(
    home: Home, described: dict[str, Any], in_required: bool, required: bool, nullable: bool
) -> None:
    schema = record(a=described) | ({"required": ["a"]} if in_required else {})
    contract = home.load_valid(schema)
    assert contract.columns[0].required is required
    found = rules(contract)
    assert found["a.type"].parameters["nullable"] is nullable
    assert ("a.required" in found) is in_required
    if in_required:
        assert found["a.required"].parameters == {"not_null": False}


@pytest.mark.parametrize(
    ("described", "kind", "json_kind"),
    [
        ({"type": "string"}, LogicalType.STRING, None),
        ({"type": "string", "format": "uuid"}, LogicalType.STRING, None),
        ({"type": "string", "format": "date"}, LogicalType.DATE, None),
        ({"type": "string", "format": "date-time"}, LogicalType.TIMESTAMP, None),
        ({"type": "integer"}, LogicalType.INTEGER, None),
        ({"type": "number"}, LogicalType.NUMBER, None),
        ({"type": "boolean"}, LogicalType.BOOLEAN, None),
        ({"type": "object"}, LogicalType.JSON, "object"),
        ({"type": "object", "additionalProperties": True}, LogicalType.JSON, "object"),
        ({"type": "object", "properties": {"b": True}}, LogicalType.OBJECT, None),
        ({"type": "array"}, LogicalType.JSON, "array"),
        ({"type": "array", "items": {"type": "string"}}, LogicalType.ARRAY, None),
        ({"type": "array", "items": {}}, LogicalType.ARRAY, None),
        ({"description": "anything"}, LogicalType.JSON, None),
        ({}, LogicalType.JSON, None),
        (True, LogicalType.JSON, None),
    ],
)
def test_a_property_has_the_type_that_it_describes(
    home: Home, described: object, kind: LogicalType, json_kind: str | None
) -> None:
    contract = home.load_property(described)
    assert contract.columns[0].type is kind
    assert rules(contract)["a.type"].parameters.get("json") == json_kind


@pytest.mark.parametrize(
    ("described", "expected"),
    [
        ({"type": "string", "pattern": "^a"}, {"a.pattern": {"regex": "^a"}}),
        ({"type": "string", "format": "email"}, {"a.format": {"format": "email"}}),
        ({"type": "string", "minLength": 1, "maxLength": 2.0},
         {"a.min_length": {"limit": 1}, "a.max_length": {"limit": 2}}),
        ({"type": "string", "enum": ["x", "y"]}, {"a.enum": {"values": ["x", "y"]}}),
        ({"type": "string", "const": "x"}, {"a.const": {"value": "x"}}),
        ({"type": ["string", "null"], "const": None}, {"a.const": {"value": None}}),
        ({"type": "boolean", "enum": [True]}, {"a.enum": {"values": [True]}}),
        ({"type": "integer", "enum": [1, 2.0]}, {"a.enum": {"values": [1, 2]}}),
        ({"type": "integer", "minimum": 0.5, "maximum": 9},
         {"a.minimum": {"limit": 0.5}, "a.maximum": {"limit": 9}}),
        ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
         {"a.exclusive_minimum": {"limit": 0, "exclusive": True},
          "a.exclusive_maximum": {"limit": 1, "exclusive": True}}),
        ({"type": "number", "multipleOf": 0.01}, {"a.multiple_of": {"step": 0.01}}),
        ({"type": "array", "items": True, "minItems": 1, "maxItems": 2, "uniqueItems": True},
         {"a.min_items": {"limit": 1}, "a.max_items": {"limit": 2}, "a.unique_items": {},
          "a[].type": {"type": "json", "nullable": True}}),
        ({"type": "array", "uniqueItems": False}, {}),
    ],
)  # fmt: skip
def test_a_keyword_about_a_value_is_a_rule(
    home: Home, described: dict[str, Any], expected: dict[str, Any]
) -> None:
    found = rules(home.load_property(described))
    assert {name: rule.parameters for name, rule in found.items() if name != "a.type"} == expected


def test_annotations_say_nothing(home: Home) -> None:
    contract = home.load_valid(
        {
            "$schema": "https://json-schema.org/draft/2019-09/schema#",
            "$id": "https://example.com/contracts/order-placed.v4.json",
            "$comment": "x",
            "$defs": {"unused": {"oneOf": [{}]}},
            "x-team": "orders",
            "x-unit": 1,
            "properties": {
                "a": {
                    "type": "string",
                    "title": "A",
                    "examples": ["x"],
                    "default": None,
                    "deprecated": True,
                    "readOnly": True,
                    "contentMediaType": "text/plain",
                }
            },
        }
    )
    assert (contract.name, contract.version) == ("order_placed", "4")
    assert [rule.name for rule in contract.rules] == ["a.type"]
    assert contract.columns[0].description == "A"


def test_a_schema_without_a_title_is_named_after_its_file(home: Home) -> None:
    contract = home.load_valid(record(a=True))
    assert (contract.identifier, contract.name, contract.version) == ("orders.v3", "orders", "3")


@pytest.mark.parametrize(
    ("described", "scope"),
    [
        ({"type": "string", "x-unique": True}, Scope.PARTITION),
        ({"type": "string", "x-unique": "table"}, Scope.TABLE),
        ({"type": "string", "x-unique": False}, None),
    ],
)
def test_a_property_can_be_unique(
    home: Home, described: dict[str, Any], scope: Scope | None
) -> None:
    found = rules(home.load_property(described)).get("a.unique")
    assert (found and found.scope) == scope


def test_a_key_of_several_properties_is_one_rule_in_its_order(home: Home) -> None:
    key = {"type": "string"}
    contract = home.load_valid(
        record(
            a=key | {"x-primary-key": 2},
            b=key | {"x-primary-key": 1, "x-unique": True},
            c={"type": "string", "x-pii": True},
        )
        | {"required": ["a", "b"]}
    )
    assert contract.primary_key == ("b", "a")
    unique = [rule for rule in contract.rules if rule.kind is RuleKind.UNIQUE]
    assert unique == [
        Rule(
            "primary_key.unique", RuleKind.UNIQUE, None, {"columns": ["b", "a"]}, scope=Scope.TABLE
        )
    ]
    assert [column.is_personal for column in contract.columns] == [False, False, True]


def test_a_key_of_one_property_is_unique_in_the_whole_table(home: Home) -> None:
    described = {"type": "string", "x-primary-key": True, "x-unique": True}
    contract = home.load_valid(record(a=described) | {"required": ["a"]})
    unique = [rule for rule in contract.rules if rule.kind is RuleKind.UNIQUE]
    assert unique == [Rule("a.unique", RuleKind.UNIQUE, "a", {"columns": ["a"]}, scope=Scope.TABLE)]


@pytest.mark.parametrize(
    ("described", "message"),
    [
        ({"oneOf": [{"type": "string"}]}, "`oneOf` is not understood"),
        ({"$ref": "#/$defs/a"}, "no definition of this schema is `#/$defs/a`"),
        ({"$ref": "https://company.com/a.json"}, "no definition of this schema is"),
        ({"$ref": "#"}, "no definition of this schema is `#`"),
        ({"$ref": 5}, "no definition of this schema is `5`"),
        ({"type": "object", "patternProperties": {}}, "`patternProperties` is not understood"),
        ({"type": "string", "if": {}, "then": {}}, "is not understood"),
        ({"type": "array", "items": True, "contains": {}}, "`contains` is not understood"),
        ({"type": "string", "nullable": True}, "`nullable` is not understood"),
        ({"type": "string", "x-unqiue": True}, "`x-unqiue` is not understood"),
        ({"type": "string", "x-PII": True}, "`x-PII` is not understood"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "schema for unnamed"),
        ({"type": "object", "additionalProperties": False}, "allows no property at all"),
        ({"type": "object", "required": ["b"]}, "`b` is required, and no property describes it"),
        ({"type": "strin"}, "`strin` is no type of JSON"),
        ({"type": 5}, "`5` is no type of JSON"),
        ({"type": []}, "has one type, beside null, and this one has none"),
        ({"type": "null"}, "has one type, beside null, and this one has null"),
        ({"type": ["string", "integer"]}, "and this one has string, integer"),
        ({"type": [{}]}, "is no type of JSON"),
        ({"properties": {"b": True}}, "`properties` is about an object: write `type: object`"),
        ({"type": "string", "required": []}, "`required` is about an object"),
        ({"type": "string", "items": {}}, "`items` is about an array"),
        ({"type": "array", "items": False}, "a property is described by an object"),
        ({"type": "array", "items": [True]}, "a property is described by an object"),
        (False, "a property is described by an object"),
        ("string", "a property is described by an object"),
        ({"type": "string", "title": 5}, "`title` is a text"),
        ({"type": "string", "minimum": 1}, "`minimum` says nothing about a string"),
        ({"minLength": 1}, "`minLength` says nothing about a value of any type: add `type`"),
        ({"type": "array", "minItems": 1}, "an array of anything: describe its items"),
        ({"type": "object", "enum": [{}]}, "`enum` says nothing about a json"),
        ({"type": "string", "format": "date", "enum": ["2026-01-01"]}, "nothing about a date"),
        ({"type": "string", "pattern": 5}, "`pattern` wants a regular expression"),
        ({"type": "string", "pattern": "a\0"}, "`pattern` wants a regular expression"),
        ({"type": "string", "pattern": "(?=a)"}, "RE2 cannot judge lookahead"),
        ({"type": "string", "pattern": "("}, "no regular expression of RE2"),
        ({"type": "string", "format": "emial"}, "`format` wants one of"),
        ({"type": "string", "format": 5}, "`format` wants one of"),
        ({"type": "string", "minLength": -1}, "`minLength` wants a whole number of 0 or more"),
        ({"type": "string", "minLength": "1"}, "`minLength` wants a whole number of 0 or more"),
        ({"type": "string", "minLength": 3, "maxLength": 2}, "nothing lies between 3 and 2"),
        ({"type": "integer", "minimum": "1"}, "`minimum` wants a number"),
        ({"type": "integer", "minimum": True}, "`minimum` wants a number"),
        ({"type": "integer", "minimum": 2, "maximum": 1}, "nothing lies between 2 and 1"),
        ({"type": "integer", "minimum": 1.2, "maximum": 1.8}, "nothing lies between 1.2 and 1.8"),
        ({"type": "number", "minimum": 1, "exclusiveMaximum": 1}, "between 1 and 1"),
        ({"type": "number", "multipleOf": 0}, "`multipleOf` wants a number above 0"),
        ({"type": "array", "items": True, "uniqueItems": "yes"}, "wants true or false"),
        ({"type": "string", "enum": "x"}, "an enum is a list of the allowed values"),
        ({"type": "string", "enum": []}, "an enum is a list of the allowed values"),
        ({"type": "string", "enum": ["x", 1]}, "`1` is no string, so no value could equal it"),
        ({"type": "integer", "enum": [1.5]}, "`1.5` is no integer"),
        ({"type": "integer", "enum": [True]}, "`True` is no integer"),
        ({"type": "boolean", "const": 1}, "`1` is no boolean"),
        ({"type": "string", "enum": ["x", None]}, "null is no string"),
        ({"type": "string", "x-unique": "world"}, "`x-unique` is true, false or table"),
        ({"type": "string", "x-unique": 1}, "`x-unique` is true, false or table"),
        ({"type": "string", "x-pii": "yes"}, "`x-pii` is true or false"),
        ({"type": "string", "x-primary-key": 0}, "the position in the key, from 1"),
        ({"type": "string", "x-primary-key": 1}, "so it is required and never null"),
        (
            {"type": "object", "properties": {"b": {"type": "string", "x-unique": True}}},
            "only a property of the record itself can identify it",
        ),
    ],
)
def test_a_keyword_that_cannot_be_judged_is_a_problem(
    home: Home, described: object, message: str
) -> None:
    problems = home.problems(record(a=described))
    assert any(message in problem.message for problem in problems)
    assert all(problem.path.startswith("properties.a") for problem in problems)
    assert all(problem.snippet for problem in problems)


@pytest.mark.parametrize(
    ("described", "suggestion"),
    [
        ({"type": "strin"}, "string"),
        ({"type": "string", "maxLenght": 1}, "maxLength"),
        ({"type": "string", "x-unqiue": True}, "x-unique"),
        ({"type": "string", "format": "emial"}, "email"),
    ],
)
def test_a_misspelt_word_comes_with_the_one_that_was_meant(
    home: Home, described: object, suggestion: str
) -> None:
    assert home.problem(described).suggestion == suggestion


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"$schema": "http://json-schema.org/draft-07/schema#"}, "this draft is not read"),
        ({"type": "array"}, "a record is an object"),
        ({"type": ["object", "null"]}, "a record is an object"),
        ({"properties": {}}, "the contract describes no column"),
        ({"properties": []}, "properties are an object"),
        ({"required": "a"}, "required is a list of property names"),
        ({"required": ["b"]}, "`b` is required, and no property describes it"),
        ({"required": [{}]}, "a property's name is a text"),
        ({"enum": [{}]}, "`enum` is about a property"),
        ({"x-pii": True}, "`x-pii` is about a property"),
        ({"allOf": []}, "`allOf` is not understood"),
        ({"properties": {"a.b": True}}, "cannot name a column"),
        ({"properties": {"": True}}, "cannot name a column"),
        ({"properties": {"a": True, "A": True}}, "two columns named `A`"),
    ],
)
def test_a_record_that_cannot_be_meant_is_a_problem(
    home: Home, change: dict[str, Any], message: str
) -> None:
    assert message in home.problems(record(a=True) | change)[0].message


def test_a_property_that_is_given_twice_is_a_problem(home: Home) -> None:
    [problem] = home.problems(
        '{"type": "object", "properties": {\n"a": {"type": "string"},\n"a": {"type": "number"}}}'
    )
    assert (problem.line, problem.path) == (3, "properties.a")
    assert problem.message == "`a` is written twice; the first is on line 2"


def test_two_positions_in_a_key_that_are_the_same_are_a_problem(home: Home) -> None:
    key = {"type": "string", "x-primary-key": True}
    problems = home.problems(record(a=key, b=key) | {"required": ["a", "b"]})
    assert [problem.path for problem in problems] == [
        "properties.a.x-primary-key",
        "properties.b.x-primary-key",
    ]


def test_all_problems_of_a_file_are_told_at_once(home: Home) -> None:
    found = home.problems(
        {
            "$schema": "draft-07",
            "type": "object",
            "required": ["amuont"],
            "properties": {
                "amount": {"type": "numbr"},
                "status": {"type": "string", "enum": [1]},
                "lines": {"type": "array", "items": {"oneOf": []}},
            },
        }
    )
    assert [(problem.path, problem.suggestion) for problem in found] == [
        ("$schema", None),
        ("required[0]", "amount"),
        ("properties.amount.type", "number"),
        ("properties.status.enum[0]", None),
        ("properties.lines.items.oneOf", None),
    ]
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)
