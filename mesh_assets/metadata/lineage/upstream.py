"""The way upstream from a column: through the products that it comes from to what was landed."""

from collections.abc import Iterator
from dataclasses import dataclass

from mesh_assets.metadata.lineage.mesh import MeshLineage, ProductColumn
from mesh_assets.metadata.lineage.provenance import Origins
from mesh_assets.product.product import DataProduct


@dataclass(frozen=True, slots=True)
class Upstream:
    """One column that another one is made of."""

    source: str
    """The product, `domain/name`, or the source of an input port as the spec writes it."""
    column: str
    is_product: bool
    made_of: tuple["Upstream", ...] = ()
    """What it is itself made of; nothing for what was landed."""


def upstreams(lineage: MeshLineage, product: DataProduct, column: str) -> tuple[Upstream, ...]:
    """Follow a column of a product up to landed data, as far as the mesh knows its way."""
    found = lineage.of(product).origins_of(column)
    return tuple(_followed(lineage, product, found, frozenset()))


def direct(lineage: MeshLineage, product: DataProduct, origins: Origins) -> Iterator[Upstream]:
    """Name some columns of a product's input ports as what they are elsewhere."""
    for origin in sorted(origins):
        found = lineage.sources(product, origin)
        if isinstance(found, ProductColumn):
            yield Upstream(found.product, found.path, is_product=True)
        else:
            yield Upstream(found, origin.path, is_product=False)


def _followed(
    lineage: MeshLineage,
    product: DataProduct,
    origins: Origins,
    around: frozenset[ProductColumn],
) -> Iterator[Upstream]:
    products = {each.identifier: each for each in lineage.mesh.products}
    for one in direct(lineage, product, origins):
        here = ProductColumn(one.source, one.column)
        if one.source in products and here not in around:
            upstream = products[one.source]
            deeper = lineage.of(upstream).origins_of(one.column)
            made_of = tuple(_followed(lineage, upstream, deeper, around | {here}))
            yield Upstream(one.source, one.column, is_product=True, made_of=made_of)
        else:
            yield one
