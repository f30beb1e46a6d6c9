"""The plan: every product that is new, changed or gone, and what must not happen."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mesh_assets.contract.compatibility import (
    Change,
    contract_changes,
    left_behind,
    readers_of,
    removal_refusal,
    spec_changes,
    version_refusal,
)
from mesh_assets.contract.model import Contract
from mesh_assets.contract.output import output_contract
from mesh_assets.pipeline.installation import Installation
from mesh_assets.pipeline.models import models_digest
from mesh_assets.pipeline.planning.published import PublishedProduct
from mesh_assets.pipeline.planning.rebuilds import NO_REBUILDS, Rebuilds, rebuilds_of
from mesh_assets.pipeline.run import IncompleteProduct
from mesh_assets.product.graph import ProductGraph
from mesh_assets.product.mesh import Mesh
from mesh_assets.product.product import DataProduct


class Action(StrEnum):
    """What happens to a product."""

    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class PlannedProduct:
    """One product of which something differs from what is published."""

    product: str
    action: Action
    published: str | None
    """The published version; None where nothing is published."""
    version: str | None
    """The version in the spec; None for a product that is gone."""
    changes: tuple[Change, ...] = ()
    consumers: tuple[str, ...] = ()
    """All that read it, directly or through others, the nearest first."""
    left_behind: tuple[str, ...] = ()
    """Direct consumers whose ports do not accept the major version that it moves to."""
    rebuilds: Rebuilds = NO_REBUILDS
    refusal: str | None = None
    """Why it must not be published so."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All products of which something differs."""

    products: tuple[PlannedProduct, ...]

    @property
    def refusals(self) -> tuple[str, ...]:
        """Why the declarations must not be published as they are; empty when they may."""
        return tuple(each.refusal for each in self.products if each.refusal is not None)

    def count(self, action: Action) -> int:
        """How many products there are to add, change or remove."""
        return sum(each.action is action for each in self.products)

    @property
    def partitions(self) -> int:
        """How many published partitions are to be rebuilt."""
        return sum(len(each.rebuilds.partitions) for each in self.products)


def plan_mesh(installation: Installation, mesh: Mesh) -> Plan:
    """Compare the declarations of a mesh with what is published.

    Raises DocumentError for contracts that cannot be read, and DeclarationLost.
    """
    return Plan(tuple(sorted(_planned(installation, mesh), key=lambda each: each.product)))


def _planned(installation: Installation, mesh: Mesh) -> Iterator[PlannedProduct]:
    products = {product.identifier: product for product in mesh.products}
    graph = ProductGraph.of(products.values())
    for identifier, product in products.items():
        published = PublishedProduct.of(identifier, installation.ledger)
        if published is None:
            yield _added(product, graph)
        elif (changed := _changed(installation, mesh, product, published)) is not None:
            yield changed
    for identifier in installation.ledger.published_products():
        published = PublishedProduct.of(identifier, installation.ledger)
        if identifier not in products and published is not None:
            yield _removed(published, mesh, graph)


def _added(product: DataProduct, graph: ProductGraph) -> PlannedProduct:
    return PlannedProduct(
        product=product.identifier,
        action=Action.ADD,
        published=None,
        version=str(product.version),
        consumers=graph.all_consumers(product.identifier),
    )


def _removed(published: PublishedProduct, mesh: Mesh, graph: ProductGraph) -> PlannedProduct:
    readers = readers_of(mesh, published.identifier)
    return PlannedProduct(
        product=published.identifier,
        action=Action.REMOVE,
        published=str(published.version),
        version=None,
        consumers=graph.all_consumers(published.identifier),
        refusal=removal_refusal(published.identifier, readers),
    )


def _changed(
    installation: Installation, mesh: Mesh, product: DataProduct, published: PublishedProduct
) -> PlannedProduct | None:
    """What differs of a product that is published; None where nothing does."""
    contract = _contract(product)
    newest = published.newest
    changes = [
        *contract_changes(published.contract(newest), contract),
        *spec_changes(published.spec(newest), product.declared),
    ]
    models = models_digest(installation.dbt, product)
    rebuilds = rebuilds_of(product, contract, models, published)
    if not changes and not rebuilds.partitions and published.version == product.version:
        return None
    return PlannedProduct(
        product=product.identifier,
        action=Action.CHANGE,
        published=str(published.version),
        version=str(product.version),
        changes=tuple(changes),
        consumers=ProductGraph.of(mesh.products).all_consumers(product.identifier),
        left_behind=left_behind(mesh.products, product),
        rebuilds=rebuilds,
        refusal=version_refusal(product.identifier, published.version, product.version, changes),
    )


def _contract(product: DataProduct) -> Contract:
    contract = output_contract(product)
    if contract is None:
        raise IncompleteProduct(
            f"{product.identifier} is published, and its spec no longer names a contract: "
            "add `contract: contract.odcs.yaml` to its product.yaml"
        )
    return contract
