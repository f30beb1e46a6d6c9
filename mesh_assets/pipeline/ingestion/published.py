"""The published table of another product, pinned to one snapshot for the whole run.

Nothing is copied: the ingest decides which snapshot and which partitions are read, and the build
reads exactly those. All that it needs to know of the other product, the publications themselves
tell, so that a domain can read a table whose spec is broken, or lives in another repository.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from mesh_assets.errors import MeshError
from mesh_assets.lakehouse.errors import TableNotFound
from mesh_assets.lakehouse.history import CONTENT_DIGEST, Publication, standing_at
from mesh_assets.lakehouse.publication import publications
from mesh_assets.pipeline.evidence import PARTITIONS
from mesh_assets.pipeline.homes import VERSION, read_table
from mesh_assets.pipeline.ingestion.selection import (
    missing_partitions,
    selected_publications,
)
from mesh_assets.pipeline.ledger.records import IngestRecord, new_identifier
from mesh_assets.pipeline.lifecycles import read_lifecycle, spoken_notice, takes_on
from mesh_assets.pipeline.run import ProductRun
from mesh_assets.product.lifecycle import Lifecycle
from mesh_assets.product.partitions import Partitions
from mesh_assets.product.ports import ProductInput
from mesh_assets.product.types import SemanticVersion

_MOST_NAMED = 3


class InputUnavailable(MeshError):
    """Another product cannot be read: it is not there, not published, or not what was agreed."""


def ingest_published(run: ProductRun, port: ProductInput) -> IngestRecord:
    """Pin the other product's table as it is now; raises InputUnavailable."""
    table = read_table(run.installation.lakehouse, port.source.identifier, port.major)
    changes = _publications(run, port, table)
    shown = standing_at(changes)
    if not shown:
        raise _unavailable(run, port, "it has published nothing yet")
    # Of what is shown: a rollback tells nothing of the product itself.
    newest = max(shown, key=lambda publication: publication.published_at)
    _refuse_other_major(run, port, newest)
    lifecycle = read_lifecycle(run.installation.settings, port, newest)
    _refuse_new_consumer(run, port, lifecycle, table)
    notice = spoken_notice(port, lifecycle, run.started_at)
    chosen = selected_publications(shown, port.mapping(run.product.partitions), run.partition)
    _refuse_gaps(run, port, _calendar(newest), chosen)
    rows = sum(publication.rows for publication in chosen)
    return IngestRecord(
        id=new_identifier(),
        product=run.product.identifier,
        port=port.name,
        partition=run.partition_key,
        run_id=run.run_id,
        recorded_at=datetime.now(UTC),
        received=rows,
        accepted=rows,
        dead_lettered=0,
        reasons={},
        files=[],
        fingerprint=_fingerprint(chosen),
        table=table,
        snapshot_id=changes[-1].snapshot_id,
        notices=[notice] if notice else [],
    )


def pinned_publications(
    run: ProductRun, port: ProductInput, record: IngestRecord
) -> list[Publication]:
    """What an ingest of the port pinned: the same publications, however long ago it was."""
    shown = standing_at(publications(run.installation.lakehouse, record.table), record.snapshot_id)
    return selected_publications(shown, port.mapping(run.product.partitions), run.partition)


def _publications(run: ProductRun, port: ProductInput, table: str) -> list[Publication]:
    try:
        return publications(run.installation.lakehouse, table)
    except TableNotFound as error:
        raise _unavailable(run, port, f"it has published nothing: {error}") from None


def _refuse_other_major(run: ProductRun, port: ProductInput, newest: Publication) -> None:
    published = SemanticVersion.parse(newest.evidence[VERSION])
    if port.major is None:
        raise _unavailable(
            run,
            port,
            f"the port does not say which major version it accepts; what is published is "
            f"{published}: write `major: {published.major}`",
        )
    if published.major != port.major:
        raise _unavailable(
            run,
            port,
            f"version {published} is published, and the port accepts major {port.major}: "
            f"adapt the models, and write `major: {published.major}`",
        )


def _refuse_new_consumer(
    run: ProductRun, port: ProductInput, lifecycle: Lifecycle, table: str
) -> None:
    ledger, consumer = run.installation.ledger, run.product.identifier
    if not takes_on(lifecycle, ledger, consumer, table, run.started_at):
        notice = lifecycle.notice(run.started_at)
        raise _unavailable(
            run, port, f"it takes on no consumer that has never read it: v{port.major} {notice}"
        )


def _refuse_gaps(
    run: ProductRun, port: ProductInput, calendar: Partitions | None, chosen: Sequence[Publication]
) -> None:
    mapping = port.mapping(run.product.partitions)
    missing = missing_partitions(calendar, chosen, mapping, run.partition)
    if missing:
        raise _unavailable(run, port, f"nothing is published of {_named(missing)}")
    if not chosen:
        raise _unavailable(run, port, f"none of its partitions is published for `{mapping}`")


def _named(missing: Sequence[str]) -> str:
    more = f" and {len(missing) - _MOST_NAMED} more" if len(missing) > _MOST_NAMED else ""
    noun = "partition" if len(missing) == 1 else "partitions"
    return f"its {noun} {', '.join(missing[:_MOST_NAMED])}{more}"


def _calendar(newest: Publication) -> Partitions | None:
    told = newest.evidence.get(PARTITIONS)
    return Partitions.model_validate_json(told) if told else None


def _unavailable(run: ProductRun, port: ProductInput, why: str) -> InputUnavailable:
    return InputUnavailable(
        f"{run.title} cannot read {port.source.identifier} through its input port "
        f"'{port.name}': {why}"
    )


def _fingerprint(chosen: Sequence[Publication]) -> str:
    digest = hashlib.sha256()
    for publication in chosen:
        content = publication.evidence.get(CONTENT_DIGEST, str(publication.snapshot_id))
        digest.update(f"{publication.partition_key}\0{content}\n".encode())
    return digest.hexdigest()[:32]
