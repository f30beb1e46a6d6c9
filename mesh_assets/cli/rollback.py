"""`mesh rollback`: a partition shows again what it showed before its publication."""

import uuid

import click
import dagster as dg

from mesh_assets.cli.products import (
    find_partition,
    find_product,
    partition_option,
    product_argument,
)
from mesh_assets.orchestration.instance import dagster_instance
from mesh_assets.orchestration.keys import product_key
from mesh_assets.orchestration.metadata import data_version_tags, publication_metadata
from mesh_assets.orchestration.recorded_run import RecordedRun
from mesh_assets.pipeline.installation import open_installation
from mesh_assets.pipeline.rollback import rollback as take_back
from mesh_assets.pipeline.run import open_run
from mesh_assets.settings import load_settings


@click.command()
@product_argument
@partition_option
def rollback(product: str, partition: str | None) -> None:
    """Take back the publication that a partition shows; what stood before shows again.

    One commit, with evidence; no other partition is touched, and nothing is deleted.
    """
    settings = load_settings()
    found = find_product(settings, product)
    wanted = find_partition(found, partition)
    run_id = str(uuid.uuid4())
    with open_run(open_installation(settings), found, wanted, run_id=run_id) as run:
        publication = take_back(run)
    tags = {"mesh/domain": str(found.domain), "mesh/product": str(found.name)}
    with (
        dagster_instance(settings) as instance,
        RecordedRun(instance, "mesh_rollback", run_id, tags) as recorded,
    ):
        recorded.report(
            dg.AssetMaterialization(
                product_key(found),
                partition=wanted.key if wanted else None,
                metadata=publication_metadata(publication.evidence, publication.snapshot_id),
                tags=data_version_tags(publication.evidence),
            )
        )
    rows = f"{publication.rows:,} rows" if publication.rows else "nothing"
    click.echo(
        f"{product} {partition or ''} shows {rows} again (snapshot {publication.snapshot_id})"
    )
