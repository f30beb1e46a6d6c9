"""What a product promises, against what was measured."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from mesh_assets.pipeline.ledger.records import CandidateRecord, IngestRecord, PublicationRecord
from mesh_assets.product.product import DataProduct

_LAST_PARTITIONS = 30
"""How many partitions completeness looks back on."""


@dataclass(frozen=True, slots=True)
class FreshnessStatus:
    """The freshness SLI: the age of the newest published event, against its objective.

    A product without partitions has no events: its age is that of its last publication.
    """

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
class CompletenessStatus:
    """The completeness SLI: the accepted share of what was received for the last partitions."""

    received: int
    accepted: int
    partitions: int
    """How many partitions are counted."""
    objective: Decimal | None
    """The least share, from 0 to 1."""

    @property
    def share(self) -> Decimal | None:
        """The accepted share, from 0 to 1; None when nothing was received."""
        return Decimal(self.accepted) / self.received if self.received else None

    @property
    def kept(self) -> bool | None:
        """Whether the objective is kept; None when there is nothing to compare."""
        if self.objective is None or self.share is None:
            return None
        return self.share >= self.objective


def freshness_of(
    product: DataProduct,
    candidates: Iterable[CandidateRecord],
    publications: Iterable[PublicationRecord],
    now: datetime,
) -> FreshnessStatus:
    """Measure the freshness of what is published now."""
    newest = max((one.newest_event for one in candidates if one.newest_event), default=None)
    last = max((one.published_at for one in publications if one.candidate), default=None)
    since = last if product.partitions is None else newest
    return FreshnessStatus(
        newest_event=newest,
        last_publication=last,
        age=now - since if since else None,
        objective=product.slo.freshness,
    )


def completeness_of(product: DataProduct, ingests: Iterable[IngestRecord]) -> CompletenessStatus:
    """Measure the completeness of the last partitions that were ingested."""
    newest_first = sorted(ingests, key=lambda record: record.partition, reverse=True)
    last = list(dict.fromkeys(record.partition for record in newest_first))[:_LAST_PARTITIONS]
    counted = [record for record in newest_first if record.partition in last]
    promised = product.slo.completeness
    return CompletenessStatus(
        received=sum(record.received for record in counted),
        accepted=sum(record.accepted for record in counted),
        partitions=len(last),
        objective=promised.ratio if promised else None,
    )
