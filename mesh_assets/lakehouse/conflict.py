"""Whether the table is still what a candidate takes for granted."""

from pyiceberg.table import Table

from mesh_assets.lakehouse.errors import LostRace, TableMoved
from mesh_assets.lakehouse.history import changes_of_partition
from mesh_assets.lakehouse.live_files import files_of_partition
from mesh_assets.lakehouse.partition_scope import PartitionScope
from mesh_assets.lakehouse.staged import Base, Candidate


def base_of(table: Table, scope: PartitionScope) -> Base:
    """What a table shows, now, of a partition."""
    snapshot = table.current_snapshot()
    changes = changes_of_partition(table, scope.key)
    files = files_of_partition(table, snapshot, scope)
    return Base(
        snapshot_id=snapshot.snapshot_id if snapshot else None,
        publication=changes[-1].snapshot_id if changes else None,
        files=tuple(sorted(f.file_path for f in files)),
        table_uuid=str(table.metadata.table_uuid),
    )


def refuse_lost_race(candidate: Candidate, now: Base) -> None:
    """Refuse a candidate when anybody has changed its own partition since it was staged.

    Publications are compared as well as files: one without rows leaves no file behind. Raises
    LostRace.
    """
    base = candidate.base
    if now.table_uuid != base.table_uuid:
        raise LostRace(
            f"{candidate.table} was made anew since {candidate.described} was staged: stage again"
        )
    if now.publication != base.publication or now.files != base.files:
        by = f" (snapshot {now.publication})" if now.publication != base.publication else ""
        raise LostRace(
            f"{candidate.described} was changed by somebody else{by} after the candidate was "
            "staged: nothing of the candidate is published, stage it again"
        )


def refuse_moved_table(candidate: Candidate, now: Base) -> None:
    """Refuse a candidate that was judged beside another state of the table; raises TableMoved."""
    if now.snapshot_id != candidate.base.snapshot_id:
        raise TableMoved(
            f"{candidate.table} moved on from snapshot {candidate.base.snapshot_id} to "
            f"{now.snapshot_id} after {candidate.described} was staged beside it: rebase the "
            "candidate, and judge again the rules that look at the whole table"
        )
