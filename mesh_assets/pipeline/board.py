"""The state of a product, partition by partition, from the ledger and the landing zone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from mesh_assets.pipeline.installation import Installation
from mesh_assets.pipeline.late_data import outdated_partitions
from mesh_assets.pipeline.ledger.records import (
    UNPARTITIONED,
    IngestRecord,
    PublicationRecord,
    RefusalRecord,
)
from mesh_assets.pipeline.lifecycles import upstream_notices
from mesh_assets.pipeline.objectives import (
    CompletenessStatus,
    FreshnessStatus,
    completeness_of,
    freshness_of,
)
from mesh_assets.ports.inputs.files import LandingFolder, UnexpectedFile, unexpected_files
from mesh_assets.product.lifecycle import Lifecycle
from mesh_assets.product.product import DataProduct


class PartitionState(StrEnum):
    """What consumers see of a partition."""

    PUBLISHED = "published"
    REFUSED = "refused"
    OUTDATED = "outdated"
    """Published, but not as it should be: a later attempt was refused, or late rows wait."""
    ROLLED_BACK = "rolled back"
    """Its only publication was taken back: consumers see nothing of it."""
    INGESTED = "ingested"
    """Arrived and validated; neither published nor refused yet."""
    ARRIVED = "arrived"
    """Its files lie in the landing zone; nothing was done with them yet."""


WAITING = (PartitionState.INGESTED, PartitionState.ARRIVED)
"""The states in which a partition waits for a run."""


@dataclass(frozen=True, slots=True)
class PartitionStatus:
    """One partition's counts and state."""

    partition: str
    state: PartitionState
    received: int
    accepted: int
    dead_lettered: int
    rows: int
    """Published rows; 0 when nothing of the partition is published."""
    published_at: datetime | None
    reasons: Sequence[str]
    """Why the latest attempt was refused, or why it is outdated; empty when all is well."""


@dataclass(frozen=True, slots=True)
class ProductStatus:
    """Everything that the board shows of one product."""

    product: str
    version: str
    partitions: tuple[PartitionStatus, ...]
    freshness: FreshnessStatus
    completeness: CompletenessStatus
    unexpected: tuple[UnexpectedFile, ...]
    """Landing files that no run takes up."""
    lifecycle: Lifecycle
    notices: tuple[str, ...]
    """What its consumers and its owner have to know of ends that come, its own and upstream."""

    def count(self, *states: PartitionState) -> int:
        """How many partitions are in one of these states."""
        return sum(status.state in states for status in self.partitions)


def product_status(
    installation: Installation, product: DataProduct, now: datetime | None = None
) -> ProductStatus:
    """Read the status of a product; `now` is what freshness is measured against."""
    ledger = installation.ledger
    measured_at = now or datetime.now(UTC)
    ingests = ledger.latest_ingests(product.identifier)
    publications = ledger.latest_publications(product.identifier)
    candidates = ledger.published_candidates(product.identifier)
    unexpected = unexpected_files(product, installation.settings.home, measured_at)
    return ProductStatus(
        product=product.identifier,
        version=str(product.version),
        partitions=_partitions(installation, product, ingests, publications, unexpected),
        freshness=freshness_of(product, candidates.values(), publications, measured_at),
        completeness=completeness_of(product, ingests),
        unexpected=tuple(unexpected),
        lifecycle=product.lifecycle,
        notices=_notices(installation, product, measured_at),
    )


def _notices(installation: Installation, product: DataProduct, now: datetime) -> tuple[str, ...]:
    own = product.lifecycle.notice(now)
    read = upstream_notices(installation.settings, product, now)
    return (*([f"it {own}"] if own else []), *(f"reads {notice}" for notice in read))


def _partitions(
    installation: Installation,
    product: DataProduct,
    ingests: Iterable[IngestRecord],
    publications: Iterable[PublicationRecord],
    unexpected: Iterable[UnexpectedFile],
) -> tuple[PartitionStatus, ...]:
    ingested = _by_partition(ingests)
    published = {record.partition: record for record in publications}
    refused = {
        record.partition: record
        for record in installation.ledger.latest_refusals(product.identifier)
    }
    late = {
        one.partition.key: f"rows came late with {', '.join(one.arrivals)}: publish it again"
        for one in outdated_partitions(installation, product)
    }
    arrived = _arrived(installation, product, unexpected)
    return tuple(
        _partition_status(
            key, ingested.get(key, []), published.get(key), refused.get(key), late.get(key)
        )
        for key in sorted({*ingested, *published, *refused, *arrived})
    )


def _arrived(
    installation: Installation, product: DataProduct, unexpected: Iterable[UnexpectedFile]
) -> set[str]:
    """The partitions of which files lie in the landing zone."""
    left_alone = {file.path for file in unexpected}
    return {
        key or UNPARTITIONED
        for port in product.landing_inputs
        for key, arrival in LandingFolder.of(port, product.partitions, installation.settings.home)
        .arrivals()
        .items()
        if any(file.path not in left_alone for file in arrival.files)
    }


def _by_partition(records: Iterable[IngestRecord]) -> dict[str, list[IngestRecord]]:
    """The ingests of all ports, by partition."""
    found: dict[str, list[IngestRecord]] = {}
    for record in records:
        found.setdefault(record.partition, []).append(record)
    return found


def _partition_status(
    key: str,
    ingests: Sequence[IngestRecord],
    publication: PublicationRecord | None,
    refusal: RefusalRecord | None,
    late: str | None,
) -> PartitionStatus:
    refused_last = refusal is not None and (
        publication is None or refusal.refused_at > publication.published_at
    )
    refusals = tuple(refusal.reasons) if refusal and refused_last else ()
    reasons = (*refusals, late) if late else refusals
    return PartitionStatus(
        partition=key,
        state=_state(ingests, publication, reasons),
        received=sum(record.received for record in ingests),
        accepted=sum(record.accepted for record in ingests),
        dead_lettered=sum(record.dead_lettered for record in ingests),
        rows=publication.rows if publication else 0,
        published_at=publication.published_at if publication else None,
        reasons=reasons,
    )


def _state(
    ingests: Sequence[IngestRecord],
    publication: PublicationRecord | None,
    reasons: Sequence[str],
) -> PartitionState:
    if publication is not None and not publication.candidate:
        return PartitionState.ROLLED_BACK
    if publication is not None:
        return PartitionState.OUTDATED if reasons else PartitionState.PUBLISHED
    if reasons:
        return PartitionState.REFUSED
    return PartitionState.INGESTED if ingests else PartitionState.ARRIVED
