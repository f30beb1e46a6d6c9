"""Partitions to be built again because rows of them came late: what the landing sensor asks for.

Each state of a partition is asked for once, and only when everything that may still change it is
at rest: its own runs, and those of arrivals that may bring rows of it. So a day of late files makes
one run of each partition that they touch.
"""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta

import dagster as dg

from mesh_assets.orchestration.arrivals import ARRIVAL_TAG, was_requested
from mesh_assets.orchestration.keys import port_key
from mesh_assets.orchestration.product_assets import ProductAssets
from mesh_assets.pipeline.installation import open_installation
from mesh_assets.pipeline.late_data import OutdatedPartition, outdated_partitions
from mesh_assets.product.lateness import later_arrivals
from mesh_assets.product.partition import Partition
from mesh_assets.product.product import DataProduct
from mesh_assets.settings import Settings

_PARTITION_TAG = "dagster/partition"
_IN_PROGRESS = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def late_data_requests(
    instance: dg.DagsterInstance,
    settings: Settings,
    assets: ProductAssets,
    arriving: Collection[str],
) -> Iterator[dg.RunRequest]:
    """Ask for the build and publication of every outdated partition that is at rest.

    `arriving` are the partitions of the product whose ingest is being asked for.
    """
    outdated = outdated_partitions(open_installation(settings), assets.product)
    if not outdated or assets.product.lifecycle.has_ended(datetime.now(UTC)):
        return
    running = _partitions_in_progress(instance, assets)
    if None in running:
        return
    moving = {*arriving, *running}
    for each in outdated:
        run_key = f"{assets.product.identifier}:{each.partition}:late:{each.state}"
        at_rest = moving.isdisjoint(_may_change(assets.product, each))
        if at_rest and not was_requested(instance, run_key):
            yield _request(assets, each.partition, run_key)


def _request(assets: ProductAssets, partition: Partition, run_key: str) -> dg.RunRequest:
    product = assets.product
    landed = {port_key(product, port) for port in product.landing_inputs}
    return dg.RunRequest(
        run_key=run_key,
        partition_key=partition.key,
        asset_selection=[key for key in assets.keys if key not in landed],
        tags={ARRIVAL_TAG: run_key, "mesh/domain": product.domain},
    )


def _may_change(product: DataProduct, outdated: OutdatedPartition) -> set[str]:
    """The partitions with whose files rows of this one arrive."""
    own = outdated.partition
    found = {own.key, *outdated.arrivals}
    longest = max((port.lateness or timedelta() for port in product.landing_inputs), default=None)
    if product.partitions is not None:
        found.update(each.key for each in later_arrivals(product.partitions, own, longest))
    return found


def _partitions_in_progress(instance: dg.DagsterInstance, assets: ProductAssets) -> set[str | None]:
    """The partitions that runs of the product work on; None stands for a run that names none."""
    runs = instance.get_runs(dg.RunsFilter(statuses=_IN_PROGRESS))
    return {run.tags.get(_PARTITION_TAG) for run in runs if _works_on(run, assets)}


def _works_on(run: dg.DagsterRun, assets: ProductAssets) -> bool:
    if run.asset_selection:
        return not run.asset_selection.isdisjoint(assets.keys)
    product = assets.product
    named = {"mesh/domain": product.domain, "mesh/product": product.name}
    return all(run.tags.get(tag, name) == name for tag, name in named.items())
