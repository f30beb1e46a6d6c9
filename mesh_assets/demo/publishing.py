"""Publishing partitions of a demo product, such that the Dagster UI shows them."""

from collections.abc import Iterator, Sequence

import dagster as dg

from mesh_assets.orchestration.definitions import domain_definitions
from mesh_assets.orchestration.execution import execute_partition
from mesh_assets.orchestration.reported_attempts import (
    reported_publications,
    reported_republications,
)
from mesh_assets.pipeline.installation import Installation
from mesh_assets.pipeline.late_data import outdated_partitions
from mesh_assets.product.partition import Partition
from mesh_assets.product.product import DataProduct

Outcome = tuple[str | None, bool]
"""A partition's key, and whether it was published."""


def publish_partitions(
    installation: Installation,
    instance: dg.DagsterInstance,
    product: DataProduct,
    partitions: Sequence[Partition | None],
) -> Iterator[Outcome]:
    """Publish one partition after the other, and tell what became of each.

    Hours are many and small: they are published by one command, as `mesh publish` does it. All
    others are runs of Dagster's own.
    """
    if product.partitions is not None and product.partitions.every == "hour":
        yield from _by_one_command(installation, instance, product, partitions)
    else:
        yield from _by_runs(installation, instance, product, partitions)


def _by_runs(
    installation: Installation,
    instance: dg.DagsterInstance,
    product: DataProduct,
    partitions: Sequence[Partition | None],
) -> Iterator[Outcome]:
    definitions = domain_definitions(product.schema_name, installation.settings)
    for partition in partitions:
        key = partition.key if partition else None
        yield key, execute_partition(definitions, instance, product, key).success


def _by_one_command(
    installation: Installation,
    instance: dg.DagsterInstance,
    product: DataProduct,
    partitions: Sequence[Partition | None],
) -> Iterator[Outcome]:
    for attempt in reported_publications(installation, instance, product, partitions):
        yield attempt.partition_key, attempt.published
    late = [each.partition for each in outdated_partitions(installation, product)]
    for attempt in reported_republications(installation, instance, product, late):
        yield attempt.partition_key, attempt.published
