"""What one partition covers in a table: which rows, and which data files."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from pyiceberg.table import Table
from pyiceberg.transforms import IdentityTransform, TimeTransform
from pyiceberg.typedef import Record
from pyiceberg.types import DateType, NestedField
from pyiceberg.utils.datetime import date_to_days, datetime_to_micros

from mesh_assets.contract.sql import quote_identifier, quote_literal
from mesh_assets.lakehouse.errors import InvalidTable
from mesh_assets.product.partition import Partition

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class PartitionScope:
    """The rows and the files of one partition, or of a whole table without partitions."""

    key: str
    """The partition's key; empty for a whole table."""
    value: Record
    """The partition value that its data files carry in Iceberg's manifests."""
    predicate: str
    """Which rows belong to it, in SQL."""
    column: str | None = None
    """The column that decides; None for a whole table."""


WHOLE_TABLE = PartitionScope(key="", value=Record(), predicate="true")


def partition_scope(table: Table, partition: Partition | None) -> PartitionScope:
    """Find what a partition covers; None stands for the whole of a table without partitions.

    Raises InvalidTable when the table is not partitioned so: publishing a part of an Iceberg
    partition would delete the rest of it.
    """
    name = ".".join(table.name())
    fields = table.spec().fields
    if not fields and partition is None:
        return WHOLE_TABLE
    if partition is None:
        raise InvalidTable(f"{name} is partitioned: name the partition")
    if not fields:
        raise InvalidTable(f"{name} is not partitioned: it has no partition {partition}")
    source = table.schema().find_field(fields[0].source_id)
    if len(fields) > 1 or source.name != partition.column:
        raise InvalidTable(
            f"{name} is partitioned by {', '.join(field.name for field in fields)}: "
            f"partition {partition} of column '{partition.column}' is not one of its partitions"
        )
    match fields[0].transform:
        case IdentityTransform():
            return _one_value(partition)
        case TimeTransform() as transform:
            return _interval(name, partition, source, transform)
        case other:
            raise InvalidTable(f"{name} is partitioned by {other}, which the mesh never writes")


def _one_value(partition: Partition) -> PartitionScope:
    return PartitionScope(
        key=partition.key,
        value=Record(partition.key),
        predicate=f"{quote_identifier(partition.column)} = {quote_literal(partition.key)}",
        column=partition.column,
    )


def _interval(
    name: str, partition: Partition, source: NestedField, transform: TimeTransform[int]
) -> PartitionScope:
    unit_of = transform.transform(source.field_type)

    def unit(instant: datetime) -> int | None:
        return unit_of(_stored(instant, source))

    before, first = unit(partition.start - _INSTANT), unit(partition.start)
    last, after = unit(partition.end - _INSTANT), unit(partition.end)
    if before == first or first != last or last == after:
        raise InvalidTable(
            f"partition {partition} of {name} reaches from {partition.start.isoformat()} to "
            f"{partition.end.isoformat()}, which is not one whole {transform} in UTC, as the "
            "table's own partitions are"
        )
    column = quote_identifier(partition.column)
    start, end = (quote_literal(_bound(i, source)) for i in (partition.start, partition.end))
    return PartitionScope(
        key=partition.key,
        value=Record(first),
        predicate=f"{column} >= {start} AND {column} < {end}",
        column=partition.column,
    )


def _stored(instant: datetime, source: NestedField) -> int:
    """The instant as Iceberg stores it in the partition column."""
    if source.field_type == DateType():
        return date_to_days(instant.astimezone(UTC).date())
    return datetime_to_micros(instant)


def _bound(instant: datetime, source: NestedField) -> datetime | date:
    utc = instant.astimezone(UTC)
    return utc.date() if source.field_type == DateType() else utc
