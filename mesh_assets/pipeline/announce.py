"""Sixth verb: tell the ledger what the published table says about itself."""

from itertools import takewhile

from mesh_assets.lakehouse.history import Publication, newest_first
from mesh_assets.pipeline.homes import at_home
from mesh_assets.pipeline.ledger.records import PublicationRecord
from mesh_assets.pipeline.run import ProductRun


def announce(run: ProductRun) -> None:
    """Copy the publications that the ledger does not know yet.

    A process killed right after the commit leaves a publication unannounced; the next announcement
    of the product makes up for it. All are recorded together or none, so whatever lies before one
    that is known is known, too.
    """
    ledger = run.installation.ledger
    lakehouse = run.installation.lakehouse
    table = at_home(lakehouse, run.product, lakehouse.table)
    unknown = takewhile(
        lambda publication: (
            not ledger.knows_publication(publication.table, publication.snapshot_id)
        ),
        newest_first(table),
    )
    ledger.record_publications([_record(run, publication) for publication in unknown])


def _record(run: ProductRun, publication: Publication) -> PublicationRecord:
    return PublicationRecord(
        table_name=publication.table,
        snapshot_id=publication.snapshot_id,
        product=run.product.identifier,
        partition=publication.partition_key,
        candidate=publication.candidate_id,
        published_at=publication.published_at,
        rows=publication.rows,
        evidence=dict(publication.evidence),
    )
