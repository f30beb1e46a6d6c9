"""The publications of a table, as the summaries of its snapshots tell them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pyiceberg.table import Table
from pyiceberg.table.snapshots import Snapshot

from mesh_assets.product.partition import Partition

PREFIX = "mesh."
CANDIDATE = f"{PREFIX}candidate"
PARTITION = f"{PREFIX}partition"
PARTITION_COLUMN = f"{PREFIX}partition-column"
PARTITION_START = f"{PREFIX}partition-start"
PARTITION_END = f"{PREFIX}partition-end"
ROWS = f"{PREFIX}rows"
CONTENT_DIGEST = f"{PREFIX}content-digest"
ROLLS_BACK = f"{PREFIX}rolls-back"

_EVIDENCE = {CANDIDATE, PARTITION, ROWS}
"""What every snapshot of the mesh tells."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One commit of the mesh: it made a candidate visible, or took a publication back."""

    table: str
    snapshot_id: int
    partition: Partition | None
    """None for a table without partitions."""
    candidate_id: str
    """The candidate whose rows stand after the commit; empty when none does."""
    rows: int
    """The rows of the partition after the commit."""
    published_at: datetime
    evidence: Mapping[str, str]
    """All that the snapshot's summary says below `mesh.`, the prefix included."""
    rolls_back: int | None = None
    """The snapshot that this one took back; None for the publication of a candidate."""

    @property
    def partition_key(self) -> str:
        """The partition's key; empty for a table without partitions."""
        return self.partition.key if self.partition else ""


def summary(evidence: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """The summary of a snapshot: the caller's evidence below `mesh.`, and our own entries.

    Raises ValueError when the evidence contradicts one of them.
    """
    given = {f"{PREFIX}{key.removeprefix(PREFIX)}": value for key, value in evidence.items()}
    for key, value in own.items():
        if given.get(key, value) != value:
            raise ValueError(f"evidence says {key} = {given[key]!r}, the commit says {value!r}")
    return {**given, **own}


def partition_summary(partition: Partition | None) -> dict[str, str]:
    """The entries of a summary that say which partition a snapshot changed."""
    if partition is None:
        return {PARTITION: ""}
    return {
        PARTITION: partition.key,
        PARTITION_COLUMN: partition.column,
        PARTITION_START: partition.start.isoformat(),
        PARTITION_END: partition.end.isoformat(),
    }


def newest_first(table: Table) -> Iterator[Publication]:
    """Every publication and rollback on the main branch, each read when it is asked for.

    Snapshots that other engines wrote carry no evidence, and are passed over.
    """
    name = ".".join(table.name())
    return (_publication(name, snapshot, told) for snapshot, told in _told_of_main(table))


def history(table: Table) -> list[Publication]:
    """Every publication and rollback on the main branch, newest last."""
    return [*newest_first(table)][::-1]


def changes_of_partition(table: Table, key: str) -> list[Publication]:
    """The publications and rollbacks of one partition, newest last."""
    name = ".".join(table.name())
    found = [
        _publication(name, snapshot, told)
        for snapshot, told in _told_of_main(table)
        if told[PARTITION] == key
    ]
    return found[::-1]


def standing(changes: Sequence[Publication]) -> Publication | None:
    """The publication whose rows a partition shows, after all of its changes.

    A rollback brings back what stood before the change that it took back.
    """
    return _replayed(changes)[0]


def standing_at(
    changes: Sequence[Publication], snapshot_id: int | None = None
) -> list[Publication]:
    """What each partition shows after all changes, or after those up to a snapshot.

    In the order of the partitions; the rows of a table without partitions are one publication.
    """
    by_partition: dict[str, list[Publication]] = {}
    for change in changes:
        by_partition.setdefault(change.partition_key, []).append(change)
        if change.snapshot_id == snapshot_id:
            break
    shown = (standing(each) for _, each in sorted(by_partition.items()))
    return [publication for publication in shown if publication is not None]


def stood_before(changes: Sequence[Publication], snapshot_id: int) -> Publication | None:
    """The publication whose rows a partition showed before one of its changes."""
    return _replayed(changes)[1].get(snapshot_id)


def _replayed(
    changes: Sequence[Publication],
) -> tuple[Publication | None, dict[int, Publication | None]]:
    stands: Publication | None = None
    before: dict[int, Publication | None] = {}
    for change in changes:
        before[change.snapshot_id] = stands
        stands = change if change.rolls_back is None else before.get(change.rolls_back)
    return stands, before


def taken_back(changes: Sequence[Publication], snapshot_id: int) -> bool:
    """Whether a change was rolled back, by a rollback that was not rolled back itself."""
    return any(
        change.rolls_back == snapshot_id and not taken_back(changes, change.snapshot_id)
        for change in changes
    )


def _told_of_main(table: Table) -> Iterator[tuple[Snapshot, Mapping[str, str]]]:
    """The snapshots of the mesh on the main branch, newest first, and what they tell."""
    for snapshot in _ancestors(table):
        # A summary that is asked whether it is true counts what it holds.
        told = snapshot.summary.additional_properties if snapshot.summary is not None else {}
        if told.keys() >= _EVIDENCE:
            yield snapshot, told


def _publication(table: str, snapshot: Snapshot, told: Mapping[str, str]) -> Publication:
    rolls_back = told.get(ROLLS_BACK)
    return Publication(
        table=table,
        snapshot_id=snapshot.snapshot_id,
        partition=_partition(told),
        candidate_id=told[CANDIDATE],
        rows=int(told[ROWS]),
        published_at=datetime.fromtimestamp(snapshot.timestamp_ms / 1000, UTC),
        evidence={key: value for key, value in told.items() if key.startswith(PREFIX)},
        rolls_back=int(rolls_back) if rolls_back else None,
    )


def _partition(told: Mapping[str, str]) -> Partition | None:
    if PARTITION_COLUMN not in told:
        return None
    start, end = (datetime.fromisoformat(told[name]) for name in (PARTITION_START, PARTITION_END))
    return Partition(told[PARTITION], told[PARTITION_COLUMN], start, end)


def _ancestors(table: Table) -> Iterator[Snapshot]:
    """The snapshots of the main branch, newest first, as far back as they are kept."""
    kept = {snapshot.snapshot_id: snapshot for snapshot in table.metadata.snapshots}
    snapshot = table.current_snapshot()
    while snapshot is not None:
        yield snapshot
        parent = snapshot.parent_snapshot_id
        snapshot = None if parent is None else kept.get(parent)
