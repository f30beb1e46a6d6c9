"""What the tests of imports share: a contract through ODCS and back."""

from pathlib import Path

import yaml

from mesh_assets.contract.importing import import_document
from mesh_assets.contract.lint.linting import lint
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract
from mesh_assets.contract.rule import Rule
from mesh_assets.contract.standards import ODCS, violations
from mesh_assets.documents.problem import DocumentError, Problem
from mesh_assets.documents.writing import write_yaml


def rules(contract: Contract) -> dict[str, Rule]:
    return {rule.name: rule for rule in contract.rules}


def imported(file: Path, folder: Path, table: str | None = None) -> Contract:
    """Import a contract, hold the document against its standard, and read it."""
    written = folder / f"{file.stem}.imported.odcs.yaml"
    written.write_text(write_yaml(import_document(file, table).odcs))
    document = yaml.safe_load(written.read_text())
    assert not list(violations(ODCS, document))
    [verdict] = lint([written])
    assert verdict.problems == ()
    return load_contract(written)


def problems_of(file: Path) -> list[Problem]:
    try:
        load_contract(file)
    except DocumentError as error:
        return list(error.problems)
    return []
