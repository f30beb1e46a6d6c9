"""The shape of Parquet columns, which have types already."""

from typing import TYPE_CHECKING, cast

from mesh_assets.contract.model import LogicalType
from mesh_assets.selfservice.sample.column import SampleColumn

if TYPE_CHECKING:
    from duckdb.sqltypes import DuckDBPyType

_SMALL_INTEGERS = frozenset(
    {"tinyint", "smallint", "integer", "utinyint", "usmallint", "uinteger", "bigint"}
)
_PLAIN = {
    **dict.fromkeys(_SMALL_INTEGERS, LogicalType.INTEGER),
    **dict.fromkeys(("varchar", "enum", "uuid"), LogicalType.STRING),
    **dict.fromkeys(("float", "double"), LogicalType.NUMBER),
    "boolean": LogicalType.BOOLEAN,
    "date": LogicalType.DATE,
    "timestamp with time zone": LogicalType.TIMESTAMP,
}
_LOCAL_TIMES = frozenset({"timestamp", "timestamp_s", "timestamp_ms", "timestamp_ns"})
_UNSIGNED_DIGITS = 20
"""Digits of the greatest unsigned integer of 64 bits."""


def typed_column(name: str, kind: "DuckDBPyType", *, required: bool) -> SampleColumn | None:
    """Describe a top-level column; None where no contract has a type for it."""
    if kind.id in _LOCAL_TIMES:
        return SampleColumn(name, LogicalType.TIMESTAMP, required)
    if kind.id == "ubigint":
        return SampleColumn(
            name, LogicalType.DECIMAL, required, precision=_UNSIGNED_DIGITS, scale=0
        )
    found = _wholly(name, kind, required=required)
    if found is None and kind.id in {"struct", "map"}:
        return SampleColumn(name, LogicalType.JSON, required, json="object")
    return found


def _wholly(name: str, kind: "DuckDBPyType", *, required: bool = False) -> SampleColumn | None:
    """Describe a column of which every value of its type can be kept, however deep it lies."""
    if kind.id in _PLAIN:
        return SampleColumn(name, _PLAIN[kind.id], required)
    if kind.id not in {"decimal", "struct", "list"}:
        return None
    children = dict(kind.children)
    if kind.id == "decimal":
        digits = cast("dict[str, int]", children)
        precision, scale = digits["precision"], digits["scale"]
        return SampleColumn(name, LogicalType.DECIMAL, required, precision=precision, scale=scale)
    kinds = cast("dict[str, DuckDBPyType]", children)
    found = [_wholly("element" if kind.id == "list" else each, kinds[each]) for each in kinds]
    parts = tuple(part for part in found if part is not None)
    if not parts or len(parts) < len(kinds):
        return None
    if kind.id == "list":
        return SampleColumn(name, LogicalType.ARRAY, required, items=parts[0])
    return SampleColumn(name, LogicalType.OBJECT, required, fields=parts)
