"""Which columns of a sample can have their names in a contract and in a model."""

from collections.abc import Iterable
from dataclasses import replace

from mesh_assets.contract.column_names import complaint_about_name
from mesh_assets.contract.model import LogicalType
from mesh_assets.selfservice.sample.column import SampleColumn

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
    complaint = complaint_about_name(name)
    if complaint is not None:
        return complaint
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
