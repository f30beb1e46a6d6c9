"""Published partitions for which late rows came, or were taken back, since they were built."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from mesh_assets.pipeline.installation import Installation
from mesh_assets.pipeline.ledger.records import CandidateRecord, LateRows
from mesh_assets.product.partition import Partition
from mesh_assets.product.partitions import UnknownPartition
from mesh_assets.product.product import DataProduct


@dataclass(frozen=True, slots=True)
class OutdatedPartition:
    """A partition to be built, gated and published again from what is ingested already."""

    partition: Partition
    arrivals: tuple[str, ...]
    """The partitions with whose files rows of it came late, or no longer come, in order."""
    state: str
    """What it was built from and what it would be built from now, as a digest."""


def outdated_partitions(
    installation: Installation, product: DataProduct
) -> list[OutdatedPartition]:
    """Find the partitions that were judged with other late rows than there are now, in order.

    A partition that was never judged is none of them: its own arrival will take the late rows up.
    """
    late = defaultdict(list)
    for rows in installation.ledger.late_rows(product.identifier):
        late[rows.partition].append(rows)
    if not late:
        return []
    candidates = installation.ledger.settled_candidates(product.identifier)
    return [
        found
        for candidate in candidates
        for found in _outdated(product, candidate, late[candidate.partition])
    ]


def _outdated(
    product: DataProduct, candidate: CandidateRecord, late: list[LateRows]
) -> Iterator[OutdatedPartition]:
    built_from = set(candidate.ingests)
    changed = {rows.arrival for rows in late if rows.current != (rows.ingest in built_from)}
    if not changed or product.partitions is None:
        return
    current = sorted(rows.ingest for rows in late if rows.current)
    state = hashlib.sha256("\0".join([candidate.id, *current]).encode()).hexdigest()[:32]
    # A spec may have moved its start since, and there is no partition any more to be published.
    with suppress(UnknownPartition):
        partition = product.partitions.partition(candidate.partition)
        yield OutdatedPartition(partition, tuple(sorted(changed)), state)
