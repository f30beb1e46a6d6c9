"""What is published of a product: each partition, and by which declarations it was built."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mesh_assets.contract.canonical import contract_from_data
from mesh_assets.contract.model import Contract
from mesh_assets.errors import MeshError
from mesh_assets.pipeline.ledger.ledger import Ledger
from mesh_assets.pipeline.ledger.records import CandidateRecord
from mesh_assets.product.types import SemanticVersion


class DeclarationLost(MeshError):
    """The ledger does not know by what declaration something was published."""


@dataclass(frozen=True)
class PublishedProduct:
    """The candidates that consumers of a product see now."""

    identifier: str
    candidates: Mapping[str, CandidateRecord]
    """By partition key, in order; there is at least one."""
    ledger: Ledger

    @classmethod
    def of(cls, identifier: str, ledger: Ledger) -> "PublishedProduct | None":
        """Find what is published; None where nothing is, or everything was rolled back."""
        candidates = ledger.published_candidates(identifier)
        return cls(identifier, candidates, ledger) if candidates else None

    @property
    def newest(self) -> CandidateRecord:
        """The candidate that was built last: its declarations are the ones that hold."""
        return max(self.candidates.values(), key=lambda record: record.recorded_at)

    @property
    def version(self) -> SemanticVersion:
        """The version that is published."""
        return SemanticVersion.parse(self.spec(self.newest)["version"])

    def spec(self, candidate: CandidateRecord) -> Mapping[str, Any]:
        """What the spec said when a candidate was built; raises DeclarationLost."""
        return self._declaration(candidate.spec_digest)

    def contract(self, candidate: CandidateRecord) -> Contract:
        """The contract that a candidate was held against; raises DeclarationLost."""
        return contract_from_data(dict(self._declaration(candidate.contract_digest)))

    def _declaration(self, digest: str) -> Mapping[str, Any]:
        found = self.ledger.declaration(digest)
        if found is None:
            raise DeclarationLost(
                f"{self.identifier} was published by a declaration that the ledger does not have "
                f"({digest[:12]}): publish its newest partition again"
            )
        return found.content
