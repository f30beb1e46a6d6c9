"""What an ingest gives."""

from dataclasses import dataclass

from mesh_assets.gates.verdict import Verdict
from mesh_assets.pipeline.ledger.records import IngestRecord


@dataclass(frozen=True, slots=True)
class Ingest:
    """What one port received for one partition, and whether that is complete enough."""

    record: IngestRecord
    verdict: Verdict
