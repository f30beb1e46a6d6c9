"""Taking a publication back: what its partition held before stands again, in one commit."""

from collections.abc import Mapping, Sequence

from pyiceberg.table import Table

from mesh_assets.lakehouse.catalog import Lakehouse
from mesh_assets.lakehouse.commit import SingleAttempt, replace_files, until_committed
from mesh_assets.lakehouse.errors import HistoryExpired, NotStanding, PublicationNotFound
from mesh_assets.lakehouse.history import (
    CANDIDATE,
    CONTENT_DIGEST,
    ROLLS_BACK,
    ROWS,
    Publication,
    changes_of_partition,
    newest_first,
    partition_summary,
    standing,
    stood_before,
    summary,
)
from mesh_assets.lakehouse.live_files import Change, change_of, files_of_partition
from mesh_assets.lakehouse.partition_scope import partition_scope


def rollback(
    lakehouse: Lakehouse, table: str, publication: Publication, evidence: Mapping[str, str]
) -> Publication:
    """Undo what a publication did to its partition; no other partition is touched.

    Only what a partition shows now can be taken back: its standing publication, or its latest
    rollback, which brings back what that one took. Doing it twice is doing it once. Raises
    NotStanding, PublicationNotFound, HistoryExpired, TableNotFound, PublicationFailed.
    """

    def attempt(current: Table) -> Publication:
        changes = changes_of_partition(current, publication.partition_key)
        if changes and changes[-1].rolls_back == publication.snapshot_id:
            return changes[-1]
        _refuse_unless_standing(publication, changes)
        change = _change_to_undo(current, publication)
        restored = stood_before(changes, publication.snapshot_id)
        own = {
            CANDIDATE: restored.candidate_id if restored else "",
            **partition_summary(publication.partition),
            ROWS: str(sum(file.record_count for file in change.removed)),
            CONTENT_DIGEST: restored.evidence.get(CONTENT_DIGEST, "") if restored else "",
            ROLLS_BACK: str(publication.snapshot_id),
        }
        with SingleAttempt(current) as transaction:
            replace_files(
                transaction, old=change.added, new=change.removed, evidence=summary(evidence, own)
            )
        return next(newest_first(current))

    return until_committed(lakehouse, table, attempt)


def _refuse_unless_standing(publication: Publication, changes: Sequence[Publication]) -> None:
    identifiers = [change.snapshot_id for change in changes]
    if publication.snapshot_id not in identifiers:
        raise PublicationNotFound(
            f"the history of {publication.table} has no publication {publication.snapshot_id}"
        )
    stands = standing(changes)
    if publication.snapshot_id not in (identifiers[-1], stands.snapshot_id if stands else None):
        now = f"publication {stands.snapshot_id}" if stands else "nothing"
        raise NotStanding(
            f"publication {publication.snapshot_id} of {publication.table} is not what partition "
            f"'{publication.partition_key}' shows now, which is {now}: roll that back first"
        )


def _change_to_undo(table: Table, publication: Publication) -> Change:
    """What the publication changed, provided that it can be undone exactly."""
    snapshot = table.snapshot_by_id(publication.snapshot_id)
    change = change_of(table, snapshot) if snapshot else Change([], [])
    scope = partition_scope(table, publication.partition)
    shown = files_of_partition(table, table.current_snapshot(), scope)
    if set(shown) != set(change.added):
        raise NotStanding(
            f"another engine has changed partition '{publication.partition_key}' of "
            f"{publication.table} since publication {publication.snapshot_id}: rolling back "
            "would undo that, too"
        )
    gone = [f.file_path for f in change.removed if not table.io.new_input(f.file_path).exists()]
    if gone:
        raise HistoryExpired(
            f"what {publication.table} showed before publication {publication.snapshot_id} has "
            f"been removed by maintenance ({len(gone)} files): publish the older data again"
        )
    return change
