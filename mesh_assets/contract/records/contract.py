"""The contract that arriving records are held against, one by one."""

from pathlib import Path

from mesh_assets.contract.custom_checks import custom_check_problems
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract
from mesh_assets.contract.rule import Rule
from mesh_assets.documents.problem import DocumentError


def load_record_contract(file: Path) -> Contract:
    """Read it; raises DocumentError, also for a custom check, which no record can be held against.

    An engine judges the rows of a table together.
    """
    contract = load_contract(file)
    problems = [*custom_check_problems(file, contract, _complaint)]
    if problems:
        raise DocumentError(problems)
    return contract


def _complaint(_: Rule) -> str:
    return (
        "records are judged one by one, and a custom check is about a table: "
        "move it to the contract of the product"
    )
