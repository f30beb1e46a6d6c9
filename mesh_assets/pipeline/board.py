"""The state of a product, partition by partition, from the ledger and the landing zone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from mesh_assets.pipeline.installation import Installation
from mesh_assets.pipeline.ledger.records import IngestRecord, PublicationRecord, RefusalRecord
from mesh_assets.product.product import DataProduct


class PartitionState(StrEnum):
    """What consumers see of a partition."""

    PUBLISHED = "published"
    REFUSED = "refused"
    OUTDATED = "outdated"
    """Published, but a later attempt was refused: consumers still see the earlier publication."""
    ROLLED_BACK = "rolled back"
    """Its only publication was taken back: consumers see nothing of it."""
    INGESTED = "ingested"
    """Arrived and validated; neither published nor refused yet."""


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
    """Why the latest attempt was refused; empty when it was published."""


@dataclass(frozen=True, slots=True)
class FreshnessStatus:
    """The freshness SLI: the age of the newest published event, against its objective."""

    newest_event: datetime | None
    last_publication: datetime | None
    age: timedelta | None
    objective: timedelta | None

    @property
    def kept(self) -> bool | None:
        """Whether the objective is kept; None when there is nothing to compare."""
        if self.objective is None:
            return None
        return self.age is not None and self.age <= self.objective


@dataclass(frozen=True, slots=True)
class ProductStatus:
    """Everything that the board shows of one product."""

    product: str
    version: str
    partitions: tuple[PartitionStatus, ...]
    freshness: FreshnessStatus

    def count(self, state: PartitionState) -> int:
        """How many partitions are in this state."""
        return sum(status.state is state for status in self.partitions)


def product_status(
    installation: Installation, product: DataProduct, now: datetime | None = None
) -> ProductStatus:
    """Read the status of a product; `now` is what freshness is measured against."""
    ledger = installation.ledger
    ingests = _by_partition(ledger.latest_ingests(product.identifier))
    publications = {p.partition: p for p in ledger.latest_publications(product.identifier)}
    refusals = {r.partition: r for r in ledger.latest_refusals(product.identifier)}
    keys = sorted({*ingests, *publications, *refusals})
    return ProductStatus(
        product=product.identifier,
        version=str(product.version),
        partitions=tuple(
            _partition_status(key, ingests.get(key, []), publications.get(key), refusals.get(key))
            for key in keys
        ),
        freshness=_freshness(publications.values(), product, now or datetime.now(UTC)),
    )


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
) -> PartitionStatus:
    refused_last = refusal is not None and (
        publication is None or refusal.refused_at > publication.published_at
    )
    return PartitionStatus(
        partition=key,
        state=_state(publication, refused_last=refused_last),
        received=sum(record.received for record in ingests),
        accepted=sum(record.accepted for record in ingests),
        dead_lettered=sum(record.dead_lettered for record in ingests),
        rows=publication.rows if publication else 0,
        published_at=publication.published_at if publication else None,
        reasons=tuple(refusal.reasons) if refusal and refused_last else (),
    )


def _state(publication: PublicationRecord | None, *, refused_last: bool) -> PartitionState:
    if publication is not None and not publication.candidate:
        return PartitionState.ROLLED_BACK
    if publication is not None:
        return PartitionState.OUTDATED if refused_last else PartitionState.PUBLISHED
    return PartitionState.REFUSED if refused_last else PartitionState.INGESTED


def _freshness(
    publications: Iterable[PublicationRecord], product: DataProduct, now: datetime
) -> FreshnessStatus:
    published = list(publications)
    events = [
        datetime.fromisoformat(p.evidence["mesh.newest-event"])
        for p in published
        if p.evidence.get("mesh.newest-event")
    ]
    newest = max(events, default=None)
    return FreshnessStatus(
        newest_event=newest,
        last_publication=max((p.published_at for p in published), default=None),
        age=now - newest if newest else None,
        objective=product.slo.freshness,
    )
