"""The products of a mesh before and after a change of its declarations."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mesh_assets.contract.compatibility.change import Change
from mesh_assets.contract.compatibility.contracts import contract_changes
from mesh_assets.contract.compatibility.kinds import ChangeKind
from mesh_assets.contract.compatibility.specs import spec_changes
from mesh_assets.contract.compatibility.versions import (
    left_behind,
    readers_of,
    removal_refusal,
    version_refusal,
)
from mesh_assets.contract.output import output_contract
from mesh_assets.product.graph import ProductGraph
from mesh_assets.product.mesh import Mesh
from mesh_assets.product.product import DataProduct


@dataclass(frozen=True, slots=True)
class ComparedProduct:
    """One product of which the contract, the spec or the version differs."""

    product: str
    folder: Path
    """Where it is declared, relative to the folder of domains."""
    before: str | None
    """The version before; None for a new product."""
    after: str | None
    """The version after; None for a product that is gone."""
    changes: tuple[Change, ...]
    consumers: tuple[str, ...]
    """All that read it, directly or through others, the nearest first."""
    left_behind: tuple[str, ...]
    """Direct consumers whose ports do not accept the major version that it has now."""
    refusal: str | None
    """Why it must not change so; None where it may."""


def compare_products(old: Mesh, new: Mesh) -> list[ComparedProduct]:
    """Compare what two states of a mesh declare, in the order of the products' names.

    Raises DocumentError for a contract that cannot be read.
    """
    graph = ProductGraph.of(new.products)
    before = {product.identifier: product for product in old.products}
    after = {product.identifier: product for product in new.products}
    found = []
    for identifier in sorted(before.keys() | after.keys()):
        compared = _compared(before.get(identifier), after.get(identifier), new, graph)
        if compared.changes or compared.before != compared.after:
            found.append(compared)
    return found


def _compared(
    old: DataProduct | None, new: DataProduct | None, mesh: Mesh, graph: ProductGraph
) -> ComparedProduct:
    product = new or old
    if product is None:
        raise ValueError("a product that is neither there before nor after")
    changes = tuple(_changes(old, new)) if old and new else ()
    return ComparedProduct(
        product=product.identifier,
        folder=Path(product.schema_name, product.table_name),
        before=str(old.version) if old else None,
        after=str(new.version) if new else None,
        changes=changes,
        consumers=graph.all_consumers(product.identifier),
        left_behind=left_behind(mesh.products, new) if new else (),
        refusal=_refusal(old, new, changes, mesh),
    )


def _changes(old: DataProduct, new: DataProduct) -> Iterator[Change]:
    before, after = output_contract(old), output_contract(new)
    if before and after:
        yield from contract_changes(before, after)
    elif before:
        yield Change(ChangeKind.CONTRACT_REMOVED, "it has no contract any more")
    elif after:
        yield Change(ChangeKind.CONTRACT_ADDED, "it has a contract now")
    yield from spec_changes(old.declared, new.declared)


def _refusal(
    old: DataProduct | None,
    new: DataProduct | None,
    changes: tuple[Change, ...],
    mesh: Mesh,
) -> str | None:
    if old is None:
        return None
    if new is None:
        return removal_refusal(old.identifier, readers_of(mesh, old.identifier))
    return version_refusal(new.identifier, old.version, new.version, changes)
