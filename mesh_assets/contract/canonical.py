"""A contract as plain data: kept beside what was published, and compared when its file changes."""

from dataclasses import replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from mesh_assets.contract.model import Contract


def contract_data(contract: Contract) -> dict[str, Any]:
    """Give the contract as JSON holds it, whatever format it was written in.

    What only its own format says beyond columns and rules is left out.
    """
    data: dict[str, Any] = _adapter().dump_python(replace(contract, extras={}), mode="json")
    return data


def contract_from_data(data: dict[str, Any]) -> Contract:
    """Read what `contract_data` gave; raises ValueError where it is something else."""
    return _adapter().validate_python(data)


@cache
def _adapter() -> TypeAdapter[Contract]:
    return TypeAdapter(Contract)
