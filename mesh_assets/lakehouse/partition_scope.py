"""What one partition covers in a table: which rows, and which data files."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from pyiceberg.manifest import DataFile
from pyiceberg.table import Table
from pyiceberg.transforms import IdentityTransform, TimeTransform
from pyiceberg.typedef import Record
from pyiceberg.types import DateType, NestedField
from pyiceberg.utils.datetime import date_to_days, datetime_to_micros

from mesh_assets.contract.sql import quote_identifier, quote_literal
from mesh_assets.lakehouse.errors import InvalidTable
from mesh_assets.lakehouse.schema import PARTITION_ZONE
from mesh_assets.product.partition import Partition

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Interval:
    """The values of a column that belong to a partition, as Iceberg stores them."""

    field_id: int
    start: int
    end: int

    def covers(self, file: DataFile) -> bool:
        """Whether all of a file's rows lie inside; raises InvalidTable when only some do."""
        lower, upper = file.lower_bounds.get(self.field_id), file.upper_bounds.get(self.field_id)
        if lower is None or upper is None:
            raise InvalidTable(f"{file.file_path} does not tell to which partition it belongs")
        lowest, highest = _microseconds(lower), _microseconds(upper)
        if highest < self.start or lowest >= self.end:
            return False
        if self.start <= lowest and highest < self.end:
            return True
        raise InvalidTable(f"{file.file_path} holds rows of more than one partition")


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
    interval: Interval | None = None
    """What tells its files apart where Iceberg's partition value does not."""

    def covers(self, file: DataFile) -> bool:
        """Whether a file holds the partition's rows; raises InvalidTable when only in part."""
        return file.partition == self.value and (
            self.interval is None or self.interval.covers(file)
        )


WHOLE_TABLE = PartitionScope(key="", value=Record(), predicate="true")


def partition_column(table: Table) -> str | None:
    """The column by which a table is cut into partitions; None when it is one whole."""
    fields = table.spec().fields
    if fields:
        return table.schema().find_field(fields[0].source_id).name
    return table.properties.get(PARTITION_ZONE[0])


def partition_scope(table: Table, partition: Partition | None) -> PartitionScope:
    """Find what a partition covers; None stands for the whole of a table without partitions.

    Raises InvalidTable when the table is not partitioned so: publishing a part of a partition
    would delete the rest of it.
    """
    name, column, fields = ".".join(table.name()), partition_column(table), table.spec().fields
    if partition is None:
        if column is None:
            return WHOLE_TABLE
        raise InvalidTable(f"{name} is partitioned by '{column}': name the partition")
    if column is None:
        raise InvalidTable(f"{name} is not partitioned: it has no partition {partition}")
    if column != partition.column or len(fields) > 1:
        raise InvalidTable(
            f"{name} is partitioned by '{column}': partition {partition} of "
            f"'{partition.column}' is none of its partitions"
        )
    source = table.schema().find_field(column)
    match fields[0].transform if fields else None:
        case None:
            return _zoned(partition, source)
        case IdentityTransform():
            return _one_value(partition)
        case TimeTransform() as transform:
            return _whole_unit(name, partition, source, transform)
        case other:
            raise InvalidTable(f"{name} is partitioned by {other}, which the mesh never writes")


def _microseconds(bound: bytes) -> int:
    """Read a timestamp's bound (Iceberg table spec, binary single-value serialization)."""
    return int.from_bytes(bound, "little", signed=True)


def _one_value(partition: Partition) -> PartitionScope:
    return PartitionScope(
        key=partition.key,
        value=Record(partition.key),
        predicate=f"{quote_identifier(partition.column)} = {quote_literal(partition.key)}",
        column=partition.column,
    )


def _zoned(partition: Partition, source: NestedField) -> PartitionScope:
    """A day or month of a time zone: its files are told by the times that they hold."""
    start, end = _stored(partition.start, source), _stored(partition.end, source)
    return PartitionScope(
        key=partition.key,
        value=Record(),
        predicate=_between(partition, source),
        column=partition.column,
        interval=Interval(source.field_id, start, end),
    )


def _whole_unit(
    name: str, partition: Partition, source: NestedField, transform: TimeTransform[int]
) -> PartitionScope:
    """An hour, day or month of UTC, which is one partition of Iceberg's."""
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
    return PartitionScope(
        key=partition.key,
        value=Record(first),
        predicate=_between(partition, source),
        column=partition.column,
    )


def _between(partition: Partition, source: NestedField) -> str:
    column = quote_identifier(partition.column)
    start, end = (quote_literal(_bound(i, source)) for i in (partition.start, partition.end))
    return f"{column} >= {start} AND {column} < {end}"


def _stored(instant: datetime, source: NestedField) -> int:
    """The instant as Iceberg stores it in the partition column."""
    if source.field_type == DateType():
        return date_to_days(instant.astimezone(UTC).date())
    return datetime_to_micros(instant)


def _bound(instant: datetime, source: NestedField) -> datetime | date:
    utc = instant.astimezone(UTC)
    return utc.date() if source.field_type == DateType() else utc
