"""The Soda checks of a new product, in SodaCL."""

from typing import Any

from mesh_assets.documents.writing import write_yaml
from mesh_assets.selfservice.proposal import Proposal


def soda_text(proposal: Proposal) -> str:
    """Write the checks of a table that must not be empty and whose rows have their keys."""
    checks: list[Any] = ["row_count > 0"]
    if proposal.key is not None:
        checks += [f"missing_count({proposal.key.name}) = 0"]
        checks += [f"duplicate_count({proposal.key.name}) = 0"]
    required = [column.name for column in proposal.columns if column.required]
    if required:
        checks.append({"schema": {"fail": {"when required column missing": required}}})
    return write_yaml({f"checks for {proposal.table}": checks})
