"""Whether the table is still what a candidate takes for granted."""

from pyiceberg.table import Table

from mesh_assets.lakehouse.errors import LostRace, TableMoved
from mesh_assets.lakehouse.history import latest_change
from mesh_assets.lakehouse.live_files import files_of_partition
from mesh_assets.lakehouse.partition_scope import PartitionScope
from mesh_assets.lakehouse.staged import Base, Candidate


def base_of(table: Table, scope: PartitionScope) -> Base:
    """What a table shows, now, of a partition."""
    snapshot = table.current_snapshot()
    change = latest_change(table, scope.key)
    return Base(
        snapshot_id=snapshot.snapshot_id if snapshot else None,
        publication=change.snapshot_id if change else None,
        files=tuple(sorted(f.file_path for f in files_of_partition(table, snapshot, scope))),
        table_uuid=str(table.metadata.table_uuid),
    )


def refuse_lost_race(candidate: Candidate, now: Base) -> None:
    """Refuse a candidate when anybody has changed its own partition since it was staged.

    Publications are compared as well as files: one without rows leaves no file behind. Raises
    LostRace.
    """
    base = candidate.base
    subject = f"partition {candidate.partition_key} of {candidate.table}".replace("  ", " ")
    if now.table_uuid != base.table_uuid:
        raise LostRace(f"{candidate.table} was made anew since the candidate was staged")
    if now.publication != base.publication or now.files != base.files:
        by = f" (snapshot {now.publication})" if now.publication != base.publication else ""
        raise LostRace(
            f"{subject} was changed by another publication{by} since candidate {candidate.id} "
            "was staged: nothing of yours is published, stage it again"
        )


def refuse_moved_table(candidate: Candidate, now: Base) -> None:
    """Refuse a candidate that was judged beside another state of the table; raises TableMoved."""
    if now.snapshot_id != candidate.base.snapshot_id:
        raise TableMoved(
            f"{candidate.table} has moved on from snapshot {candidate.base.snapshot_id} to "
            f"{now.snapshot_id} since candidate {candidate.id} was judged beside it: take the "
            "new state as its base, and judge again the rules that look at the whole table"
        )
