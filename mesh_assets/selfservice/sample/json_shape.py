"""The shape of JSON values: which properties records have, and of which types.

Each level of nesting is taken apart once, in DuckDB, and its properties are looked at column by
column.
"""

from typing import TYPE_CHECKING
from uuid import uuid4

from mesh_assets.contract.model import LogicalType
from mesh_assets.contract.sql import quote_literal
from mesh_assets.selfservice.sample.column import ENOUGH_RECORDS, SampleColumn
from mesh_assets.selfservice.sample.texts import temporal_type

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_WHOLE = {"BIGINT", "UBIGINT"}
_NUMBERS = _WHOLE | {"DOUBLE"}
_ELEMENT = "element"

_MANY_NAMES = 40
_RARE = 0.25
"""An object with many property names, few of them in each, is a map: its names are data."""


def object_fields(connection: "DuckDBPyConnection", rows: str) -> tuple[SampleColumn, ...]:
    """Describe the properties of objects; `rows` selects them as the column `value`."""
    names = _property_names(connection, rows)
    if not names:
        return ()
    pointers = ", ".join(quote_literal(json_pointer(name)) for name in names)
    level = f"level_{uuid4().hex}"
    connection.execute(
        f"CREATE TEMP TABLE {level} AS "
        f"SELECT json_extract(value, [{pointers}]) AS parts FROM ({rows})"
    )
    fields = tuple(
        described_json(connection, name, f"SELECT parts[{number}] AS value FROM {level}")
        for number, name in enumerate(names, start=1)
    )
    connection.execute(f"DROP TABLE {level}")
    return fields


def _property_names(connection: "DuckDBPyConnection", rows: str) -> list[str]:
    found = connection.execute(
        f"""
        SELECT name FROM (
            SELECT unnest(names) AS name, generate_subscripts(names, 1) AS position
            FROM (SELECT json_keys(value) AS names FROM ({rows}))
        ) WHERE name <> '' GROUP BY name ORDER BY avg(position), name
        """
    ).fetchall()
    return [name for (name,) in found]


def described_json(connection: "DuckDBPyConnection", name: str, rows: str) -> SampleColumn:
    """Describe JSON values; `rows` selects them as the column `value`."""
    [(total, present, types)] = connection.execute(
        f"""
        SELECT count(*), count(*) FILTER (type <> 'NULL'),
               coalesce(list(DISTINCT type) FILTER (type <> 'NULL'), [])
        FROM (SELECT json_type(value) AS type FROM ({rows}))
        """
    ).fetchall()
    required = present == total >= ENOUGH_RECORDS
    there = f"SELECT value FROM ({rows}) WHERE json_type(value) <> 'NULL'"
    found = set(types)
    match sorted(found):
        case ["OBJECT"]:
            return _object(connection, name, there, required=required)
        case ["ARRAY"]:
            return _array(connection, name, there, required=required)
        case ["BOOLEAN"]:
            return SampleColumn(name, LogicalType.BOOLEAN, required)
        case ["VARCHAR"]:
            texts = f"SELECT json_extract_string(value, '$') AS text FROM ({there})"
            return SampleColumn(name, temporal_type(connection, texts), required)
    if found and found <= _NUMBERS:
        return SampleColumn(name, _number_type(connection, there, found), required)
    return SampleColumn(name, LogicalType.JSON, required)


def _object(
    connection: "DuckDBPyConnection", name: str, rows: str, *, required: bool
) -> SampleColumn:
    [(names, most)] = connection.execute(
        f"""
        SELECT len(list_distinct(flatten(list(json_keys(value))))), max(len(json_keys(value)))
        FROM ({rows})
        """
    ).fetchall()
    is_map = names > _MANY_NAMES and most < names * _RARE
    fields = () if is_map else object_fields(connection, rows)
    if not fields:
        return SampleColumn(name, LogicalType.JSON, required, json="object")
    return SampleColumn(name, LogicalType.OBJECT, required, fields=fields)


def _array(
    connection: "DuckDBPyConnection", name: str, rows: str, *, required: bool
) -> SampleColumn:
    elements = f"SELECT unnest(value::JSON[]) AS value FROM ({rows})"
    items = described_json(connection, _ELEMENT, elements)
    if items.type is LogicalType.JSON:
        return SampleColumn(name, LogicalType.JSON, required, json="array")
    return SampleColumn(name, LogicalType.ARRAY, required, items=items)


def _number_type(connection: "DuckDBPyConnection", rows: str, types: set[str]) -> LogicalType:
    """Tell integers from numbers; integers that no column of integers holds stay as they are."""
    [(is_whole, fits)] = connection.execute(
        f"""
        SELECT bool_and(regexp_full_match(value::VARCHAR, '-?[0-9]+')),
               bool_and(TRY_CAST(value::VARCHAR AS BIGINT) IS NOT NULL)
        FROM ({rows})
        """
    ).fetchall()
    if types <= _WHOLE and fits:
        return LogicalType.INTEGER
    return LogicalType.JSON if is_whole else LogicalType.NUMBER


def json_pointer(name: str) -> str:
    """Write a JSON pointer (RFC 6901), which can name any property."""
    return "/" + name.replace("~", "~0").replace("/", "~1")
