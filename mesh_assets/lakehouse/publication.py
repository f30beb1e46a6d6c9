"""Publishing: one OVERWRITE commit makes a candidate its partition, and carries the evidence."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from pyiceberg.schema import Schema
from pyiceberg.table import Table

from mesh_assets.lakehouse.catalog import Lakehouse
from mesh_assets.lakehouse.commit import SingleAttempt, replace_files, until_committed
from mesh_assets.lakehouse.conflict import base_of, refuse_lost_race, refuse_moved_table
from mesh_assets.lakehouse.data_files import describe_files
from mesh_assets.lakehouse.errors import CandidateExpired, RolledBack
from mesh_assets.lakehouse.evolution import evolve_as_foreseen
from mesh_assets.lakehouse.history import (
    CANDIDATE,
    CONTENT_DIGEST,
    ROWS,
    Publication,
    changes_of_partition,
    history,
    newest_first,
    partition_summary,
    summary,
    taken_back,
)
from mesh_assets.lakehouse.live_files import files_of_partition
from mesh_assets.lakehouse.partition_scope import PartitionScope, partition_scope
from mesh_assets.lakehouse.rollback import rollback
from mesh_assets.lakehouse.staged import STAGING_TTL, Candidate, candidate_folder, save

__all__ = ["Publication", "publications", "publish", "rebase", "rollback"]


def publish(
    lakehouse: Lakehouse,
    candidate: Candidate,
    evidence: Mapping[str, str],
    *,
    retry_on_conflict: bool = True,
) -> Publication:
    """Make a candidate visible, in the place of what its partition held.

    A candidate that is published already is left alone, and its publication returned. Publications
    of other partitions do not stand in the way, unless `retry_on_conflict` is off: then the whole
    table has to be what it was at the candidate's base, as rules that look at the whole table
    require; `rebase` gives it a new one.

    The evidence goes into the snapshot's summary, each key below `mesh.`. Raises LostRace,
    TableMoved, IncompatibleSchema, CandidateNotFound, CandidateExpired, RolledBack, TableNotFound,
    PublicationFailed.
    """

    def attempt(table: Table) -> Publication:
        known = _publication_of(table, candidate)
        if known is not None:
            return known
        _refuse_expired(candidate)
        scope = partition_scope(table, candidate.partition)
        now = base_of(table, scope)
        refuse_lost_race(candidate, now)
        if not retry_on_conflict:
            refuse_moved_table(candidate, now)
        return _commit(lakehouse, table, scope, candidate, evidence)

    return until_committed(lakehouse, candidate.table, attempt)


def publications(lakehouse: Lakehouse, table: str) -> list[Publication]:
    """Every publication and rollback of a table, newest last; raises TableNotFound."""
    return history(lakehouse.table(table))


def rebase(lakehouse: Lakehouse, candidate: Candidate) -> Candidate:
    """Take the table as it is now for the candidate's base, keeping its files.

    Rules that look at the whole table have to be judged again. Raises LostRace when the
    candidate's own partition has changed.
    """
    table = lakehouse.table(candidate.table)
    now = base_of(table, partition_scope(table, candidate.partition))
    refuse_lost_race(candidate, now)
    rebased = replace(candidate, base=now)
    save(rebased, candidate_folder(lakehouse, candidate.table, candidate.id))
    return rebased


def _commit(
    lakehouse: Lakehouse,
    table: Table,
    scope: PartitionScope,
    candidate: Candidate,
    evidence: Mapping[str, str],
) -> Publication:
    """Design decision 3: what the contract adds, the files out, the files in, the evidence."""
    staged = Schema.model_validate_json(candidate.schema)
    with SingleAttempt(table) as transaction:
        evolve_as_foreseen(transaction, candidate.table, staged, candidate.properties)
        evolved = transaction.table_metadata
        replace_files(
            transaction,
            old=files_of_partition(table, table.current_snapshot(), scope),
            new=describe_files(
                candidate_folder(lakehouse, candidate.table, candidate.id),
                candidate.files,
                schema=staged,
                properties=evolved.properties,
                partition=scope.value,
                spec_id=evolved.default_spec_id,
            ),
            evidence=summary(evidence, _own_evidence(candidate)),
        )
    return next(newest_first(table))


def _own_evidence(candidate: Candidate) -> dict[str, str]:
    return {
        CANDIDATE: candidate.id,
        **partition_summary(candidate.partition),
        ROWS: str(candidate.rows),
        CONTENT_DIGEST: candidate.content_digest,
    }


def _publication_of(table: Table, candidate: Candidate) -> Publication | None:
    """The publication of a candidate, if it has one; raises RolledBack if that was taken back."""
    changes = changes_of_partition(table, candidate.partition_key)
    for change in changes:
        if change.candidate_id == candidate.id and change.rolls_back is None:
            if taken_back(changes, change.snapshot_id):
                raise RolledBack(
                    f"candidate {candidate.id} was published as snapshot {change.snapshot_id} and "
                    "then rolled back: roll back the rollback, or stage again"
                )
            return change
    return None


def _refuse_expired(candidate: Candidate) -> None:
    age = datetime.now(UTC) - candidate.created_at
    if age > STAGING_TTL:
        raise CandidateExpired(
            f"candidate {candidate.id} of {candidate.table} is {age.days} days old; "
            f"after {STAGING_TTL.days} its files may be swept away: stage it again"
        )
