"""The DuckDB type in which a contract's column is kept."""

from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.contract.sql import quote_identifier

_PLAIN = {
    LogicalType.STRING: "VARCHAR",
    LogicalType.INTEGER: "BIGINT",
    LogicalType.NUMBER: "DOUBLE",
    LogicalType.BOOLEAN: "BOOLEAN",
    LogicalType.DATE: "DATE",
    LogicalType.TIMESTAMP: "TIMESTAMP WITH TIME ZONE",
    LogicalType.JSON: "JSON",
}

DEFAULT_PRECISION = 38
"""Digits of a decimal whose contract names none: the most that DuckDB and Iceberg can keep."""

DEFAULT_SCALE = 9
"""Digits after the point of a decimal whose contract names none."""


def duckdb_type(column: Column) -> str:
    """Return the type as DuckDB writes it in `DESCRIBE`, such as `STRUCT("city" VARCHAR)[]`."""
    match column.type:
        case LogicalType.DECIMAL:
            precision, scale = decimal_digits(column)
            return f"DECIMAL({precision},{scale})"
        case LogicalType.OBJECT:
            fields = (f"{quote_identifier(c.name)} {duckdb_type(c)}" for c in column.fields)
            return f"STRUCT({', '.join(fields)})" if column.fields else "JSON"
        case LogicalType.ARRAY:
            return f"{duckdb_type(column.items)}[]" if column.items else "JSON[]"
        case plain:
            return _PLAIN[plain]


def decimal_digits(column: Column) -> tuple[int, int]:
    """Return the precision and the scale of a decimal column."""
    if column.precision is None:
        return DEFAULT_PRECISION, DEFAULT_SCALE if column.scale is None else column.scale
    return column.precision, column.scale or 0
