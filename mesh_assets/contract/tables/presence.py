"""Whether a table has the columns that its contract promises, with the types it promises."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from mesh_assets.contract.duckdb_types import decimal_digits, duckdb_type
from mesh_assets.contract.model import Column, Contract, LogicalType

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from duckdb.sqltypes import DuckDBPyType


def column_types(connection: "DuckDBPyConnection", select: str) -> dict[str, "DuckDBPyType"]:
    """Tell the columns of a SELECT and their types, without running it."""
    relation = connection.sql(select)
    return dict(zip(relation.columns, relation.types, strict=True))


def broken_columns(contract: Contract, types: Mapping[str, "DuckDBPyType"]) -> dict[str, str]:
    """Say of each promised column that is absent, or of another type, what is wrong with it."""
    return dict(_broken_columns(contract, types))


def _broken_columns(
    contract: Contract, types: Mapping[str, "DuckDBPyType"]
) -> Iterator[tuple[str, str]]:
    for column in contract.columns:
        kind = types.get(column.name)
        if kind is None:
            yield column.name, f"the table has no column `{column.name}`"
        elif not _is_kept_in(column, kind):
            yield column.name, f"`{column.name}` is {kind}, not {duckdb_type(column)}"


def _is_kept_in(column: Column, kind: "DuckDBPyType") -> bool:
    match column.type:
        case LogicalType.OBJECT if column.fields:
            fields = _parts(kind) if kind.id == "struct" else {}
            return list(fields) == [field.name for field in column.fields] and all(
                _is_kept_in(field, fields[field.name]) for field in column.fields
            )
        case LogicalType.ARRAY if column.items is not None:
            return kind.id == "list" and _is_kept_in(column.items, _parts(kind)["child"])
        case LogicalType.JSON | LogicalType.OBJECT:
            # Iceberg has no type for JSON, and keeps it as text.
            return kind.id == "varchar"
        case LogicalType.DECIMAL:
            digits = cast("Mapping[str, int]", dict(kind.children)) if kind.id == "decimal" else {}
            return (digits.get("precision"), digits.get("scale")) == decimal_digits(column)
        case LogicalType.STRING:
            return str(kind) == "VARCHAR"
        case _:
            return kind.id == duckdb_type(column).lower()


def _parts(kind: "DuckDBPyType") -> "Mapping[str, DuckDBPyType]":
    """The fields of a struct by name, or the `child` of a list."""
    return cast("Mapping[str, DuckDBPyType]", dict(kind.children))
