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
from mesh_assets.pipeline.installation import Installation, open_installation
from mesh_assets.pipeline.ledger.records import UNPARTITIONED
from mesh_assets.ports.inputs.files import LandingFolder
from mesh_assets.product.product import DataProduct
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
    ports = product.landing_inputs
    if not ports or product.lifecycle.has_ended(datetime.now(UTC)):
        return
    installation = open_installation(settings)
    known = _ingested_fingerprints(installation, product)
    partitions = partitions_definition(product.partitions)
    for key, found in _arrived_fingerprints(installation, product).items():
        changed = found != known.get(key or UNPARTITIONED)
        accepted = partitions is None or (key is not None and partitions.has_partition_key(key))
        if len(found) == len(ports) and changed and accepted:
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


def _arrived_fingerprints(
    installation: Installation, product: DataProduct
) -> dict[str | None, dict[str, str]]:
    """What lies in the landing folders now: a fingerprint for each port, by partition."""
    found: dict[str | None, dict[str, str]] = {}
    for port in product.landing_inputs:
        folder = LandingFolder.of(port, product.partitions, installation.settings.home)
        for key, arrival in folder.arrivals().items():
            found.setdefault(key, {})[port.name] = arrival.fingerprint
    return dict(sorted(found.items(), key=lambda item: item[0] or UNPARTITIONED))


def _ingested_fingerprints(
    installation: Installation, product: DataProduct
) -> dict[str, dict[str, str]]:
    """What the ledger knows: the fingerprint of each port's last ingest, by partition."""
    found: dict[str, dict[str, str]] = {}
    for record in installation.ledger.latest_ingests(product.identifier):
        found.setdefault(record.partition, {})[record.port] = record.fingerprint
    return found
