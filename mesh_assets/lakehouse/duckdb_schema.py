"""An Iceberg schema as DuckDB's Parquet reader and writer spell it, field ids included."""

import glob
from collections.abc import Iterable

from pyiceberg.schema import Schema
from pyiceberg.types import (
    BinaryType,
    BooleanType,
    DateType,
    DecimalType,
    DoubleType,
    FixedType,
    FloatType,
    IcebergType,
    IntegerType,
    ListType,
    LongType,
    MapType,
    NestedField,
    StringType,
    StructType,
    TimestampType,
    TimestamptzType,
    TimeType,
    UUIDType,
)

from mesh_assets.contract.sql import quote_identifier, quote_literal

_PLAIN: dict[type[IcebergType], str] = {
    BinaryType: "BLOB",
    BooleanType: "BOOLEAN",
    DateType: "DATE",
    DoubleType: "DOUBLE",
    FixedType: "BLOB",
    FloatType: "FLOAT",
    IntegerType: "INTEGER",
    LongType: "BIGINT",
    StringType: "VARCHAR",
    TimeType: "TIME",
    TimestampType: "TIMESTAMP",
    TimestamptzType: "TIMESTAMP WITH TIME ZONE",
    UUIDType: "UUID",
}


def duckdb_type(iceberg_type: IcebergType) -> str:
    """The DuckDB type that holds every value of an Iceberg type."""
    match iceberg_type:
        case DecimalType():
            return f"DECIMAL({iceberg_type.precision},{iceberg_type.scale})"
        case StructType():
            fields = (
                f"{quote_identifier(field.name)} {duckdb_type(field.field_type)}"
                for field in iceberg_type.fields
            )
            return f"STRUCT({', '.join(fields)})"
        case ListType():
            return f"{duckdb_type(iceberg_type.element_type)}[]"
        case MapType():
            key, value = duckdb_type(iceberg_type.key_type), duckdb_type(iceberg_type.value_type)
            return f"MAP({key}, {value})"
        case _:
            return _PLAIN[type(iceberg_type)]


def select_files(paths: Iterable[str], schema: Schema) -> str:
    """A SELECT of files by field id: columns that a file lacks are null, dropped ones stay away."""
    # A path is given as a pattern: what the home folder's name holds must mean itself.
    files = ", ".join(quote_literal(glob.escape(path)) for path in paths)
    if not files:
        return _select_nothing(schema)
    columns = ", ".join(_column(field) for field in schema.fields)
    return f"SELECT * FROM read_parquet([{files}], schema = MAP {{{columns}}})"


def copy_field_ids(schema: Schema) -> str:
    """The value of COPY's FIELD_IDS option."""
    return _ids(schema.fields)


def _select_nothing(schema: Schema) -> str:
    columns = (
        f"NULL::{duckdb_type(field.field_type)} AS {quote_identifier(field.name)}"
        for field in schema.fields
    )
    return f"SELECT {', '.join(columns)} WHERE false"


def _column(field: NestedField) -> str:
    name, type_name = quote_literal(field.name), quote_literal(duckdb_type(field.field_type))
    return f"{field.field_id}: {{name: {name}, type: {type_name}, default_value: NULL}}"


def _ids(fields: Iterable[NestedField]) -> str:
    return "{" + ", ".join(f"{quote_identifier(f.name)}: {_id(f)}" for f in fields) + "}"


def _id(field: NestedField) -> str:
    inner = _inner_fields(field.field_type)
    if not inner:
        return str(field.field_id)
    return f"{{__duckdb_field_id: {field.field_id}, {_ids(inner)[1:]}"


def _inner_fields(iceberg_type: IcebergType) -> tuple[NestedField, ...]:
    match iceberg_type:
        case StructType():
            return iceberg_type.fields
        case ListType():
            return (iceberg_type.element_field,)
        case MapType():
            return (iceberg_type.key_field, iceberg_type.value_field)
        case _:
            return ()
