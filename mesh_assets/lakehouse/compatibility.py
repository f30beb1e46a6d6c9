"""Whether a table with a history can take on a contract."""

from collections.abc import Iterator, Mapping

from pyiceberg.partitioning import PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.table import Table
from pyiceberg.types import (
    DecimalType,
    DoubleType,
    FloatType,
    IcebergType,
    IntegerType,
    ListType,
    LongType,
    NestedField,
    StructType,
)

from mesh_assets.lakehouse.schema import PARTITION_ZONE, partition_spec, partition_zone
from mesh_assets.lakehouse.tables import TableSpec


def column_differences(table: Schema, wanted: Schema) -> list[str]:
    """Every change of columns that readers of the table could not follow, a sentence each.

    New optional columns, wider types and required columns that become optional are none: Iceberg
    lets old files stand beside new ones then (table spec, schema evolution).
    """
    return sorted(_fields(table.as_struct(), wanted.as_struct(), ""))


def partition_differences(table: Table, spec: TableSpec, wanted: Schema) -> list[str]:
    """The same for the partitions: none of their changes can be followed."""
    before = _described(table.spec(), table.schema(), table.properties)
    after = _described(partition_spec(spec, wanted), wanted, partition_zone(spec))
    if before == after:
        return []
    return [f"the table is partitioned by {before}, the product by {after}"]


def _fields(table: StructType, wanted: StructType, prefix: str) -> Iterator[str]:
    promised = {field.name: field for field in wanted.fields}
    known = {field.name: field for field in table.fields}
    for name in known.keys() - promised.keys():
        yield f"'{prefix}{name}' is in the table, and gone from the contract"
    for name, field in promised.items():
        path = f"{prefix}{name}"
        if name in known:
            yield from _changes(known[name], field, path)
        elif field.required:
            yield f"'{path}' is new and required: rows published before have no value for it"


def _changes(known: NestedField, promised: NestedField, path: str) -> Iterator[str]:
    if promised.required and not known.required:
        yield f"'{path}' was optional and is now required: rows published before may lack it"
    yield from _type_changes(known.field_type, promised.field_type, path)


def _type_changes(known: IcebergType, promised: IcebergType, path: str) -> Iterator[str]:
    match known, promised:
        case StructType(), StructType():
            yield from _fields(known, promised, f"{path}.")
        case ListType(), ListType():
            yield from _type_changes(known.element_type, promised.element_type, f"{path}[]")
        case DecimalType(), DecimalType() if known.scale == promised.scale:
            return
        case IntegerType(), LongType():
            return
        case FloatType(), DoubleType():
            return
        case _ if known != promised:
            yield f"'{path}' was {known} and is now {promised}"


def _described(partitions: PartitionSpec, schema: Schema, properties: Mapping[str, str]) -> str:
    if PARTITION_ZONE[0] in properties:
        column, every, zone = (properties[name] for name in PARTITION_ZONE)
        return f"{every}({column}) in {zone}"
    columns = (schema.find_column_name(field.source_id) for field in partitions.fields)
    transforms = (str(field.transform) for field in partitions.fields)
    parts = [f"{name}({column})" for name, column in zip(transforms, columns, strict=True)]
    return ", ".join(parts) or "nothing"
