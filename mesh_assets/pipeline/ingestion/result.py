"""What an ingest gives."""

from collections.abc import Mapping
from dataclasses import dataclass

from mesh_assets.gates.verdict import Verdict
from mesh_assets.pipeline.ledger.records import IngestRecord


@dataclass(frozen=True, slots=True)
class Ingest:
    """What one port received for one partition, and whether that is complete enough."""

    record: IngestRecord
    verdict: Verdict
    late: Mapping[str, int]
    """Accepted rows of earlier partitions, counted by the partition to which they belong."""
