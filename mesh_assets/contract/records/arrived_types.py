"""Which values of a typed file a contract's column can hold without losing anything of them."""

from typing import TYPE_CHECKING, cast

from mesh_assets.contract.checks.place import any_of
from mesh_assets.contract.duckdb_types import decimal_digits, duckdb_type
from mesh_assets.contract.model import Column, LogicalType

if TYPE_CHECKING:
    from duckdb.sqltypes import DuckDBPyType

_SMALL_INTEGERS = frozenset(
    {"tinyint", "smallint", "integer", "utinyint", "usmallint", "uinteger", "bigint"}
)
_INTEGERS = _SMALL_INTEGERS | {"ubigint", "hugeint", "uhugeint"}
_NUMBERS = _INTEGERS | {"decimal", "float", "double"}
_LOCAL_TIMES = frozenset({"timestamp", "timestamp_s", "timestamp_ms", "timestamp_ns"})
_TEXTS = frozenset({"varchar", "enum", "uuid"})

_HELD = {
    LogicalType.STRING: _TEXTS,
    LogicalType.INTEGER: _NUMBERS,
    LogicalType.NUMBER: _NUMBERS,
    LogicalType.DECIMAL: _NUMBERS,
    LogicalType.BOOLEAN: frozenset({"boolean"}),
    LogicalType.DATE: frozenset({"date"}),
    LogicalType.TIMESTAMP: _LOCAL_TIMES | {"timestamp with time zone"},
    LogicalType.JSON: frozenset({"varchar", "struct", "map", "list"}),
}
_HELD_WHOLLY = {
    LogicalType.INTEGER: _SMALL_INTEGERS,
    LogicalType.NUMBER: _NUMBERS,
    LogicalType.TIMESTAMP: frozenset({"timestamp with time zone"}),
    LogicalType.JSON: frozenset[str](),
}


def typed(column: Column, arrived: str, kind: "DuckDBPyType") -> str:
    """Write a value in the column's type; NULL where the column cannot hold it."""
    wanted = duckdb_type(column)
    if not _may_hold(column, kind):
        return f"NULL::{wanted}"
    if column.type is LogicalType.TIMESTAMP and kind.id in _LOCAL_TIMES:
        return f"({arrived}::TIMESTAMP AT TIME ZONE 'UTC')"
    if column.type is LogicalType.JSON and kind.id != "varchar":
        return f"to_json({arrived})"
    return f"TRY_CAST({arrived} AS {wanted})"


def fits(column: Column, arrived: str, value: str, kind: "DuckDBPyType") -> str:
    """Write that a value is not there, or that nothing of it is lost in the column's type."""
    is_null = f"{arrived} IS NULL"
    if not _may_hold(column, kind):
        return is_null
    if column.type is LogicalType.NUMBER:
        return any_of(f"isfinite({value})", is_null)
    if column.type in {LogicalType.INTEGER, LogicalType.DECIMAL}:
        return any_of(f"{value} = {arrived}", is_null)
    if kind.id == "timestamp_ns":
        return any_of(f"{arrived}::TIMESTAMP = {arrived}", is_null)
    return any_of(f"{value} IS NOT NULL", is_null)


def _may_hold(column: Column, kind: "DuckDBPyType") -> bool:
    if column.type in {LogicalType.OBJECT, LogicalType.ARRAY}:
        return _holds_wholly(column, kind)
    return kind.id in _HELD[column.type]


def _holds_wholly(column: Column, kind: "DuckDBPyType") -> bool:
    """Whether each value of a type can be held; asked inside objects and lists."""
    match column.type:
        case LogicalType.OBJECT:
            return kind.id == "struct" and _holds_fields(column, kind)
        case LogicalType.ARRAY:
            items = column.items
            if kind.id != "list" or items is None:
                return False
            return _holds_wholly(items, cast("DuckDBPyType", dict(kind.children)["child"]))
        case LogicalType.DECIMAL:
            return kind.id == "decimal" and _has_room(column, kind)
        case plain:
            return kind.id in _HELD_WHOLLY.get(plain, _HELD[plain])


def _holds_fields(column: Column, kind: "DuckDBPyType") -> bool:
    kinds = cast("dict[str, DuckDBPyType]", dict(kind.children))
    present = [field for field in column.fields if field.name in kinds]
    return bool(present) and all(_holds_wholly(field, kinds[field.name]) for field in present)


def _has_room(column: Column, kind: "DuckDBPyType") -> bool:
    digits = cast("dict[str, int]", dict(kind.children))
    precision, scale = decimal_digits(column)
    whole = digits["precision"] - digits["scale"]
    return digits["scale"] <= scale and whole <= precision - scale
