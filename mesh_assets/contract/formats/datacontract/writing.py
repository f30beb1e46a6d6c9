"""A document of the Data Contract Specification as a complete ODCS 3.1 document, and back.

`from_odcs(to_odcs(source))` is the source, up to the order of keys.
"""

from copy import deepcopy
from typing import Any

from mesh_assets.contract.formats.datacontract.fields import plain_field
from mesh_assets.contract.formats.datacontract.translation import (
    plain_document,
    plain_model,
    restore,
    translate,
)
from mesh_assets.contract.formats.datacontract.words import PREFIX
from mesh_assets.contract.formats.enums import enums_as_checks
from mesh_assets.contract.formats.fitting import fit
from mesh_assets.contract.formats.kept import keep
from mesh_assets.contract.formats.plain import part_at

_MODEL_DEPTH = 2
"""The length of the path of a schema object: `schema`, and its index."""


def to_odcs(source: dict[str, Any]) -> dict[str, Any]:
    """Write a contract in ODCS 3.1, as its published schema demands; nothing is lost.

    Raises MeshError where the contract has no `id`, title or version.
    """
    odcs, origins = deepcopy(translate(source))
    enums_as_checks(odcs)
    fit(odcs)
    if not odcs.get("servers", True):
        del odcs["servers"]
    # From the inside outwards: a part is compared with its own parts complete.
    for target, origin in sorted(origins.items(), key=lambda pair: -len(pair[0])):
        part, written = part_at(odcs, target), part_at(source, origin)
        if isinstance(part, dict) and isinstance(written, dict):
            is_model = len(target) == _MODEL_DEPTH
            restored = plain_model(part) if is_model else plain_field(part)
            keep(part, written, restored, PREFIX)
    keep(odcs, source, plain_document(odcs), PREFIX)
    return odcs


def from_odcs(odcs: dict[str, Any]) -> dict[str, Any]:
    """Write back what `to_odcs` wrote."""
    return restore(deepcopy(odcs))
