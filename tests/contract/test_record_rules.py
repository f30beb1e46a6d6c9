"""One rule at a time: what it accepts, what it refuses, and under which name."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.rule import Rule, RuleKind, Scope

SEED = Path(__file__).parent / "seed"


@pytest.mark.parametrize(
    ("schema", "accepted", "refused"),
    [
        ({"type": "string"}, ['"a"', '""', '"12"', '"true"', '"null"', '"[1]"', '"{}"', '"nan"'],
         ["12", "1.5", "true", "null", "[]", "{}", '["a"]', '{"a":"b"}', "NaN", "-Infinity"]),
        ({"type": "integer"}, ["0", "-3", "1.0", "1e2", "-0", "9223372036854775807"],
         ['"1"', "1.5", "true", "null", "[]", "9223372036854775808", "1e300", "NaN"]),
        ({"type": "number"}, ["0", "-1.5", "1e-7", "123456789012345678901234567890"],
         ['"1"', "false", "null", "{}", "NaN", "Infinity", "-inf", "1e400"]),
        ({"type": "boolean"}, ["true", "false"], ['"true"', "0", "1", "null", "[]"]),
        ({"type": "array", "items": {"type": "integer"}}, ["[]", "[1,2]"],
         ["1", '"[]"', "{}", "null"]),
        ({"type": "object", "properties": {"a": {"type": "string"}}}, ["{}", '{"a":"b"}'],
         ["1", '"{}"', "[]", "null"]),
        ({"type": "object"}, ["{}", '{"a":[1,{"b":null}]}', '{"nan":"inf"}'],
         ["1", '"{}"', "[]", "null", '{"a":NaN}', '{"a":[-Infinity]}']),
        ({"type": "array"}, ["[]", '[1,"a"]'], ["{}", "1", "null"]),
        ({"type": ["string", "null"]}, ['"a"', "null"], ["1", "[]"]),
        ({"type": ["integer", "null"]}, ["1", "null"], ['"a"', "1.5"]),
        ({"type": ["array", "null"], "items": {"type": "string"}}, ["[]", "null"], ["1", "{}"]),
        ({"type": "string", "format": "date-time"}, ['"2026-01-05T10:00:00Z"'],
         ["20260105", "null", "true"]),
    ],
)  # fmt: skip
def test_type(rules_of, schema, accepted, refused):
    assert rules_of(schema, *accepted) == [[]] * len(accepted)
    for rules in rules_of(schema, *refused):
        assert rules[0] == "x.type"


@pytest.mark.parametrize(
    ("rule", "schema", "accepted", "refused"),
    [
        ("pattern", {"pattern": "^a[0-9]$"}, ['"a1"'], ['"a12"', '"a1\\n"', '""', '"A1"']),
        ("pattern", {"pattern": "b+"}, ['"abbc"', '"b"'], ['"ac"']),
        ("pattern", {"pattern": "^caf\u00e9$"}, ['"caf\u00e9"', '"caf\\u00e9"'], ['"cafe"']),
        ("enum", {"enum": ["USD", "it's"]}, ['"USD"', '"it\'s"'], ['"usd"', '""']),
        ("const", {"const": "1"}, ['"1"'], ['"2"']),
        ("min_length", {"minLength": 2}, ['"ab"', '"\U0001f600\U0001f600"'],
         ['"a"', '"\U0001f600"']),
        ("max_length", {"maxLength": 1}, ['"\U0001f600"', '"\\ud83d\\ude00"'], ['"ab"']),
        ("format", {"format": "email"}, ['"ada@example.com"', '"a+b@x.co"'],
         ['"ada"', '"@example.com"', '"a b@example.com"', '"a@-x.com"', '".a@x.com"']),
        ("format", {"format": "uuid"}, ['"0B6F9C3E-1a2b-4c3d-8e9f-001122334455"'],
         ['"0b6f9c3e1a2b4c3d8e9f001122334455"', '"0b6f9c3e-1a2b-4c3d-8e9f-00112233445g"']),
        ("format", {"format": "uri"}, ['"https://x.org/a?b=c#d"', '"urn:isbn:1"'],
         ['"x.org"', '"http://a b"', '"http://x/%zz"', '"//x.org"']),
        ("format", {"format": "date"}, ['"2024-02-29"'],
         ['"2026-02-29"', '"2026-02-30"', '"2026-1-05"', '"2026-01-05T00:00:00Z"', '"5.1.2026"']),
        ("format", {"format": "date-time"},
         ['"2026-01-05T10:00:00Z"', '"2026-01-05T10:00:00.123456Z"', '"2026-01-05T10:00:00-02:30"'],
         ['"2026-01-05"', '"2026-02-30T10:00:00Z"', '"2026-01-05T10:00:00"',
          '"2026-01-05 10:00:00Z"',
          '"2026-01-05T24:00:00Z"', '"2026-01-05T10:00:60Z"', '"2026-01-05T10:00Z"',
          '"infinity"', '"epoch"', '"2026-01-05t10:00:00z"', '"+2026-01-05T10:00:00Z"']),
        ("format", {"format": "time"}, ['"10:00:00Z"', '"23:59:59.9+01:00"'],
         ['"10:00"', '"24:00:00Z"', '"10:00:00"']),
    ],
)  # fmt: skip
def test_rules_about_strings(rules_of, rule, schema, accepted, refused):
    schema = {"type": "string", **schema}
    assert rules_of(schema, *accepted) == [[]] * len(accepted)
    assert rules_of(schema, *refused) == [[f"x.{rule}"]] * len(refused)


@pytest.mark.parametrize(
    ("rule", "schema", "accepted", "refused"),
    [
        ("minimum", {"minimum": 0}, ["0", "0.0", "-0.0", "1e-9"], ["-1", "-1e-9"]),
        ("maximum", {"maximum": 1.5}, ["1.5", "-9"], ["1.5000001", "2"]),
        ("exclusive_minimum", {"exclusiveMinimum": 0}, ["0.01"], ["0", "-1"]),
        ("exclusive_maximum", {"exclusiveMaximum": 1}, ["0.99"], ["1", "1.0"]),
        ("multiple_of", {"multipleOf": 0.01}, ["19.99", "0", "-0.07", "1e15"], ["0.001", "19.999"]),
        ("enum", {"enum": [1, 2.5]}, ["1", "1.0", "2.5", "25e-1"], ["2", "0"]),
    ],
)
def test_rules_about_numbers(rules_of, rule, schema, accepted, refused):
    schema = {"type": "number", **schema}
    assert rules_of(schema, *accepted) == [[]] * len(accepted)
    assert rules_of(schema, *refused) == [[f"x.{rule}"]] * len(refused)


@pytest.mark.parametrize(
    ("rule", "schema", "accepted", "refused"),
    [
        ("min_items", {"minItems": 1}, ['["a"]'], ["[]"]),
        ("max_items", {"maxItems": 1}, ["[]", '["a"]'], ['["a","b"]']),
        ("unique_items", {"uniqueItems": True}, ["[]", '["a","b"]'], ['["a","a"]']),
    ],
)
def test_rules_about_lists(rules_of, rule, schema, accepted, refused):
    schema = {"type": "array", "items": {"type": "string"}, **schema}
    assert rules_of(schema, *accepted) == [[]] * len(accepted)
    assert rules_of(schema, *refused) == [[f"x.{rule}"]] * len(refused)


def test_null_in_an_enum_needs_to_be_named(rules_of):
    nullable = {"type": ["string", "null"]}
    assert rules_of({**nullable, "enum": ["a", None]}, '"a"', "null") == [[], []]
    assert rules_of({**nullable, "enum": ["a"]}, '"a"', "null") == [[], ["x.enum"]]


def test_absent_and_null_are_different(bench):
    outcome = bench.lines(
        {
            "must": {"type": "string"},
            "may": {"type": "string"},
            "must_or_null": {"type": ["string", "null"]},
        },
        '{"must":"a","must_or_null":null}',
        '{"must_or_null":"a"}',
        '{"must":null,"must_or_null":"a"}',
        '{"must":"a","may":null,"must_or_null":"a"}',
        '{"must":"a"}',
        required=["must", "must_or_null"],
    )
    assert outcome.rows == [("a", None, None)]
    assert outcome.rules == [
        ["must.required"],
        ["must.type"],
        ["may.type"],
        ["must_or_null.required"],
    ]


def test_additional_properties(bench):
    properties = {"a": {"type": "string"}, "b": {"type": ["string", "null"]}}
    lines = ['{"a":"x"}', '{"a":"x","b":null}', '{"a":"x","c":1}', '{"b":null,"c":null}']
    closed = bench.lines(properties, *lines, additionalProperties=False)
    assert closed.rules == [["additional_properties"], ["additional_properties"]]
    opened = bench.lines(properties, *lines)
    assert opened.rows == [("x", None), ("x", None), ("x", None), (None, None)]


def test_every_violated_rule_is_named(bench):
    outcome = bench.lines(
        {
            "id": {"type": "string", "pattern": "^o"},
            "amount": {"type": "number", "minimum": 0},
            "currency": {"type": "string", "enum": ["EUR"]},
        },
        '{"amount":-1,"currency":"eur","more":1}',
        required=["id"],
        additionalProperties=False,
    )
    assert sorted(outcome.rules[0]) == [
        "additional_properties", "amount.minimum", "currency.enum", "id.required",
    ]  # fmt: skip
    assert outcome.validation.reasons == dict.fromkeys(outcome.rules[0], 1)


ADDRESS = {
    "type": "object",
    "required": ["city"],
    "additionalProperties": False,
    "properties": {
        "city": {"type": "string", "minLength": 1},
        "zip": {"type": ["string", "null"]},
        "geo": {
            "type": "object",
            "required": ["lat"],
            "properties": {"lat": {"type": "number", "minimum": -90}},
        },
    },
}


def test_nested_objects(bench):
    outcome = bench.lines(
        {"address": ADDRESS},
        '{"address":{"city":"Rome","zip":"00100","geo":{"lat":41.9}}}',
        '{"address":{"city":"Rome","zip":null}}',
        "{}",
        '{"address":{"zip":"12345"}}',
        '{"address":{}}',
        '{"address":{"city":""}}',
        '{"address":{"city":null}}',
        '{"address":{"city":5}}',
        '{"address":{"city":"Rome","zip":12345}}',
        '{"address":{"city":"Rome","street":"x"}}',
        '{"address":{"city":"Rome","geo":{}}}',
        '{"address":{"city":"Rome","geo":{"lat":-91}}}',
        '{"address":{"city":"Rome","geo":{"lat":"1"}}}',
        '{"address":{"city":"Rome","geo":7}}',
        '{"address":"Rome"}',
        '{"address":[]}',
        '{"address":null}',
    )
    assert outcome.types == ["STRUCT(city VARCHAR, zip VARCHAR, geo STRUCT(lat DOUBLE))"]
    assert outcome.rows == [
        ({"city": "Rome", "zip": "00100", "geo": {"lat": 41.9}},),
        ({"city": "Rome", "zip": None, "geo": None},),
        (None,),
    ]
    assert outcome.rules == [
        ["address.city.required"],
        ["address.city.required"],
        ["address.city.min_length"],
        ["address.city.type"],
        ["address.city.type"],
        ["address.zip.type"],
        ["address.additional_properties"],
        ["address.geo.lat.required"],
        ["address.geo.lat.minimum"],
        ["address.geo.lat.type"],
        ["address.geo.type"],
        ["address.type"],
        ["address.type"],
        ["address.type"],
    ]


LINES = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["sku", "quantity"],
        "additionalProperties": False,
        "properties": {
            "sku": {"type": "string", "pattern": "^[A-Z0-9]+$"},
            "quantity": {"type": "integer", "minimum": 1},
            "tags": {"type": "array", "items": {"type": "string", "maxLength": 3}},
        },
    },
}


def test_lists_of_objects(bench):
    good = '{"sku":"A1","quantity":1}'
    outcome = bench.lines(
        {"lines": LINES},
        '{"lines":[]}',
        f'{{"lines":[{good},{{"sku":"123","quantity":2.0,"tags":["a","12"]}}]}}',
        "{}",
        f'{{"lines":[{good},{{"quantity":1}}]}}',
        f'{{"lines":[{good},{{"sku":"A","quantity":0}}]}}',
        f'{{"lines":[{good},{{"sku":123,"quantity":1}}]}}',
        f'{{"lines":[{good},{{"sku":"a","quantity":1}}]}}',
        f'{{"lines":[{good},{{"sku":"A","quantity":"1"}}]}}',
        f'{{"lines":[{good},{{"sku":"A","quantity":1.5}}]}}',
        f'{{"lines":[{good},{{"sku":"A","quantity":1,"x":1}}]}}',
        f'{{"lines":[{good},7]}}',
        f'{{"lines":[{good},null]}}',
        '{"lines":[{"sku":"A","quantity":1,"tags":["long"]}]}',
        '{"lines":[{"sku":"A","quantity":1,"tags":[1]}]}',
        '{"lines":[{"sku":"A","quantity":1,"tags":[null]}]}',
        '{"lines":[{"sku":"A","quantity":1,"tags":{}}]}',
        '{"lines":{}}',
        '{"lines":null}',
    )
    assert outcome.rows == [
        ([],),
        ([
            {"sku": "A1", "quantity": 1, "tags": None},
            {"sku": "123", "quantity": 2, "tags": ["a", "12"]},
        ],),
        (None,),
    ]  # fmt: skip
    assert outcome.rules == [
        ["lines[].sku.required"],
        ["lines[].quantity.minimum"],
        ["lines[].sku.type"],
        ["lines[].sku.pattern"],
        ["lines[].quantity.type"],
        ["lines[].quantity.type"],
        ["lines[].additional_properties"],
        ["lines[].type"],
        ["lines[].type"],
        ["lines[].tags[].max_length"],
        ["lines[].tags[].type"],
        ["lines[].tags[].type"],
        ["lines[].tags.type"],
        ["lines.type"],
        ["lines.type"],
    ]


def test_types_of_the_accepted_rows(bench):
    outcome = bench.lines(
        {
            "s": {"type": "string"},
            "i": {"type": "integer"},
            "n": {"type": "number"},
            "b": {"type": "boolean"},
            "d": {"type": "string", "format": "date"},
            "t": {"type": "string", "format": "date-time"},
            "l": {"type": "array", "items": {"type": "string", "format": "date-time"}},
            "j": {"type": "object", "additionalProperties": True},
        },
        '{"s":"a\\"\\n\\u00e9","i":1e2,"n":1.50,"b":true,"d":"2026-01-05",'
        '"t":"2026-01-05T10:00:00.5+02:00","l":["2026-01-05T10:00:00Z"],"j":{"k":[1,"x"]}}',
    )
    assert outcome.types == [
        "VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP WITH TIME ZONE",
        "TIMESTAMP WITH TIME ZONE[]", "JSON",
    ]  # fmt: skip
    row = outcome.records[0]
    assert (row["s"], row["i"], row["n"], row["b"]) == ('a"\né', 100, 1.5, True)
    assert str(row["d"]) == "2026-01-05"
    assert row["t"].isoformat() == "2026-01-05T08:00:00.500000+00:00"
    assert row["j"] == '{"k":[1,"x"]}'


def test_more_rules_than_a_bitmask_has_bits(bench):
    properties = {f"c{n}": {"type": "integer", "minimum": 0} for n in range(150)}
    outcome = bench.lines(properties, '{"c149":-1,"c70":"x"}', '{"c3":1}')
    assert outcome.rules == [["c70.type", "c149.minimum"]]


PRICE = Contract(
    identifier="prices",
    name="prices",
    version="1",
    columns=(Column("x", LogicalType.DECIMAL, precision=18, scale=2),),
    rules=(
        Rule("x.minimum", RuleKind.MINIMUM, "x", {"limit": Decimal("0.01")}),
        Rule("x.maximum", RuleKind.MAXIMUM, "x", {"limit": 1000}, scope=Scope.ROW),
    ),
)


def test_decimals_are_kept_exactly_or_refused(bench):
    kept = ["19.99", "19.9", "1e2", "0.01", "1000", "100.000"]
    refused = ["19.999", '"19.99"', "1e-3", "true", "NaN", "1e400"]
    outcome = bench.validate(PRICE, bench.land("".join(f'{{"x":{x}}}\n' for x in kept + refused)))
    assert outcome.types == ["DECIMAL(18,2)"]
    assert [row[0] for row in outcome.rows] == [Decimal(value) for value in kept]
    assert outcome.rules == [["x.type"]] * len(refused)
    limits = bench.validate(PRICE, bench.land('{"x":0}\n{"x":0.0}\n{"x":1000.01}\n'))
    assert limits.rules == [["x.minimum"], ["x.minimum"], ["x.maximum"]]


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer", "maximum": 1}, "1.9"),
        ({"type": "number", "maximum": 1}, "NaN"),
        ({"type": "number", "maximum": 1}, "1e400"),
        ({"type": "string", "maxLength": 1}, "12"),
        ({"type": "string", "enum": ["a"]}, "12"),
        ({"type": "string", "format": "date"}, "12"),
    ],
)
def test_a_value_of_another_type_is_named_once(rules_of, schema, value):
    assert rules_of(schema, value) == [["x.type"]]


def test_a_decimal_with_more_digits_than_a_double_keeps_is_refused(bench):
    wide = replace(PRICE, rules=())
    lines = ['{"x":1234567890123.25}', '{"x":1234567890123456.78}', '{"x":1234567890123456}']
    outcome = bench.validate(wide, bench.land("\n".join(lines)))
    assert [row[0] for row in outcome.rows] == [Decimal("1234567890123.25"), 1234567890123456]
    assert [letter.line for letter in outcome.letters] == [2]


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_the_seeds_own_contracts(bench, version):
    sound = {
        "order_id": "ord_0123456789",
        "customer_id": "cus_0123456789",
        "amount": 19.99,
        "currency": "EUR",
        "created_at": "2026-01-05T10:00:00Z",
    }
    broken = [
        {**sound, "amount": -1},
        {**sound, "created_at": "2026-01-05"},
        {**sound, "currency": "CHF"},
        {**sound, "coupon": "x"},
        {name: value for name, value in sound.items() if name != "order_id"},
    ]
    contract = load_contract(SEED / f"orders.{version}.json")
    lines = [json.dumps(record) for record in ({**sound, "currency": None}, sound, *broken)]
    outcome = bench.validate(contract, bench.land("\n".join(lines)))
    expected = [
        ["amount.minimum"],
        ["created_at.format"],
        ["currency.enum"],
        ["additional_properties"],
        ["order_id.required"],
    ]
    if version == "v2":
        assert outcome.rules == expected
    else:
        assert outcome.rules[1:] == expected
    assert outcome.columns[:3] == ["order_id", "customer_id", "amount"]
