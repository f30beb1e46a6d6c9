"""The products of a mesh before and after a change of its declarations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from mesh_assets.contract.compatibility.change import Change
from mesh_assets.contract.compatibility.contracts import contract_changes
from mesh_assets.contract.compatibility.kinds import ChangeKind
from mesh_assets.contract.compatibility.lifecycles import lifecycle_changes, notice_refusal
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
from mesh_assets.product.names import snake_case
from mesh_assets.product.product import DataProduct
from mesh_assets.product.versions import majors_of


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


def compare_products(old: Mesh, new: Mesh, today: date | None = None) -> list[ComparedProduct]:
    """Compare what two states of a mesh declare, in the order of the products' names.

    A major version that is published beside a new one from now on is compared with what it was
    before. `today`, in UTC, is the day on which sunsets are announced. Raises DocumentError for a
    contract that cannot be read.
    """
    graph = ProductGraph.of(new.products, gone=majors_of(old.products))
    before = {product.identifier: product for product in old.products}
    after = {product.identifier: product for product in new.products}
    majors = {(each.current_identifier, each.version.major): each for each in old.products}
    day = today or datetime.now(UTC).date()
    found = []
    for identifier in sorted(before.keys() | after.keys()):
        product = after.get(identifier)
        earlier = before.get(identifier)
        if earlier is None and product is not None:
            earlier = majors.get((product.current_identifier, product.version.major))
        compared = _compared(earlier, product, new, graph, day)
        if compared.changes or compared.before != compared.after:
            found.append(compared)
    return found


def _compared(
    old: DataProduct | None,
    new: DataProduct | None,
    mesh: Mesh,
    graph: ProductGraph,
    day: date,
) -> ComparedProduct:
    product = new or old
    if product is None:
        raise ValueError("a product that is neither there before nor after")
    changes = tuple(_changes(old, new, day)) if old and new else ()
    return ComparedProduct(
        product=product.identifier,
        folder=Path(product.schema_name, snake_case(product.current_name)),
        before=str(old.version) if old else None,
        after=str(new.version) if new else None,
        changes=changes,
        consumers=graph.all_consumers(product.identifier),
        left_behind=left_behind(mesh.products, new) if new else (),
        refusal=_refusal(old, new, changes, readers_of(mesh, graph, product.identifier)),
    )


def _changes(old: DataProduct, new: DataProduct, day: date) -> Iterator[Change]:
    before, after = output_contract(old), output_contract(new)
    if before and after:
        yield from contract_changes(before, after)
    elif before:
        yield Change(ChangeKind.CONTRACT_REMOVED, "it has no contract any more")
    elif after:
        yield Change(ChangeKind.CONTRACT_ADDED, "it has a contract now")
    if old.identifier == new.identifier:
        yield from spec_changes(old.declared, new.declared)
    else:
        yield from spec_changes(_without_endpoints(old), _without_endpoints(new))
    if old.version.major == new.version.major:
        yield from lifecycle_changes(old.lifecycle, new.lifecycle, new.cycle, day)


def _without_endpoints(product: DataProduct) -> dict[str, Any]:
    """A major version that makes room for a newer one is the same, and read at another place."""
    ports = product.declared.get("output_ports", ())
    kept = [{key: value for key, value in port.items() if key != "endpoint"} for port in ports]
    return product.declared | {"output_ports": kept}


def _refusal(
    old: DataProduct | None,
    new: DataProduct | None,
    changes: tuple[Change, ...],
    readers: Sequence[str],
) -> str | None:
    if old is None:
        return None
    if new is None:
        return removal_refusal(old.identifier, readers)
    promises = () if old.lifecycle.status == "proposed" else changes
    refusals = (
        version_refusal(new.identifier, old.version, new.version, promises),
        notice_refusal(new.identifier, changes),
    )
    return "; ".join(filter(None, refusals)) or None
