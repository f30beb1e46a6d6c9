"""The step that publishes the candidate of one partition, or says why it does not."""

import time

import dagster as dg
from dagster_duckdb import DuckDBResource

from mesh_assets.lakehouse.history import CONTENT_DIGEST
from mesh_assets.orchestration.column_lineage import published_lineage
from mesh_assets.orchestration.failures import shown_to_people
from mesh_assets.orchestration.metadata import publication_metadata
from mesh_assets.orchestration.runs import run_in_dagster
from mesh_assets.pipeline.announce import announce
from mesh_assets.pipeline.publish import publish
from mesh_assets.pipeline.refusal import refusals_recorded
from mesh_assets.product.product import DataProduct
from mesh_assets.settings import Settings


def run_publish(
    context: dg.AssetExecutionContext,
    duckdb: DuckDBResource,
    settings: Settings,
    product: DataProduct,
) -> dg.MaterializeResult[None]:
    """Verify the verdicts on the newest candidate and publish it."""
    started = time.perf_counter()
    with (
        shown_to_people(context),
        run_in_dagster(context, duckdb, settings, product) as run,
        refusals_recorded(run),
    ):
        publication = publish(run)
        announce(run)
        return dg.MaterializeResult(
            metadata=published_lineage(product)
            | publication_metadata(
                publication.evidence, publication.snapshot_id, time.perf_counter() - started
            ),
            data_version=dg.DataVersion(publication.evidence[CONTENT_DIGEST]),
        )
