"""Whole documents of ODCS 3.0.2 and 3.1: what they promise, and that nothing of them is lost."""

from pathlib import Path

import pytest
import yaml
from imported import rules

from mesh_assets.contract.export.odcs import export_odcs
from mesh_assets.contract.lint.linting import lint
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.rule import RuleKind, Scope, Severity
from mesh_assets.contract.standards import ODCS, violations
from mesh_assets.documents.document import read_document

DOCUMENTS = Path(__file__).parent / "documents" / "odcs"
SHIPMENTS = DOCUMENTS / "shipments-3.1.0.yaml"
RETURNS = DOCUMENTS / "returns-3.0.2.yaml"


@pytest.mark.parametrize("file", [SHIPMENTS, RETURNS], ids=lambda file: file.stem)
class TestDocument:
    def test_it_is_valid(self, file: Path) -> None:
        [verdict] = lint([file])
        assert verdict.problems == ()

    def test_it_is_written_back_as_it_was(self, file: Path, tmp_path: Path) -> None:
        back = tmp_path / file.name
        exported = export_odcs(load_contract(file))
        back.write_text(exported.text)
        assert exported.left_out == ()
        assert read_document(back).data == read_document(file).data
        assert load_contract(back).rules == load_contract(file).rules


def test_the_document_of_3_1_keeps_to_the_published_schema() -> None:
    assert list(violations(ODCS, yaml.safe_load(SHIPMENTS.read_text()))) == []


def test_each_metric_of_the_library_is_a_rule() -> None:
    found = rules(load_contract(SHIPMENTS))
    kinds = {rule.kind for rule in found.values()}
    assert {
        RuleKind.NULL_COUNT,
        RuleKind.INVALID_COUNT,
        RuleKind.DUPLICATE_COUNT,
        RuleKind.ROW_COUNT,
        RuleKind.SQL,
    } <= kinds
    assert found["no_missing_number"].parameters["null"] is True
    assert found["no_missing_number"].parameters["values"] == ["", "N/A"]
    assert found["carrier.invalidValues"].severity is Severity.WARNING
    assert found["enough"].parameters["limit"] == (1, 10_000_000)
    assert found["one_row_per_leg"].parameters["columns"] == ["shipment_id", "carrier"]
    assert found["sent_before_now"].scope is Scope.PARTITION


def test_options_of_types_are_rules() -> None:
    found = rules(load_contract(SHIPMENTS))
    assert found["weight.exclusive_minimum"].parameters == {"limit": 0, "exclusive": True}
    assert found["weight.multiple_of"].parameters["step"] == 0.001
    assert found["parcels.format_maximum"].parameters["limit"] == 2**31 - 1
    assert str(found["sent_on.minimum"].parameters["limit"]) == "2020-01-01"
    assert found["events.unique_items"].kind is RuleKind.UNIQUE_ITEMS
    assert found["shipment_id.pattern"].parameters["regex"] == "^shp_[0-9]+$"


def test_fields_that_an_object_demands_are_required() -> None:
    found = rules(load_contract(SHIPMENTS))
    assert found["receiver.name.required"].parameters == {"not_null": True}
    assert "receiver.address.required" not in found


def test_the_former_words_of_3_0_are_understood() -> None:
    found = rules(load_contract(RETURNS))
    assert found["parcel_id.nullValues"].kind is RuleKind.NULL_COUNT
    assert found["reason.validValues"].parameters["values"] == ["broken", "late", "wrong"]
    assert found["refund.minimum"].parameters["exclusive"] is True
    assert found["no_doubles"].kind is RuleKind.DUPLICATE_COUNT
    returned = load_contract(RETURNS).column("returned_at")
    assert returned is not None
    assert returned.type == "timestamp"
