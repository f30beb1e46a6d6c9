"""How a contract becomes an Iceberg table: columns, partitions and properties."""

from collections.abc import Iterator
from itertools import count

from pyiceberg.partitioning import UNPARTITIONED_PARTITION_SPEC, PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.transforms import (
    DayTransform,
    HourTransform,
    IdentityTransform,
    MonthTransform,
    Transform,
)
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

from mesh_assets.contract.duckdb_types import decimal_digits
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.lakehouse.errors import InvalidTable
from mesh_assets.lakehouse.tables import TableSpec

COMMIT_RETRIES = 20
COMMIT_MAX_WAIT_MS = 1000

_PROPERTIES = {
    "format-version": "2",
    "write.parquet.compression-codec": "zstd",
    "commit.retry.num-retries": str(COMMIT_RETRIES),
    "commit.retry.max-wait-ms": str(COMMIT_MAX_WAIT_MS),
}

_PLAIN: dict[LogicalType, IcebergType] = {
    LogicalType.STRING: StringType(),
    LogicalType.INTEGER: LongType(),
    LogicalType.NUMBER: DoubleType(),
    LogicalType.BOOLEAN: BooleanType(),
    LogicalType.DATE: DateType(),
    LogicalType.TIMESTAMP: TimestamptzType(),
    LogicalType.JSON: StringType(),
}

_TRANSFORMS: dict[str, tuple[Transform[int, int] | IdentityTransform[str], set[LogicalType]]] = {
    "hour": (HourTransform(), {LogicalType.TIMESTAMP}),
    "day": (DayTransform(), {LogicalType.TIMESTAMP, LogicalType.DATE}),
    "month": (MonthTransform(), {LogicalType.TIMESTAMP, LogicalType.DATE}),
    "identity": (IdentityTransform(), {LogicalType.STRING}),
}

_FIRST_PARTITION_FIELD = 1000

PARTITION_ZONE = ("mesh.partition-column", "mesh.partition-every", "mesh.partition-zone")
"""The properties that tell how a table is cut where Iceberg's own partitions cannot."""


def iceberg_schema(contract: Contract) -> Schema:
    """The contract's columns with field ids of its own; a table assigns others on creation.

    Only a top-level column is `required` in the table: staging proves that it holds no null. What
    a contract requires inside objects and arrays is judged by the contract's own gate. The primary
    key becomes the identifier fields where Iceberg allows it, which is on required columns that
    are not floating-point. Raises InvalidTable.
    """
    _refuse_ambiguous_names(contract)
    ids = count(1)
    fields = [_field(column, ids, required=column.required) for column in contract.columns]
    by_name = {field.name: field for field in fields}
    key = [by_name[name] for name in contract.primary_key]
    identifies = all(
        field.required and field.field_type.is_primitive and field.field_type != DoubleType()
        for field in key
    )
    return Schema(
        *fields,
        identifier_field_ids=sorted(field.field_id for field in key) if identifies else [],
    )


def partition_spec(spec: TableSpec, schema: Schema) -> PartitionSpec:
    """The hidden partitioning of a table, on the field ids of `schema`.

    Iceberg knows the days and months of UTC only (table spec, partition transforms). A table whose
    days begin elsewhere has none, and `partition_zone` tells how it is cut. Raises InvalidTable.
    """
    if spec.partition_column is None or spec.every is None:
        return UNPARTITIONED_PARTITION_SPEC
    column = _partition_column(spec, spec.partition_column, spec.every)
    if spec.zone != "UTC":
        return UNPARTITIONED_PARTITION_SPEC
    name = column.name if spec.every == "identity" else f"{column.name}_{spec.every}"
    source = schema.find_field(column.name).field_id
    transform = _TRANSFORMS[spec.every][0]
    return PartitionSpec(PartitionField(source, _FIRST_PARTITION_FIELD, transform, name))


def partition_zone(spec: TableSpec) -> dict[str, str]:
    """The properties of a table that is cut by the days or months of another zone than UTC."""
    if spec.partition_column is None or spec.every is None or spec.zone == "UTC":
        return {}
    values = (spec.partition_column, spec.every, spec.zone)
    return dict(zip(PARTITION_ZONE, values, strict=True))


def table_properties(spec: TableSpec) -> dict[str, str]:
    """The table's properties; statistics of personal columns stay out of the metadata.

    The partition column keeps its own, which tell no more than the partition does.
    """
    metrics = {
        f"write.metadata.metrics.column.{path.replace('[]', '.element')}": "none"
        for path, column in _leaves(spec.contract)
        if column.is_personal and path != spec.partition_column
    }
    comment = {"comment": spec.contract.description} if spec.contract.description else {}
    return {**_PROPERTIES, **comment, **metrics, **partition_zone(spec)}


def _partition_column(spec: TableSpec, name: str, every: str) -> Column:
    column = spec.contract.column(name)
    if column is None:
        raise InvalidTable(
            f"{spec.name} is partitioned by '{name}', "
            f"which its contract {spec.contract.identifier} does not have"
        )
    if every not in _TRANSFORMS:
        raise InvalidTable(f"{spec.name}: '{every}' is none of {', '.join(_TRANSFORMS)}")
    types = _TRANSFORMS[every][1] if spec.zone == "UTC" else {LogicalType.TIMESTAMP}
    if column.type not in types:
        raise InvalidTable(
            f"{spec.name} cannot be partitioned every {every} by '{name}' in {spec.zone}: the "
            f"column is a {column.type}, and must be a {' or a '.join(sorted(types))}"
        )
    return column


def _leaves(contract: Contract) -> Iterator[tuple[str, Column]]:
    """Every column that holds values, personal when anything around it is."""
    for column in contract.columns:
        yield from _leaves_of(column.name, column)


def _leaves_of(path: str, column: Column) -> Iterator[tuple[str, Column]]:
    inner = [(f"{path}.{child.name}", child) for child in column.fields]
    if column.items is not None:
        inner.append((f"{path}[]", column.items))
    if not inner:
        yield path, column
    for child_path, child in inner:
        for leaf_path, leaf in _leaves_of(child_path, child):
            yield leaf_path, column if column.is_personal else leaf


def _field(column: Column, ids: Iterator[int], *, required: bool = False) -> NestedField:
    return NestedField(
        field_id=next(ids),
        name=column.name,
        field_type=_type(column, ids),
        required=required,
        doc=column.description or None,
    )


def _type(column: Column, ids: Iterator[int]) -> IcebergType:
    match column.type:
        case LogicalType.DECIMAL:
            return DecimalType(*decimal_digits(column))
        case LogicalType.OBJECT:
            fields = [_field(child, ids) for child in column.fields]
            return StructType(*fields) if fields else StringType()
        case LogicalType.ARRAY:
            element = next(ids)
            inner = _type(column.items, ids) if column.items else StringType()
            return ListType(element_id=element, element=inner, element_required=False)
        case plain:
            return _PLAIN[plain]


def _refuse_ambiguous_names(contract: Contract) -> None:
    seen: dict[str, str] = {}
    for column in contract.columns:
        other = seen.setdefault(column.name.casefold(), column.name)
        if other != column.name:
            raise InvalidTable(
                f"contract {contract.identifier} has the columns '{other}' and '{column.name}': "
                "SQL cannot tell them apart, rename one"
            )
