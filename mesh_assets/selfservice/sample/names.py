"""Which columns of a sample can have their names in a contract and in a model."""

import re
from collections.abc import Iterable
from dataclasses import replace

from mesh_assets.contract.model import LogicalType
from mesh_assets.selfservice.sample.column import SampleColumn

_RESERVED = re.compile(r"(?i)file_row_number|(?:mesh|text|value|keys|items|fields|raw):.*")
"""The readers of landing files need these names for themselves."""
_JINJA = ("{{", "{%", "{#")


def usable_columns(
    found: Iterable[SampleColumn | tuple[str, str]],
) -> tuple[tuple[SampleColumn, ...], dict[str, str]]:
    """Divide columns into those that a product can have, and the others with the reason."""
    usable: list[SampleColumn] = []
    left_out: dict[str, str] = {}
    names: set[str] = set()
    for column in found:
        name, reason = column if isinstance(column, tuple) else (column.name, "")
        reason = reason or _complaint(name, names)
        if reason or isinstance(column, tuple):
            left_out[name] = reason
            continue
        names.add(name.casefold())
        usable.append(_with_usable_fields(column))
    return tuple(usable), left_out


def _complaint(name: str, names: set[str]) -> str:
    if "." in name or name.endswith("[]") or not name.isprintable() or not name.strip():
        return "a column's name has no dots and no control characters"
    if "*" in name:
        return "in a path, `*` means every name"
    if _RESERVED.fullmatch(name):
        return "the mesh needs this name for itself"
    if any(mark in name for mark in _JINJA):
        return "dbt would take its name for a template"
    if name.casefold() in names:
        return "another column has this name, but for letter case"
    return ""


def _with_usable_fields(column: SampleColumn) -> SampleColumn:
    """Keep an object whose fields cannot all be named as the JSON that it is."""
    items = _with_usable_fields(column.items) if column.items else None
    if items is not None and items.type is LogicalType.JSON:
        return replace(column, type=LogicalType.JSON, json="array", items=None)
    fields, left_out = usable_columns(column.fields)
    if left_out:
        return replace(column, type=LogicalType.JSON, json="object", fields=())
    return replace(column, fields=fields, items=items)
