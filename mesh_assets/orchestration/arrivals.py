"""Arrivals that no run has taken up yet: what sensors and schedules ask for.

An arrival is identified by its product, partition and fingerprint. It is asked for once: not when
an ingest of that very fingerprint is in the ledger, and not when a run for it has been requested.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import dagster as dg

from mesh_assets.orchestration.partitions import partitions_definition
from mesh_assets.orchestration.product_assets import ProductAssets
from mesh_assets.pipeline.installation import open_installation
from mesh_assets.pipeline.ledger.records import UNPARTITIONED
from mesh_assets.pipeline.pending import changed_arrivals
from mesh_assets.settings import Settings

ARRIVAL_TAG = "mesh/arrival"


@dataclass(frozen=True)
class PendingArrival:
    """A partition of a product whose landing files are newer than its last ingest."""

    assets: ProductAssets
    partition_key: str | None
    fingerprint: str

    @property
    def run_key(self) -> str:
        """The same for the same files, another when they are written again."""
        product = self.assets.product.identifier
        return f"{product}:{self.partition_key or UNPARTITIONED}:{self.fingerprint}"


def pending_arrivals(settings: Settings, assets: ProductAssets) -> Iterator[PendingArrival]:
    """Partitions that have arrived in full, and that Dagster knows, oldest first."""
    product = assets.product
    if not product.landing_inputs or product.lifecycle.has_ended(datetime.now(UTC)):
        return
    partitions = partitions_definition(product.partitions)
    for arrival in changed_arrivals(open_installation(settings), product):
        key, found = arrival.partition_key, arrival.fingerprints
        if partitions is None or (key is not None and partitions.has_partition_key(key)):
            yield PendingArrival(assets, key, "-".join(found[port] for port in sorted(found)))


def run_requests(
    instance: dg.DagsterInstance, pending: Iterable[PendingArrival]
) -> Iterator[dg.RunRequest]:
    """One request for every arrival that no run was requested for before."""
    for arrival in pending:
        if was_requested(instance, arrival.run_key):
            continue
        yield dg.RunRequest(
            run_key=arrival.run_key,
            partition_key=arrival.partition_key,
            asset_selection=arrival.assets.keys,
            tags={ARRIVAL_TAG: arrival.run_key, "mesh/domain": arrival.assets.product.domain},
        )


def was_requested(instance: dg.DagsterInstance, run_key: str) -> bool:
    """Whether a run of that key was requested before, by whatever sensor or schedule."""
    return instance.get_runs_count(dg.RunsFilter(tags={ARRIVAL_TAG: run_key})) > 0
