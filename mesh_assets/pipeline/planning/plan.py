"""The plan: every product that is new, changed or gone, and what must not happen."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from mesh_assets.contract.compatibility import (
    Change,
    contract_changes,
    left_behind,
    lifecycle_changes,
    notice_refusal,
    readers_of,
    removal_refusal,
    spec_changes,
    version_refusal,
)
from mesh_assets.contract.model import Contract
from mesh_assets.contract.output import output_contract
from mesh_assets.pipeline.homes import home_table, table_name_of
from mesh_assets.pipeline.installation import Installation
from mesh_assets.pipeline.models import models_digest
from mesh_assets.pipeline.planning.published import PublishedProduct
from mesh_assets.pipeline.planning.rebuilds import NO_REBUILDS, Rebuilds, rebuilds_of
from mesh_assets.pipeline.run import IncompleteProduct
from mesh_assets.product.graph import ProductGraph
from mesh_assets.product.lifecycle import Lifecycle
from mesh_assets.product.mesh import Mesh
from mesh_assets.product.product import DataProduct
from mesh_assets.product.types import SemanticVersion


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
    gone = _gone(installation, products)
    graph = ProductGraph.of(
        products.values(), gone={each.identifier: each.version.major for each in gone}
    )
    for product in products.values():
        if installation.ledger.retirement(product.identifier) is not None:
            continue
        published = PublishedProduct.of(_published_as(installation, product), installation.ledger)
        if published is None:
            yield _added(product, graph)
        elif (changed := _changed(installation, mesh, product, published)) is not None:
            yield changed
    yield from (_removed(each, mesh, graph) for each in gone)


def _published_as(installation: Installation, product: DataProduct) -> str:
    """Under which product a major version is published: until a newer one is, under that."""
    own = product.current_identifier
    if product.identifier == own:
        return own
    is_held = home_table(installation.lakehouse, product) == table_name_of(own)
    return own if is_held else product.identifier


def _gone(installation: Installation, declared: Collection[str]) -> list[PublishedProduct]:
    """What is published, not retired, and no longer declared."""
    ledger = installation.ledger
    found = (
        PublishedProduct.of(identifier, ledger)
        for identifier in ledger.published_products()
        if identifier not in declared and ledger.retirement(identifier) is None
    )
    return [published for published in found if published is not None]


def _added(product: DataProduct, graph: ProductGraph) -> PlannedProduct:
    return PlannedProduct(
        product=product.identifier,
        action=Action.ADD,
        published=None,
        version=str(product.version),
        consumers=graph.all_consumers(product.identifier),
    )


def _removed(published: PublishedProduct, mesh: Mesh, graph: ProductGraph) -> PlannedProduct:
    readers = readers_of(mesh, graph, published.identifier)
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
        *_lifecycle_changes(product, published.spec(newest)),
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
        refusal=_refusal(product, published, changes),
    )


def _lifecycle_changes(product: DataProduct, before: Mapping[str, Any]) -> Iterator[Change]:
    if SemanticVersion.parse(before["version"]).major == product.version.major:
        old = Lifecycle.model_validate(before.get("lifecycle", {}))
        today = datetime.now(UTC).date()
        yield from lifecycle_changes(old, product.lifecycle, product.cycle, today)


def _refusal(
    product: DataProduct, published: PublishedProduct, changes: Sequence[Change]
) -> str | None:
    refusals = (
        version_refusal(product.identifier, published.version, product.version, changes),
        notice_refusal(product.identifier, changes),
    )
    return "; ".join(filter(None, refusals)) or None


def _contract(product: DataProduct) -> Contract:
    contract = output_contract(product)
    if contract is None:
        raise IncompleteProduct(
            f"{product.identifier} is published, and its spec no longer names a contract: "
            "add `contract: contract.odcs.yaml` to its product.yaml"
        )
    return contract
