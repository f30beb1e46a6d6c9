import shutil
from pathlib import Path

import pytest

from mesh_assets.compute.dbt import ModelTest, ProductModels
from mesh_assets.contract.model import Contract
from mesh_assets.contract.rule import Rule, RuleKind, Severity
from mesh_assets.documents.document import read_document
from mesh_assets.documents.parsing import parse_model
from mesh_assets.documents.problem import DocumentError
from mesh_assets.gates.requirements import (
    required_gates,
    required_verdicts,
    volume_sensitivity,
)
from mesh_assets.product.product import DataProduct

SEED = Path(__file__).parent / "seed" / "customer_orders.yml"

PRODUCT = """
name: customer-orders
domain: orders
owner: orders-engineering@company.com
version: "2.1.0"
input_ports:
  - {name: web-orders, source: files://landing/orders/web, format: ndjson, contract: orders.json}
  - {name: customers, source: product://customers/customer-profiles}
  - {name: payments, source: payments.payment_confirmed events}
contract: contract.odcs.yaml
"""


def product(folder: Path, *lines: str) -> DataProduct:
    shutil.copy(SEED, folder / "soda.yml")
    file = folder / "product.yaml"
    file.write_text(PRODUCT + "".join(f"{line}\n" for line in lines))
    return parse_model(read_document(file), DataProduct)


def test_the_spec_names_the_gates(tmp_path: Path) -> None:
    spec = product(
        tmp_path,
        "quality_checks:",
        "  - {tool: soda, checks: soda.yml}",
        "  - {tool: dbt}",
        "  - {tool: great_expectations, suite: customer_orders_suite}",
    )
    assert required_gates(spec) == (
        "completeness",
        "dbt",
        "contract",
        "soda",
        "great_expectations",
        "volume",
    )


def test_without_quality_checks_the_port_and_the_contract_are_still_judged(tmp_path: Path) -> None:
    spec = product(tmp_path)
    assert required_gates(spec) == ("completeness", "contract")
    assert volume_sensitivity(spec) is None


def test_every_rule_that_is_known_is_required_by_name(tmp_path: Path) -> None:
    spec = product(tmp_path, "quality_checks: [{tool: soda, checks: soda.yml}, {tool: volume}]")
    rules = (
        Rule("order_id.required", RuleKind.REQUIRED, "order_id"),
        Rule("key", RuleKind.UNIQUE, severity=Severity.WARNING),
    )
    contract = Contract("c", "customer_orders", "1.0.0", columns=(), rules=rules)
    test = ModelTest("test.x", "unique_id", "m", None, "id", Severity.ERROR, "= 0", "", "f.yml")
    models = ProductModels("orders", "customer_orders", models=(), tests=(test,))
    required = required_verdicts(spec, contract=contract, models=models)
    assert [(each.gate, each.rule) for each in required] == [
        ("completeness", "web-orders"),
        ("dbt", "unique_id"),
        ("contract", "order_id.required"),
        ("contract", "key"),
        ("soda", "freshness_created_at"),
        ("soda", "missing_count_order_id"),
        ("soda", "missing_count_customer_id"),
        ("soda", "missing_count_total_amount"),
        ("soda", "invalid_count_status"),
        ("soda", "min_total_amount"),
        ("soda", "max_total_amount"),
        ("soda", "schema"),
        ("volume", "row_count"),
    ]


def test_a_gate_that_is_not_there_says_so_when_it_is_missed(tmp_path: Path) -> None:
    spec = product(tmp_path, "quality_checks: [{tool: great_expectations, suite: a_suite}]")
    missed = [v.reason_if_missing for v in required_verdicts(spec, contract=None, models=None)]
    assert missed[-1] == (
        "great_expectations: a_suite gave no verdict: this gate is not available yet; say the "
        "same in Soda checks or dbt tests"
    )


def test_dbt_tests_that_are_promised_and_do_not_exist_are_missed(tmp_path: Path) -> None:
    spec = product(tmp_path, "quality_checks: [{tool: dbt}]")
    models = ProductModels("orders", "customer_orders", models=(), tests=())
    required = required_verdicts(spec, contract=None, models=models)
    assert [each.reason_if_missing for each in required if each.gate == "dbt"] == [
        "dbt gave no verdict: its models have no tests; add one, or remove `tool: dbt`"
    ]


@pytest.mark.parametrize(
    ("checks", "sensitivity"),
    [
        ("{tool: volume}", "default"),
        ("{tool: volume, sensitivity: high}", "high"),
        ("{tool: soda, checks: soda.yml}", "default"),
        ("{tool: soda, checks: soda.yml}, {tool: volume, sensitivity: low}", "low"),
    ],
)
def test_the_volume_gate_is_asked_for_by_the_spec_or_by_its_soda_checks(
    tmp_path: Path, checks: str, sensitivity: str
) -> None:
    spec = product(tmp_path, f"quality_checks: [{checks}]")
    assert volume_sensitivity(spec) == sensitivity
    required = required_verdicts(spec, contract=None, models=None)
    assert [each.rule for each in required if each.gate == "volume"] == ["row_count"]


def test_a_file_of_checks_that_cannot_be_read_is_no_reason_to_require_none(tmp_path: Path) -> None:
    spec = product(tmp_path, "quality_checks: [{tool: soda, checks: missing.yml}]")
    with pytest.raises(DocumentError, match="does not exist"):
        required_gates(spec)
