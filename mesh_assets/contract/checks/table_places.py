"""The places of a table whose columns have types: what was built, not what arrived.

In a table absent and null are the same thing: a null stands for what may be either, unless the
column is required. A number that is not finite is no number.
"""

from collections.abc import Mapping
from dataclasses import replace

from mesh_assets.contract.checks.place import Iteration, Place, any_of
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.sql import quote_identifier

_TEXTUAL = frozenset({LogicalType.STRING, LogicalType.JSON})


def table_places(contract: Contract, types: Mapping[str, str]) -> dict[str | None, Place]:
    """Find the places of all columns that a table has, by dotted path; None is the row itself.

    `types` are the table's columns with their DuckDB types, as DESCRIBE writes them.
    """
    row = Column("row", LogicalType.OBJECT, fields=contract.columns)
    known = {column.name for column in contract.columns}
    closed = "TRUE" if types.keys() <= known else "FALSE"
    places: dict[str | None, Place] = {
        None: Place(row, "NULL", "NULL", "TRUE", "TRUE", "TRUE", closed)
    }
    for column in contract.columns:
        if column.name in types:
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
    if column.type is LogicalType.NUMBER:
        place = replace(place, fits=place.every(any_of(f"isfinite({value})", f"{value} IS NULL")))
    places[path] = place
    for inner in column.fields:
        reached = f"{value}.{quote_identifier(inner.name)}"
        _add(places, inner, f"{path}.{inner.name}", reached, f"{value} IS NOT NULL", lists)
    if column.items is not None:
        variable = f"element{len(lists)}"
        around = (*lists, Iteration(value, variable))
        _add(places, column.items, f"{path}[]", variable, "TRUE", around)
