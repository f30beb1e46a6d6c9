"""Versions of products that keep their word: what breaks needs a new major version.

A version never goes back: what was published under the later one would be promised by nothing.
"""

from collections.abc import Iterable, Sequence

from mesh_assets.contract.compatibility.change import Change
from mesh_assets.contract.compatibility.lifecycles import is_of_lifecycle
from mesh_assets.product.consumer import contracts_on
from mesh_assets.product.graph import ProductGraph
from mesh_assets.product.mesh import Mesh
from mesh_assets.product.product import DataProduct
from mesh_assets.product.types import SemanticVersion


def version_refusal(
    product: str, before: SemanticVersion, after: SemanticVersion, changes: Iterable[Change]
) -> str | None:
    """Say why a product must not move to a version with these changes; None where it may."""
    if after < before:
        return f"{product} goes back from {before} to {after}: write a version above {before}"
    breaking = (change for change in changes if not is_of_lifecycle(change) and change.breaks)
    if after.major > before.major or not any(breaking):
        return None
    return (
        f"{product} {after} breaks what consumers read of {before}: "
        f"take the breaking changes back, or write `version: {before.major + 1}.0.0`"
    )


def readers_of(mesh: Mesh, graph: ProductGraph, product: str) -> tuple[str, ...]:
    """The products that read a product, then the consumer contracts on it, by their identifiers."""
    contracts = contracts_on(mesh.consumers, product, graph.majors)
    return (*graph.consumers(product), *(contract.identifier for contract in contracts))


def removal_refusal(product: str, readers: Sequence[str]) -> str | None:
    """Say why a product must not be removed while others read it; None where nobody does."""
    if not readers:
        return None
    names = " and ".join(filter(None, [", ".join(readers[:-1]), readers[-1]]))
    return (
        f"{product} is gone, and {names} still {'reads' if len(readers) == 1 else 'read'} it: "
        "remove the input port or the consumer contract there first"
    )


def left_behind(consumers: Iterable[DataProduct], product: DataProduct) -> tuple[str, ...]:
    """The products that read a product, and accept none of the major versions that it declares."""
    declared = {product.version.major, *(entry.version.major for entry in product.versions)}
    return tuple(
        consumer.identifier
        for consumer in consumers
        if not _accepted_majors(consumer, product) <= declared
    )


def _accepted_majors(consumer: DataProduct, product: DataProduct) -> set[int | None]:
    ports = consumer.product_inputs
    return {port.major for port in ports if port.source.identifier == product.identifier}
