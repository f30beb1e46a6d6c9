"""Leaving out of an ODCS document what the published schema refuses.

A source says much in the same words, and not always in the same form: a server without a port, a
limit that is no number. What is left out here is kept in custom properties.
"""

from typing import Any

from mesh_assets.contract.formats.plain import part_at
from mesh_assets.contract.standards import ODCS, violations
from mesh_assets.documents.nodes import Path
from mesh_assets.errors import MeshError

_LEFT_OUT = object()


def fit(odcs: dict[str, Any]) -> None:
    """Leave out what is refused, and what is refused without it, until nothing is.

    Raises MeshError where what ODCS demands of every document is missing.
    """
    while found := list(violations(ODCS, odcs)):
        # A part that is refused makes its words unknown ones, which may be right without it.
        certain = [one for one in found if not one.unknown_keys] or found
        for one in certain:
            if not one.at and not one.unknown_keys:
                message = f"this contract cannot be written in ODCS: {one.message}"
                raise MeshError(message)
            keys = one.unknown_keys or (one.at[-1],)
            around = part_at(odcs, one.at if one.unknown_keys else one.at[:-1])
            for key in keys:
                _leave_out(around, key)
        _close_gaps(odcs, [one.at for one in certain])


def _leave_out(around: object, key: str | int) -> None:
    if isinstance(around, dict):
        around.pop(key, None)
    elif isinstance(around, list) and isinstance(key, int):
        # Others are known by their index until all have been left out.
        around[key] = _LEFT_OUT


def _close_gaps(odcs: dict[str, Any], places: list[Path]) -> None:
    for at in places:
        around = part_at(odcs, at[:-1])
        if isinstance(around, list):
            around[:] = [each for each in around if each is not _LEFT_OUT]
