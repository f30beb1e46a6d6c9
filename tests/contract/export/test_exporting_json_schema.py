"""JSON Schema 2020-12, held against its metaschema and read back."""

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema_rs
import pytest
from export_samples import GOOD
from generated_contracts import CONTRACTS
from hypothesis import HealthCheck, given, settings

from mesh_assets.contract.export.json_schema import export_json_schema
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract
from mesh_assets.contract.rule import RuleKind


def validator_of(contract: Contract) -> jsonschema_rs.Draft202012Validator:
    schema = json.loads(export_json_schema(contract).text)
    jsonschema_rs.meta.validate(schema)
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def test_each_product_has_a_valid_schema_that_reads_back(
    product_contract: Contract, tmp_path: Path
) -> None:
    exported = export_json_schema(product_contract)
    jsonschema_rs.meta.validate(json.loads(exported.text))
    file = tmp_path / "back.json"
    file.write_text(exported.text)
    back = load_contract(file)
    assert [path for path, _ in back.walk()] == [path for path, _ in product_contract.walk()]
    assert back.primary_key == product_contract.primary_key
    for (path, was), (_, now) in zip(product_contract.walk(), back.walk(), strict=True):
        assert now.required == was.required or "[]" in path
        assert now.is_personal == was.is_personal


def test_a_rule_is_either_judged_by_the_schema_or_listed(awkward: Contract) -> None:
    exported = export_json_schema(awkward)
    left_out = {(one.part.value, one.subject) for one in exported.left_out}
    assert left_out == {
        ("type", "weight"),
        ("type", "worth"),
        ("type", "items[].price"),
        ("rule", "sent_on.minimum"),
        ("rule", "sent_at.maximum"),
        ("rule", "some_rows"),
        ("rule", "few_at_once"),
        ("rule", "no_heavy"),
        ("rule", "as_dbt_has_it"),
        ("terms", "name"),
        ("terms", "status"),
        ("terms", "team"),
        ("terms", "sent_at.timezone"),
    }


def test_the_schema_accepts_what_keeps_the_contract(awkward: Contract) -> None:
    assert validator_of(awkward).is_valid(GOOD)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("carrier", "dhl"),
        ("carrier", None),
        ("number", 0),
        ("tracking code", "ab"),
        ("class", "bag"),
        ("state", None),
        ("weight", 31.5),
        ("sent_on", "2026-02-30"),
        ("sent_at", "2026-01-05"),
        ("from_clock", "25:00"),
        ("email", "ada"),
        ("reference", "12"),
        ("label", []),
        ("address", {"city": ""}),
        ("address", {"city": "Lyon", "point": {"lat": 91, "lon": 0}}),
        ("items", []),
        ("items", [{"sku": "a", "price": 1}]),
        ("grid", [["a"]]),
        ("labels", ["a", "a"]),
        ("labels", [None]),
    ],
)
def test_the_schema_refuses_what_breaks_the_contract(
    awkward: Contract, column: str, value: object
) -> None:
    assert not validator_of(awkward).is_valid({**GOOD, column: value})


def test_optional_columns_may_be_null_or_absent(awkward: Contract) -> None:
    validator = validator_of(awkward)
    optional = {column.name for column in awkward.columns if not column.required}
    assert validator.is_valid({**GOOD, **dict.fromkeys(optional)})
    assert validator.is_valid({k: v for k, v in GOOD.items() if k not in optional})


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(schema=CONTRACTS)
def test_what_was_read_from_json_schema_keeps_its_rules(
    schema: dict, load: Callable[..., Contract]
) -> None:
    contract = load(json.dumps({"title": "things.v1", **schema}), "things.json")
    exported = export_json_schema(contract)
    jsonschema_rs.meta.validate(json.loads(exported.text))
    back = load(exported.text, "things.json")
    assert exported.left_out == ()
    assert {rule.name: rule for rule in back.rules} == {rule.name: rule for rule in contract.rules}
    assert back.columns == contract.columns
    assert (back.name, back.version, back.open) == (contract.name, contract.version, contract.open)


def test_keys_of_columns_read_back(load: Callable[..., Contract]) -> None:
    schema = {
        "title": "things.v2",
        "type": "object",
        "properties": {
            "a": {"type": "string", "x-primary-key": 2},
            "b": {"type": "integer", "x-primary-key": 1},
            "c": {"type": "string", "x-unique": "table", "x-pii": True},
            "d": {"type": ["string", "null"], "x-unique": True, "description": "Once a day."},
        },
        "required": ["a", "b"],
        "additionalProperties": False,
    }
    contract = load(json.dumps(schema), "things.json")
    back = load(export_json_schema(contract).text, "things.json")
    assert contract.primary_key == ("b", "a")
    assert {rule.name: rule for rule in back.rules} == {rule.name: rule for rule in contract.rules}
    assert back.columns == contract.columns
    assert sum(rule.kind is RuleKind.UNIQUE for rule in back.rules) == 3
