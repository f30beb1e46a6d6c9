"""The orders domain's declarations agree with each other."""

import json
import re
from pathlib import Path

import pytest
import yaml

import mesh_assets

PRODUCT = Path(mesh_assets.__file__).parent / "domains" / "orders" / "customer_orders"


@pytest.fixture(scope="module")
def contract():
    return yaml.safe_load((PRODUCT / "contract.odcs.yaml").read_text())


@pytest.fixture(scope="module")
def input_contract():
    return json.loads((PRODUCT / "orders.v2.json").read_text())


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
