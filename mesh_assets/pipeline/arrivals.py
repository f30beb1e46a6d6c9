"""Internal tables are cut by arrival.

What the files of one partition brought is replaced as one when they are written again, to whatever
partitions its rows belong.
"""

from datetime import UTC, datetime

from mesh_assets.pipeline.ledger.records import UNPARTITIONED
from mesh_assets.product.partition import Partition

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def arrival_key(partition: Partition | None) -> str:
    """The value of an arrival's column in the rows that came with a partition's files."""
    return partition.key if partition else UNPARTITIONED


def arrival_partition(column: str, partition: Partition | None) -> Partition:
    """The partition of an internal table that holds what came with a partition's files."""
    start, end = (partition.start, partition.end) if partition else (_EVER, _EVER)
    return Partition(key=arrival_key(partition), column=column, start=start, end=end)
