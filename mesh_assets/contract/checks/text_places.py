"""The places of a row of texts, such as a line of CSV: a text, or nothing, for each column.

What is absent is null. A text must read as its column's type without anything left over. Objects,
lists and JSON columns hold JSON, which is judged like the JSON of a record.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from mesh_assets.contract.checks.json_places import json_value_places, text_name, value_name
from mesh_assets.contract.checks.place import Place, all_of, any_of
from mesh_assets.contract.duckdb_types import decimal_digits
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.sql import quote_literal

JSON_COLUMNS = frozenset({LogicalType.OBJECT, LogicalType.ARRAY, LogicalType.JSON})
"""The types whose texts are JSON."""

_SHAPES = MappingProxyType(
    {
        LogicalType.INTEGER: "[-+]?[0-9]+",
        LogicalType.NUMBER: "[-+]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][-+]?[0-9]+)?",
        LogicalType.BOOLEAN: "true|false",
    }
)


def text_places(
    contract: Contract, names: set[str], documents: Mapping[str, str]
) -> dict[str | None, Place]:
    """Find the places of a row by dotted path; None is the row itself.

    `names` are the columns that the rows have; `documents` gives for each column of JSON the SQL
    of an object that holds its value under its name. Texts and values stand in the columns that
    `json_places.text_name` and `value_name` name.
    """
    whole = Column("", LogicalType.OBJECT, fields=contract.columns)
    known = {column.name for column in contract.columns}
    closed = "TRUE" if names <= known else "FALSE"
    places: dict[str | None, Place] = {
        None: Place(whole, "NULL", "NULL", "TRUE", "TRUE", "TRUE", closed)
    }
    for column in contract.columns:
        if column.type in JSON_COLUMNS:
            places |= _json_places(column, documents[column.name])
        else:
            places[column.name] = _place(column)
    return places


def _place(column: Column) -> Place:
    text, value = text_name(column.name), value_name(column.name, column)
    return Place(
        column=column,
        value=value,
        text=text,
        exists=f"({text} IS NOT NULL)" if column.required else "TRUE",
        never_null="TRUE",
        fits=any_of(_reads_as(column, text, value), f"{text} IS NULL"),
    )


def _reads_as(column: Column, text: str, value: str) -> str:
    if column.type is LogicalType.DECIMAL:
        _, scale = decimal_digits(column)
        shape = f"[-+]?[0-9]+(?:[.][0-9]{{0,{scale}}}0*)?"
    elif column.type in _SHAPES:
        shape = _SHAPES[column.type]
    else:
        # Any text is a string; of dates and times, the `format` rule is the judge.
        return "TRUE"
    is_kept = f"isfinite({value})" if column.type is LogicalType.NUMBER else f"{value} IS NOT NULL"
    return all_of(is_kept, f"regexp_full_match({text}, {quote_literal(shape)})")


def _json_places(column: Column, document: str) -> dict[str | None, Place]:
    """Find the places inside a JSON column; the text itself may not even be JSON."""
