"""Taking a publication back: what its partition held before stands again, in one commit."""

from collections.abc import Mapping

from pyiceberg.manifest import DataFile
from pyiceberg.table import Table

from mesh_assets.lakehouse.catalog import Lakehouse
from mesh_assets.lakehouse.commit import SingleAttempt, replace_files, until_committed
from mesh_assets.lakehouse.errors import HistoryExpired, NotStanding, PublicationNotFound
from mesh_assets.lakehouse.history import (
    CANDIDATE,
    PARTITION,
    ROLLS_BACK,
    ROWS,
    Publication,
    changes_of_partition,
    history,
    standing,
    summary,
)
from mesh_assets.lakehouse.live_files import Change, change_of, files_of_partition


def rollback(
    lakehouse: Lakehouse, table: str, publication: Publication, evidence: Mapping[str, str]
) -> Publication:
    """Undo what a publication did to its partition; no other partition is touched.

    Only what a partition shows now can be taken back: its standing publication, or its latest
    rollback, which brings the publication back that was rolled back. Doing it twice is doing it
    once. Raises NotStanding, PublicationNotFound, HistoryExpired, TableNotFound,
    PublicationFailed.
    """

    def attempt(table: Table) -> Publication:
        changes = changes_of_partition(table, publication.partition_key)
        if changes and changes[-1].rolls_back == publication.snapshot_id:
            return changes[-1]
        _refuse_unless_standing(publication, changes)
        change = _undoable_change(table, publication)
        restored = standing([*changes, _as_rollback(publication)])
        own = {
            CANDIDATE: restored.candidate_id if restored else "",
            PARTITION: publication.partition_key,
            ROWS: str(sum(file.record_count for file in change.removed)),
            ROLLS_BACK: str(publication.snapshot_id),
        }
        with SingleAttempt(table) as transaction:
            replace_files(
                transaction, old=change.added, new=change.removed, evidence=summary(evidence, own)
            )
        return history(table)[-1]

    return until_committed(lakehouse, table, attempt)
