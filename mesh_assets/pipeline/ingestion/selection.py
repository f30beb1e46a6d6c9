"""Which publications of an input make one partition of its consumer."""

from collections.abc import Sequence
from datetime import datetime

from mesh_assets.lakehouse.history import Publication
from mesh_assets.product.mapping import PartitionMapping
from mesh_assets.product.partition import Partition
from mesh_assets.product.partitions import Partitions


def selected_publications(
    shown: Sequence[Publication], mapping: PartitionMapping, partition: Partition | None
) -> list[Publication]:
    """Choose among the publications that a table shows.

    A table without partitions is read whole, whatever the mapping says.
    """
    interval = _interval(mapping, partition)
    if interval is not None:
        return [one for one in shown if one.partition is None or _overlaps(one.partition, interval)]
    if mapping.kind != "last":
        return list(shown)
    ended = [one for one in shown if _has_ended(one.partition, partition)]
    return ended[-mapping.count :]


def missing_partitions(
    calendar: Partitions | None,
    chosen: Sequence[Publication],
    mapping: PartitionMapping,
    partition: Partition | None,
) -> list[str]:
    """The keys of partitions that the mapping asks for and that are not published.

    `calendar` is the other product's; None when it has no partitions. `last` and `all` ask for
    what there is.
    """
    interval = _interval(mapping, partition)
    if calendar is None or interval is None:
        return []
    published = {one.partition_key for one in chosen}
    return [one.key for one in calendar.overlapping(*interval) if one.key not in published]


def _interval(
    mapping: PartitionMapping, partition: Partition | None
) -> tuple[datetime, datetime] | None:
    if partition is None or not mapping.needs_partitions:
        return None
    start = partition.end - mapping.length if mapping.kind == "window" else partition.start
    return start, partition.end


def _overlaps(partition: Partition, interval: tuple[datetime, datetime]) -> bool:
    start, end = interval
    return partition.start < end and partition.end > start


def _has_ended(upstream: Partition | None, partition: Partition | None) -> bool:
    return upstream is None or partition is None or upstream.end <= partition.end
