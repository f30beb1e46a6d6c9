"""The places of a row of texts, such as a line of CSV: a text, or nothing, for each column.

What is absent is null. A text must read as its column's type without anything left over. Objects,
lists and JSON columns hold JSON, which is judged like the JSON of a record.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from types import MappingProxyType

from mesh_assets.contract.checks.json_places import json_places
from mesh_assets.contract.checks.json_texts import read_values, text_name, value_name
from mesh_assets.contract.checks.place import Place, all_of, any_of
from mesh_assets.contract.column_names import RESERVED
from mesh_assets.contract.duckdb_types import decimal_digits
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.sql import quote_identifier, quote_literal

_JSON_TYPES = frozenset({LogicalType.OBJECT, LogicalType.ARRAY, LogicalType.JSON})

_SHAPES = MappingProxyType(
    {
        LogicalType.INTEGER: "[-+]?[0-9]+",
        LogicalType.NUMBER: "[-+]?(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][-+]?[0-9]+)?",
        LogicalType.BOOLEAN: "true|false",
    }
)


def read_texts(columns: Sequence[Column], rows: str) -> str:
    """Write the query that reads the texts of a row as values, for `text_places`.

    `rows` is a query with a column of text for each column of the contract, named by `raw_name`;
    all its columns are passed on.
    """
    texts = (f"{_text(column)} AS {text_name(column.name)}" for column in columns)
    return read_values(
        [(column.name, column) for column in columns], f"SELECT *, {', '.join(texts)} FROM ({rows})"
    )


def text_places(contract: Contract, names: Collection[str]) -> dict[str | None, Place]:
    """Find the places of a row of `read_texts` by dotted path; None is the row itself.

    `names` are the columns that the rows arrived with.
    """
    whole = Column("", LogicalType.OBJECT, fields=contract.columns)
    known = {column.name for column in contract.columns}
    closed = "TRUE" if known.issuperset(names) else "FALSE"
    places: dict[str | None, Place] = {
        None: Place(whole, "NULL", "NULL", "TRUE", "TRUE", "TRUE", closed)
    }
    for column in contract.columns:
        places |= _json_places(column) if column.type in _JSON_TYPES else _places(column)
    return places


def raw_name(column: Column) -> str:
    """Name the column in which the text of a column arrives."""
    return quote_identifier(f"{RESERVED}raw:{column.name}")


def _text(column: Column) -> str:
    """Write the text of a column, as `json_texts` has it: NULL for null, and for no JSON."""
    raw = raw_name(column)
    if column.type not in _JSON_TYPES:
        return raw
    return f"CASE WHEN json_valid({raw}) THEN nullif(json_extract({raw}, '$')::VARCHAR, 'null') END"


def _places(column: Column) -> dict[str | None, Place]:
    text, value = text_name(column.name), value_name(column.name, column)
    fits = any_of(_reads_as(column, text, value), f"{text} IS NULL")
    return {
        column.name: Place(
            column=column,
            value=value,
            text=text,
            exists=f"({text} IS NOT NULL)" if column.required else "TRUE",
            never_null="TRUE",
            fits=fits,
            other_type=f"NOT {fits}",
        )
    }


def _reads_as(column: Column, text: str, value: str) -> str:
    if column.type is LogicalType.DECIMAL:
        _, scale = decimal_digits(column)
        shape = f"[-+]?[0-9]+(?:[.][0-9]{{0,{scale}}}0*)?"
    elif column.type in _SHAPES:
        shape = _SHAPES[column.type]
    else:
        # Any text is a string; of dates and times the `format` rule is the judge.
        return "TRUE"
    is_kept = f"isfinite({value})" if column.type is LogicalType.NUMBER else f"{value} IS NOT NULL"
    return all_of(is_kept, f"regexp_full_match({text}, {quote_literal(shape)})")


def _json_places(column: Column) -> dict[str | None, Place]:
    places = json_places(column.name, column)
    place = places[column.name]
    is_json = any_of(f"json_valid({raw_name(column)})", f"{raw_name(column)} IS NULL")
    places[column.name] = replace(
        place,
        exists=f"({place.text} IS NOT NULL)" if column.required else "TRUE",
        fits=all_of(is_json, place.fits),
        proven="FALSE",
    )
    return places
