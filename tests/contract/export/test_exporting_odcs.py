"""ODCS, held against the standard's own schema and models, and read back."""

import json
from collections.abc import Callable, Iterable

import jsonschema_rs
import yaml
from generated_contracts import CONTRACTS
from hypothesis import HealthCheck, given, settings
from open_data_contract_standard.model import OpenDataContractStandard

from mesh_assets.contract.export.exported import Part
from mesh_assets.contract.export.odcs import build_odcs, export_odcs
from mesh_assets.contract.model import Contract
from mesh_assets.contract.rule import Rule
from mesh_assets.settings import PROJECT

STANDARD = json.loads(
    (PROJECT / "mesh_assets" / "contract" / "standards" / "odcs-3.1.0.schema.json").read_text()
)


def demands(rules: Iterable[Rule]) -> dict[str, Rule]:
    return {rule.name: rule for rule in rules}


def test_what_was_read_from_odcs_is_written_back_as_it_was(
    product_contract: Contract, load: Callable[..., Contract]
) -> None:
    exported = export_odcs(product_contract)
    assert exported.left_out == ()
    assert yaml.safe_load(exported.text) == product_contract.extras["document"]
    back = load(exported.text)
    assert (back.rules, back.columns) == (product_contract.rules, product_contract.columns)


def test_columns_and_rules_alone_make_a_document_of_the_standard(
    product_contract: Contract, load: Callable[..., Contract]
) -> None:
    exported = build_odcs(product_contract)
    jsonschema_rs.validator_for(STANDARD).validate(yaml.safe_load(exported.text))
    back = load(exported.text)
    assert demands(back.rules) == demands(product_contract.rules)
    assert back.columns == product_contract.columns
    assert {one.part for one in exported.left_out} == {Part.TERMS}


def test_awkward_rules_read_back(awkward: Contract, load: Callable[..., Contract]) -> None:
    exported = build_odcs(awkward)
    jsonschema_rs.validator_for(STANDARD).validate(yaml.safe_load(exported.text))
    back = load(exported.text)
    # A time of day is kept as a text with a pattern, and reads back as one.
    was, now = demands(awkward.rules), demands(back.rules)
    assert was.pop("from_clock.format").parameters == now.pop("from_clock.pattern").parameters
    assert now == was
    assert back.columns == awkward.columns


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(schema=CONTRACTS)
def test_what_was_read_from_json_schema_is_carried_or_listed(
    schema: dict, load: Callable[..., Contract]
) -> None:
    contract = load(json.dumps({"title": "things.v1", **schema}), "things.json")
    exported = build_odcs(contract)
    document = yaml.safe_load(exported.text)
    OpenDataContractStandard.model_validate(document)
    dropped = {one.subject for one in exported.left_out if one.part is Part.COLUMN}
    if any(path == gone for path, _ in contract.walk() for gone in dropped):
        return
    back = load(exported.text)
    left_out = {one.subject for one in exported.left_out if one.part is Part.RULE}
    kept = {
        (rule.column, rule.kind)
        for rule in contract.rules
        if rule.name not in left_out and rule.kind not in {"const", "enum"}
    }
    # An item whose null is refused is `required`, which is a rule of its own.
    told = {(rule.column, rule.kind) for rule in back.rules if rule.kind not in {"const", "enum"}}
    assert kept <= told
    again = load(build_odcs(back).text)
    assert demands(again.rules) == demands(back.rules)
