"""Attempts of one command, partition after partition, reported to Dagster as one run."""

import uuid
from collections.abc import Iterator, Sequence
from typing import Protocol

import dagster as dg

from mesh_assets.orchestration.reporting import PublicationReport
from mesh_assets.pipeline.attempt import Attempt, attempt_publication, attempt_republication
from mesh_assets.pipeline.installation import Installation
from mesh_assets.pipeline.models import product_models
from mesh_assets.product.partition import Partition
from mesh_assets.product.ports import InputPort
from mesh_assets.product.product import DataProduct


class _AttemptOne(Protocol):
    def __call__(
        self,
        installation: Installation,
        product: DataProduct,
        partition: Partition | None,
        *,
        run_id: str,
    ) -> Attempt: ...


def reported_publications(
    installation: Installation,
    instance: dg.DagsterInstance,
    product: DataProduct,
    partitions: Sequence[Partition | None],
) -> Iterator[Attempt]:
    """Ingest partitions and attempt to publish them."""
    return _reported(
        installation, instance, product, partitions, product.input_ports, attempt_publication
    )


def reported_republications(
    installation: Installation,
    instance: dg.DagsterInstance,
    product: DataProduct,
    partitions: Sequence[Partition | None],
) -> Iterator[Attempt]:
    """Attempt to publish partitions again, from what is ingested already."""
    return _reported(
        installation, instance, product, partitions, product.product_inputs, attempt_republication
    )


def _reported(
    installation: Installation,
    instance: dg.DagsterInstance,
    product: DataProduct,
    partitions: Sequence[Partition | None],
    ports: Sequence[InputPort],
    attempt_one: _AttemptOne,
) -> Iterator[Attempt]:
    if not partitions:
        return
    models = product_models(installation.dbt, product)
    keys = [partition.key for partition in partitions if partition]
    run_id = str(uuid.uuid4())
    with PublicationReport(instance, product, models, keys, run_id, ports) as report:
        for partition in partitions:
            attempt = attempt_one(installation, product, partition, run_id=run_id)
            report.add(attempt)
            yield attempt
