"""The places of a row of texts, such as a line of CSV: a text, or nothing, for each column.

What is absent is null. A text must read as its column's type without anything left over. Objects,
lists and JSON columns hold JSON, which is judged like the JSON of a record.
"""

import json
from collections.abc import Collection
from dataclasses import replace
from types import MappingProxyType

from mesh_assets.contract.checks.json_places import (
    json_property_places,
    structure,
    text_columns,
    text_name,
    text_type,
    value_columns,
    value_name,
)
from mesh_assets.contract.checks.place import Place, all_of, any_of
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


def read_texts(columns: Collection[Column], rows: str) -> str:
    """Write the query that reads the texts of a row as values, for `text_places`.

    `rows` is a query with a column of text for each column of the contract, named by `raw_name`;
    all its columns are passed on.
    """
    json_columns = [column for column in columns if column.type in _JSON_TYPES]
    plain = [column for column in columns if column.type not in _JSON_TYPES]
    documents = "".join(f", {_document(c)} AS {_document_name(c)}" for c in json_columns)
    taken_apart = "".join(f", {_taken_apart(c)} AS {_texts_name(c)}" for c in json_columns)
    texts = "".join(
        [
            *(f", {raw_name(column)} AS {text_name(column.name)}" for column in plain),
            *(f", {text_columns([column], _texts_name(column))}" for column in json_columns),
        ]
    )
    values = value_columns(columns)
    return f"""
        SELECT *{"," if values else ""} {values}
        FROM (SELECT *{texts}
        FROM (SELECT *{taken_apart}
        FROM (SELECT *{documents} FROM ({rows}))))
    """


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
    return quote_identifier(f"raw:{column.name}")


def _document_name(column: Column) -> str:
    return quote_identifier(f"document:{column.name}")


def _texts_name(column: Column) -> str:
    return quote_identifier(f"texts:{column.name}")


def _document(column: Column) -> str:
    """Put the JSON of a text into an object, under the column's name; NULL if it is no JSON."""
    raw = raw_name(column)
    opening = quote_literal(f"{{{json.dumps(column.name, ensure_ascii=False)}:")
    return f"CASE WHEN json_valid({raw}) THEN ({opening} || {raw} || '}}')::JSON END"


def _taken_apart(column: Column) -> str:
    document = _document_name(column)
    return f"json_transform({document}, {structure([column])})::{text_type([column])}"


def _places(column: Column) -> dict[str | None, Place]:
    text, value = text_name(column.name), value_name(column.name, column)
    return {
        column.name: Place(
            column=column,
            value=value,
            text=text,
            exists=f"({text} IS NOT NULL)" if column.required else "TRUE",
            never_null="TRUE",
            fits=any_of(_reads_as(column, text, value), f"{text} IS NULL"),
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
    places = json_property_places(column, _document_name(column))
    place = places[column.name]
    is_json = any_of(f"{_document_name(column)} IS NOT NULL", f"{raw_name(column)} IS NULL")
    places[column.name] = replace(place, fits=all_of(is_json, place.fits))
    return places
