"""What arrived in the landing zone and was not ingested yet: what there is to publish."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from mesh_assets.pipeline.installation import Installation
from mesh_assets.pipeline.ledger.records import UNPARTITIONED
from mesh_assets.ports.inputs.files import LandingFolder
from mesh_assets.product.product import DataProduct


@dataclass(frozen=True, slots=True)
class PartitionArrival:
    """The landing files of one partition, on every port of a product."""

    partition_key: str | None
    fingerprints: Mapping[str, str]
    """What identifies the files of each port."""


def changed_arrivals(
    installation: Installation, product: DataProduct
) -> Iterator[PartitionArrival]:
    """Partitions whose files lie there in full, and are others than those ingested last.

    Oldest first. A key may be of a partition that the product does not have.
    """
    ports = {port.name for port in product.landing_inputs}
    ingested = _ingested(installation, product, ports)
    for key, found in _landed(installation, product).items():
        if found.keys() == ports and found != ingested.get(key or UNPARTITIONED):
            yield PartitionArrival(key, found)


def _landed(installation: Installation, product: DataProduct) -> dict[str | None, dict[str, str]]:
    """What lies in the landing folders now: a fingerprint for each port, by partition."""
    found: dict[str | None, dict[str, str]] = {}
    for port in product.landing_inputs:
        folder = LandingFolder.of(port, product.partitions, installation.settings.home)
        for key, arrival in folder.arrivals().items():
            found.setdefault(key, {})[port.name] = arrival.fingerprint
    return dict(sorted(found.items(), key=lambda item: item[0] or UNPARTITIONED))


def _ingested(
    installation: Installation, product: DataProduct, ports: Collection[str]
) -> dict[str, dict[str, str]]:
    """What the ledger knows: the fingerprint of each port's last ingest, by partition."""
    found: dict[str, dict[str, str]] = {}
    records = installation.ledger.latest_ingests(product.identifier) if ports else ()
    for record in records:
        # An earlier version of the product may have had others.
        if record.port in ports:
            found.setdefault(record.partition, {})[record.port] = record.fingerprint
    return found
