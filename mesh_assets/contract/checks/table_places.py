"""The places of a table whose columns have types: what was built, not what arrived.

In a table absent and null are the same thing: a null stands for what may be either, unless the
column is required. A number that is not finite is no number, and a text is not always JSON.
"""

from collections.abc import Collection
from dataclasses import replace

from mesh_assets.contract.checks.place import Iteration, Place, any_of
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.sql import quote_identifier

_TEXTUAL = frozenset({LogicalType.STRING, LogicalType.JSON})
_PROOFS = {LogicalType.NUMBER: "isfinite", LogicalType.JSON: "json_valid"}
"""Functions that are true for the values of a type which DuckDB's own type does not rule out."""


def table_places(contract: Contract, names: Collection[str]) -> dict[str | None, Place]:
    """Find the places of all columns that a table has, by dotted path; None is the row itself.

    `names` are those of the table's columns.
    """
    row = Column("row", LogicalType.OBJECT, fields=contract.columns)
    known = {column.name for column in contract.columns}
    closed = "TRUE" if set(names) <= known else "FALSE"
    places: dict[str | None, Place] = {
        None: Place(row, "NULL", "NULL", "TRUE", "TRUE", "TRUE", closed)
    }
    for column in contract.columns:
        if column.name in names:
            _add(places, column, column.name, quote_identifier(column.name), "TRUE", ())
    return places


def _add(
    places: dict[str | None, Place],
    column: Column,
    path: str,
    value: str,
    holder: str,
    lists: tuple[Iteration, ...],
) -> None:
    """Add the place of a column and those inside it; `holder` says that what holds it is there."""
    place = Place(
        column=column,
        value=value,
        text=value if column.type in _TEXTUAL else "NULL",
        exists="TRUE",
        never_null="TRUE",
        fits="TRUE",
        closed="TRUE",
        lists=lists,
    )
    if column.required:
        there = place.every(any_of(f"{value} IS NOT NULL", f"NOT ({holder})"))
        # An element of a list that is null is there all the same.
        is_element = path.endswith("[]")
        place = replace(place, never_null=there) if is_element else replace(place, exists=there)
    if column.type in _PROOFS:
        is_one = f"{_PROOFS[column.type]}({value})"
        place = replace(place, fits=place.every(any_of(is_one, f"{value} IS NULL")))
    places[path] = place
    for inner in column.fields:
        reached = f"{value}.{quote_identifier(inner.name)}"
        _add(places, inner, f"{path}.{inner.name}", reached, f"{value} IS NOT NULL", lists)
    if column.items is not None:
        variable = f"element{len(lists)}"
        around = (*lists, Iteration(value, variable))
        _add(places, column.items, f"{path}[]", variable, "TRUE", around)
