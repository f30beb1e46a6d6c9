"""Which published partitions would come out otherwise if they were built today."""

from collections.abc import Iterator
from dataclasses import dataclass

from mesh_assets.contract.compatibility import ChangeKind, contract_changes, other_files
from mesh_assets.contract.model import Contract
from mesh_assets.pipeline.ledger.records import CandidateRecord
from mesh_assets.pipeline.planning.published import DeclarationLost, PublishedProduct
from mesh_assets.product.product import DataProduct

_DECIDING = ("partitions", "input_ports", "quality_checks")
"""The keys of a spec that decide what is built and how it is judged."""

_Declarations = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Rebuilds:
    """The partitions that the declarations of today did not build."""

    partitions: tuple[str, ...] = ()
    """Their keys, in order; the empty key for a product without partitions."""
    reasons: tuple[str, ...] = ()
    """What is different: the contract, the spec, files that it names, the models."""


NO_REBUILDS = Rebuilds()


def rebuilds_of(
    product: DataProduct, contract: Contract, models_digest: str, published: PublishedProduct
) -> Rebuilds:
    """Compare every published partition with what would build it now.

    What decides neither rows nor verdicts, such as a description or the owner, rebuilds nothing.
    """
    known: dict[_Declarations, tuple[str, ...]] = {}
    partitions = []
    for key, candidate in published.candidates.items():
        declarations = (candidate.contract_digest, candidate.spec_digest, candidate.models_digest)
        if declarations not in known:
            known[declarations] = tuple(
                _differences(product, contract, models_digest, published, candidate)
            )
        if known[declarations]:
            partitions.append(key)
    reasons = dict.fromkeys(reason for found in known.values() for reason in found)
    return Rebuilds(tuple(partitions), tuple(reasons))


def _differences(
    product: DataProduct,
    contract: Contract,
    models_digest: str,
    published: PublishedProduct,
    candidate: CandidateRecord,
) -> Iterator[str]:
    if candidate.contract_digest != contract.digest and _is_other_contract(
        contract, published, candidate
    ):
        yield "the contract"
    if candidate.spec_digest != product.digest:
        yield from _what_is_other_in_the_spec(product, published, candidate)
    if candidate.models_digest != models_digest:
        yield "the models"


def _is_other_contract(
    contract: Contract, published: PublishedProduct, candidate: CandidateRecord
) -> bool:
    try:
        changes = contract_changes(published.contract(candidate), contract)
    except DeclarationLost:
        return True
    return any(change.kind is not ChangeKind.DESCRIPTION_CHANGED for change in changes)


def _what_is_other_in_the_spec(
    product: DataProduct, published: PublishedProduct, candidate: CandidateRecord
) -> Iterator[str]:
    new = product.declared
    try:
        old = published.spec(candidate)
    except DeclarationLost:
        yield "the spec"
        return
    if any(old.get(key) != new.get(key) for key in _DECIDING):
        yield "the spec"
    yield from (f"`{name}`" for name in other_files(old, new))
