"""What the ledger keeps of each verb, as plain values."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

UNPARTITIONED = ""
"""What stands in the partition column for a product without partitions."""


@dataclass(frozen=True, slots=True)
class IngestRecord:
    """One ingest of one port: how many rows came, and what became of them."""

    id: str
    product: str
    port: str
    partition: str
    run_id: str
    recorded_at: datetime
    received: int
    accepted: int
    dead_lettered: int
    reasons: Mapping[str, int]
    files: Sequence[str]
    fingerprint: str
    table: str
    snapshot_id: int
    notices: Sequence[str] = field(default_factory=list)
    """What its product's owner has to know of what was read."""


@dataclass(frozen=True, slots=True)
class LateRows:
    """Rows that one ingest accepted for an earlier partition than that of their arrival."""

    ingest: str
    port: str
    arrival: str
    """The partition with whose files they arrived."""
    partition: str
    """The partition to which they belong."""
    rows: int
    current: bool
    """Whether no later ingest of the same arrival, complete enough to count, has replaced it."""


@dataclass(frozen=True, slots=True)
class CandidateRecord:
    """One staged candidate and the ingests that it was built from."""

    id: str
    product: str
    partition: str
    run_id: str
    recorded_at: datetime
    rows: int
    newest_event: datetime | None
    """The greatest value of the partition column; None without one, and for no rows."""
    contract_digest: str
    spec_digest: str
    models_digest: str
    """The SQL and the tests that built it."""
    ingests: Sequence[str]


@dataclass(frozen=True, slots=True)
class DeclarationRecord:
    """A spec or a contract by which a candidate was built: what it said, under its digest."""

    digest: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PublicationRecord:
    """One publication, as its snapshot tells it."""

    table_name: str
    snapshot_id: int
    product: str
    partition: str
    candidate: str
    published_at: datetime
    rows: int
    evidence: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RefusalRecord:
    """One attempt that did not lead to a publication, and why."""

    id: str
    product: str
    partition: str
    run_id: str
    candidate: str
    refused_at: datetime
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class RetirementRecord:
    """A product that is retired, and the table under which it is archived."""

    product: str
    table_name: str
    retired_at: datetime


def new_identifier() -> str:
    """An identifier for an ingest, a candidate, a refusal or a run."""
    return uuid.uuid4().hex
