"""JSON taken apart, level by level, into one column of text for each column of a contract.

DuckDB parses a document for every question it is asked. So each object is opened once, and what
lies deeper is asked of the short text of the object around it, not of the whole record. A list is
opened once as a whole, with all that its elements hold.

The text of what should be a JSON string is the plain string; of everything else it is JSON.
"""

import json
from collections.abc import Iterable, Iterator, Sequence

from mesh_assets.contract.column_names import RESERVED
from mesh_assets.contract.duckdb_types import duckdb_type
from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.contract.sql import quote_identifier, quote_literal

PLAIN_TEXT = frozenset({LogicalType.STRING, LogicalType.DATE, LogicalType.TIMESTAMP})
"""The types whose values are strings in JSON."""

NamedColumn = tuple[str, Column]
"""A column with its dotted path; the path of a whole record is empty."""


def text_name(path: str) -> str:
    """Name the column in which the text of a column stands."""
    return quote_identifier(f"{RESERVED}text:{path}")


def keys_name(path: str) -> str:
    """Name the column in which the names of an object's properties stand."""
    return quote_identifier(f"{RESERVED}keys:{path}")


def items_name(path: str) -> str:
    """Name the column in which the texts of a list's elements stand."""
    return quote_identifier(f"{RESERVED}items:{path}")


def value_name(path: str, column: Column) -> str:
    """Name the column in which the typed value of a column stands."""
    kind = "text" if column.type is LogicalType.STRING else "value"
    return quote_identifier(f"{RESERVED}{kind}:{path}")


def is_object(text: str) -> str:
    """Write that a text of JSON is that of an object."""
    return f"starts_with({text}, '{{')"


def is_list(text: str) -> str:
    """Write that a text of JSON is that of a list."""
    return f"starts_with({text}, '[')"


def read_values(columns: Sequence[NamedColumn], rows: str) -> str:
    """Write the query that adds to rows with the texts of columns all that these hold.

    It adds the texts of their fields, the keys of their objects, the elements of their lists, and
    typed values of them all; values are NULL where a text is none of the type.
    """
    known = list(columns)
    level = known
    while nested := [named for named in level if named[1].fields or named[1].items]:
        level = [field for path, column in nested for field in _fields(path, column)]
        rows = _adding(_openings(nested), rows)
        rows = _adding(_spread(nested), rows)
        known += level
    values = (
        f"{typed(column, _readable(path, column))} AS {value_name(path, column)}"
        for path, column in known
        if column.type not in {LogicalType.STRING, LogicalType.OBJECT}
    )
    objects = (
        f"{_struct(path, column)} AS {value_name(path, column)}"
        for path, column in known
        if path and column.type is LogicalType.OBJECT
    )
    return _adding(objects, _adding(values, rows))


def typed(column: Column, text: str) -> str:
    """Write the value of a column from its text; NULL where it cannot be one."""
    return (
        text if column.type is LogicalType.STRING else f"TRY_CAST({text} AS {duckdb_type(column)})"
    )


def _adding(expressions: Iterable[str], rows: str) -> str:
    return f"SELECT {', '.join(['*', *expressions])} FROM ({rows})"


def _fields(path: str, column: Column) -> Iterator[NamedColumn]:
    for field in column.fields:
        yield f"{path}.{field.name}" if path else field.name, field


def _openings(nested: Iterable[NamedColumn]) -> Iterator[str]:
    """Write the structs of objects, their keys, and the elements of lists."""
    for path, column in nested:
        text = text_name(path)
        if column.fields:
            kinds = {c.name: "VARCHAR" if c.type in PLAIN_TEXT else "JSON" for c in column.fields}
            texts = ", ".join(f"{quote_identifier(c.name)} VARCHAR" for c in column.fields)
            yield f"json_keys({text}) AS {keys_name(path)}"
            yield f"{_transformed(text, kinds)}::STRUCT({texts}) AS {_fields_name(path)}"
        if column.items is not None:
            elements = f"{_transformed(text, [_structure(column.items)])}::{_texts(column.items)}[]"
            yield f"{elements} AS {items_name(path)}"


def _spread(nested: Iterable[NamedColumn]) -> Iterator[str]:
    """Write a column for each field of a struct, so that no check has to reach into it."""
    for path, column in nested:
        for field_path, field in _fields(path, column):
            access = f"{_fields_name(path)}.{quote_identifier(field.name)}"
            yield f"{access} AS {text_name(field_path)}"


def _fields_name(path: str) -> str:
    return quote_identifier(f"{RESERVED}fields:{path}")


def _transformed(text: str, structure: object) -> str:
    literal = quote_literal(json.dumps(structure, ensure_ascii=False))
    return f"json_transform({text}, {literal})"


def _structure(column: Column) -> object:
    """Give the structure of all that an element of a list holds."""
    if column.type is LogicalType.OBJECT:
        return {field.name: _structure(field) for field in column.fields}
    if column.type is LogicalType.ARRAY and column.items is not None:
        return [_structure(column.items)]
    return "VARCHAR" if column.type in PLAIN_TEXT else "JSON"


def _texts(column: Column) -> str:
    """Give the DuckDB type of the texts of all that an element of a list holds."""
    if column.type is LogicalType.OBJECT:
        fields = (f"{quote_identifier(c.name)} {_texts(c)}" for c in column.fields)
        return f"STRUCT({', '.join(fields)})"
    if column.type is LogicalType.ARRAY and column.items is not None:
        return f"{_texts(column.items)}[]"
    return "VARCHAR"


def _readable(path: str, column: Column) -> str:
    """Name what the value is cast from."""
    return items_name(path) if column.items is not None else text_name(path)


def _struct(path: str, column: Column) -> str:
    """Write the struct of an object from the values of its fields."""
    fields = (
        f"{quote_identifier(field.name)}: "
        + (
            _struct(field_path, field)
            if field.type is LogicalType.OBJECT
            else value_name(field_path, field)
        )
        for field_path, field in _fields(path, column)
    )
    return f"CASE WHEN {is_object(text_name(path))} THEN {{{', '.join(fields)}}} END"
