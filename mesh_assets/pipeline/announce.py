"""Sixth verb: tell the ledger what the published table says about itself."""

from mesh_assets.lakehouse.publication import publications
from mesh_assets.pipeline.ledger.records import PublicationRecord
from mesh_assets.pipeline.run import ProductRun, published_table_name


def announce(run: ProductRun) -> None:
    """Copy every publication that the ledger does not know yet.

    A process killed right after the commit leaves a publication unannounced; the next announcement
    of the product makes up for it.
    """
    run.installation.ledger.record_publications(
        PublicationRecord(
            table_name=publication.table,
            snapshot_id=publication.snapshot_id,
            product=run.product.identifier,
            partition=publication.partition_key,
            candidate=publication.candidate_id,
            published_at=publication.published_at,
            rows=publication.rows,
            evidence=dict(publication.evidence),
        )
        for publication in publications(
            run.installation.lakehouse, published_table_name(run.product)
        )
    )
