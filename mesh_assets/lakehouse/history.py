"""The publications of a table, as the summaries of its snapshots tell them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pyiceberg.table import Table
from pyiceberg.table.snapshots import Snapshot

PREFIX = "mesh."
CANDIDATE = f"{PREFIX}candidate"
PARTITION = f"{PREFIX}partition"
ROWS = f"{PREFIX}rows"
CONTENT_DIGEST = f"{PREFIX}content-digest"
ROLLS_BACK = f"{PREFIX}rolls-back"


@dataclass(frozen=True, slots=True)
class Publication:
    """One commit of the mesh: it made a candidate visible, or took a publication back."""

    table: str
    snapshot_id: int
    partition_key: str
    """Empty for a table without partitions."""
    candidate_id: str
    """The candidate whose rows stand after the commit; empty when none does."""
    rows: int
    """The rows of the partition after the commit."""
    published_at: datetime
    evidence: Mapping[str, str]
    """All that the snapshot's summary says below `mesh.`, the prefix included."""
    rolls_back: int | None = None
    """The snapshot that this one took back; None for the publication of a candidate."""


def summary(evidence: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """The summary of a snapshot: the caller's evidence below `mesh.`, and our own entries.

    Raises ValueError when the evidence contradicts one of them.
    """
    given = {f"{PREFIX}{key.removeprefix(PREFIX)}": value for key, value in evidence.items()}
    for key, value in own.items():
        if given.get(key, value) != value:
            raise ValueError(f"evidence says {key} = {given[key]!r}, the commit says {value!r}")
    return {**given, **own}


def history(table: Table) -> list[Publication]:
    """Every publication and rollback on the main branch, newest last.

    Snapshots that other engines wrote carry no evidence, and are passed over.
    """
    name = ".".join(table.name())
    found = [_publication(name, snapshot) for snapshot in _ancestors(table)]
    return [publication for publication in reversed(found) if publication is not None]


def changes_of_partition(table: Table, key: str) -> list[Publication]:
    """The publications and rollbacks of one partition, newest last."""
    return [change for change in history(table) if change.partition_key == key]


def standing(changes: Sequence[Publication]) -> Publication | None:
    """The publication whose rows a partition shows, after all of its changes.

    A rollback brings back what stood before the change that it took back.
    """
    return _replayed(changes)[0]


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


def _publication(table: str, snapshot: Snapshot) -> Publication | None:
    """Read one snapshot's summary; None where it has no evidence of the mesh."""
    found = snapshot.summary.additional_properties if snapshot.summary else {}
    if not {CANDIDATE, PARTITION, ROWS} <= found.keys():
        return None
    rolls_back = found.get(ROLLS_BACK)
    return Publication(
        table=table,
        snapshot_id=snapshot.snapshot_id,
        partition_key=found[PARTITION],
        candidate_id=found[CANDIDATE],
        rows=int(found[ROWS]),
        published_at=datetime.fromtimestamp(snapshot.timestamp_ms / 1000, UTC),
        evidence={key: value for key, value in found.items() if key.startswith(PREFIX)},
        rolls_back=int(rolls_back) if rolls_back else None,
    )


def _ancestors(table: Table) -> Iterator[Snapshot]:
    """The snapshots of the main branch, newest first, as far back as they are kept."""
    kept = {snapshot.snapshot_id: snapshot for snapshot in table.metadata.snapshots}
    snapshot = table.current_snapshot()
    while snapshot is not None:
        yield snapshot
        parent = snapshot.parent_snapshot_id
        snapshot = None if parent is None else kept.get(parent)
