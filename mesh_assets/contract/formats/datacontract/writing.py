"""A document of the Data Contract Specification as a complete ODCS 3.1 document, and back.

`from_odcs(to_odcs(source))` is the source, up to the order of keys.
"""

from copy import deepcopy
from typing import Any

from mesh_assets.contract.formats.datacontract.enums import as_check
from mesh_assets.contract.formats.datacontract.fields import plain_field
from mesh_assets.contract.formats.datacontract.fitting import fit
from mesh_assets.contract.formats.datacontract.kept import keep
from mesh_assets.contract.formats.datacontract.translation import (
    plain_document,
    plain_model,
    restore,
    translate,
)
from mesh_assets.contract.formats.plain import part_at

_MODEL_DEPTH = 2
"""The length of the path of a schema object: `schema`, and its index."""


def to_odcs(source: dict[str, Any]) -> dict[str, Any]:
    """Write a contract in ODCS 3.1, as its published schema demands; nothing is lost.

    Raises MeshError where the contract has no `id`, title or version.
    """
    odcs, origins = deepcopy(translate(source))
    for model in odcs.get("schema", []):
        _write_enums(model, None)
    fit(odcs)
    if not odcs.get("servers", True):
        del odcs["servers"]
    # From the inside outwards: a part is compared with its own parts complete.
    for target, origin in sorted(origins.items(), key=lambda pair: -len(pair[0])):
        part, written = part_at(odcs, target), part_at(source, origin)
        if isinstance(part, dict) and isinstance(written, dict):
            is_model = len(target) == _MODEL_DEPTH
            keep(part, written, plain_model(part) if is_model else plain_field(part))
    keep(odcs, source, plain_document(odcs))
    return odcs


def from_odcs(odcs: dict[str, Any]) -> dict[str, Any]:
    """Write back what `to_odcs` wrote."""
    return restore(deepcopy(odcs))


def _write_enums(one: dict[str, Any], path: str | None) -> None:
    if path is not None:
        as_check(one, path)
    for inner in one.get("properties", []):
        _write_enums(inner, inner["name"] if path is None else f"{path}.{inner['name']}")
    if "items" in one:
        _write_enums(one["items"], f"{path}[]")
