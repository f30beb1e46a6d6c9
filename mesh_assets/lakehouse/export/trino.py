"""The CREATE TABLE of Trino's Iceberg connector for the contract's table."""

from pyiceberg.types import (
    BooleanType,
    DateType,
    DecimalType,
    DoubleType,
    IcebergType,
    ListType,
    LongType,
    NestedField,
    StringType,
    StructType,
    TimestamptzType,
)

from mesh_assets.contract.export.account import Account
from mesh_assets.contract.export.exported import Export, Part
from mesh_assets.contract.model import Contract
from mesh_assets.contract.sql import quote_identifier, quote_literal
from mesh_assets.lakehouse.export.promised import carry_types
from mesh_assets.lakehouse.schema import iceberg_schema

_PLAIN: dict[IcebergType, str] = {
    StringType(): "varchar",
    LongType(): "bigint",
    DoubleType(): "double",
    BooleanType(): "boolean",
    DateType(): "date",
    TimestamptzType(): "timestamp(6) with time zone",
}


def export_trino(contract: Contract) -> Export:
    """Write the statement; raises InvalidTable where no table can have the columns."""
    account = Account(contract, "Trino's DDL")
    carry_types(contract, account)
    columns = ",\n".join(f"  {_column(field)}" for field in iceberg_schema(contract).fields)
    comment = f"\nCOMMENT {quote_literal(contract.description)}" if contract.description else ""
    for path, column in contract.walk():
        if column.description and ("." in path or "[]" in path):
            account.leave_out(Part.DESCRIPTION, path, "Trino has comments of whole columns only")
    text = (
        f"CREATE TABLE {quote_identifier(contract.name)} (\n{columns}\n){comment}\n"
        "WITH (format = 'PARQUET', format_version = 2);\n"
    )
    return account.close(text, (Part.DESCRIPTION,))


def _column(field: NestedField) -> str:
    parts = [quote_identifier(field.name), _type(field.field_type)]
    if field.required:
        parts.append("NOT NULL")
    if field.doc:
        parts.append(f"COMMENT {quote_literal(field.doc)}")
    return " ".join(parts)


def _type(kind: IcebergType) -> str:
    match kind:
        case DecimalType():
            return f"decimal({kind.precision}, {kind.scale})"
        case StructType():
            fields = (
                f"{quote_identifier(one.name)} {_type(one.field_type)}" for one in kind.fields
            )
            return f"row({', '.join(fields)})"
        case ListType():
            return f"array({_type(kind.element_type)})"
        case plain:
            return _PLAIN[plain]
