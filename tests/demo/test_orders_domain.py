"""The demo domain's declarations keep to their standards, and agree with each other."""

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

import mesh_assets

REPOSITORY = Path(mesh_assets.__file__).parent.parent
PRODUCT = REPOSITORY / "mesh_assets" / "domains" / "orders" / "customer_orders"
MODELS = REPOSITORY / "dbt_project" / "models" / "orders" / "customer_orders"
STANDARDS = Path(__file__).parent.parent / "standards"


def read(path):
    return yaml.safe_load(path.read_text())


@pytest.fixture(scope="module")
def contract():
    return read(PRODUCT / "contract.odcs.yaml")


@pytest.fixture(scope="module")
def input_contract():
    return json.loads((PRODUCT / "orders.v2.json").read_text())


@pytest.fixture(scope="module")
def product():
    return read(PRODUCT / "product.yaml")


def test_the_output_contract_keeps_to_the_open_data_contract_standard(contract):
    standard = json.loads((STANDARDS / "odcs-v3.1.0.schema.json").read_text())
    validator = jsonschema_rs.validator_for(standard, validate_formats=True)
    as_json = json.loads(json.dumps(contract, default=str))
    assert [error.message for error in validator.iter_errors(as_json)] == []


def test_the_input_contract_is_a_json_schema(input_contract):
    assert jsonschema_rs.meta.is_valid(input_contract)


def test_everything_that_the_output_promises_is_described(contract):
    [table] = contract["schema"]
    described = [table, *properties(table["properties"])]
    described += [rule for element in described for rule in element.get("quality", [])]
    assert [element["name"] for element in described if not element.get("description")] == []


def test_the_spec_and_the_contract_say_the_same(product, contract):
    [table] = contract["schema"]
    personal = [c["name"] for c in table["properties"] if c["classification"] == "pii"]
    assert product["version"] == contract["version"]
    assert product["name"] == contract["dataProduct"]
    assert product["domain"] == contract["domain"]
    assert sorted(product["catalog"]["pii_columns"]) == sorted(personal)
    assert product["owner"] in [member["username"] for member in contract["team"]["members"]]


def test_the_model_gives_the_columns_of_the_contract_in_their_order(contract):
    [table] = contract["schema"]
    models = {model["name"]: model for model in read(MODELS / "schema.yml")["models"]}
    promised = [column["name"] for column in table["properties"]]
    assert [column["name"] for column in models["customer_orders"]["columns"]] == promised


def test_every_model_and_column_is_described():
    for model in read(MODELS / "schema.yml")["models"]:
        assert model["description"]
        assert [c["name"] for c in model["columns"] if not c.get("description")] == []


def test_what_the_input_requires_the_output_requires(contract, input_contract):
    [table] = contract["schema"]
    renamed = {"amount": "total_amount", "lines": "item_count"}
    required = {column["name"] for column in table["properties"] if column.get("required")}
    assert {renamed.get(name, name) for name in input_contract["required"]} <= required


def test_soda_is_stricter_than_the_contract_about_the_highest_amount(contract):
    [table] = contract["schema"]
    amount = next(c for c in table["properties"] if c["name"] == "total_amount")
    highest = re.search(r"max\(total_amount\) <= (\d+)", (PRODUCT / "soda.yml").read_text())
    assert int(highest[1]) < amount["logicalTypeOptions"]["maximum"]


def properties(columns):
    for column in columns:
        yield column
        yield from properties(column.get("properties", []))
