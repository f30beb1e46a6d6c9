"""How commands find the product and the partitions that a person named."""

import click

from mesh_assets.product.folders import PRODUCT_FILE
from mesh_assets.product.mesh import load_mesh, load_versions
from mesh_assets.product.names import snake_case, unversioned_name
from mesh_assets.product.partition import Partition
from mesh_assets.product.product import DataProduct
from mesh_assets.settings import Settings

product_argument = click.argument("product", metavar="DOMAIN/NAME")
partition_option = click.option(
    "--partition", metavar="KEY", help="A partition such as 2026-01-05 (or 2026-01-05-13:00)."
)


def find_product(settings: Settings, identifier: str) -> DataProduct:
    """The product of that identifier; raises UnknownProduct with 'did you mean'.

    Its own spec alone is read, so that a mistake in another one stops nobody.
    """
    for name in (identifier, unversioned_name(identifier) or identifier):
        spec = settings.domains / snake_case(name) / PRODUCT_FILE
        versions = load_versions(spec) if spec.is_file() else []
        for product in versions:
            if product.identifier == identifier:
                return product
    return load_mesh(settings.domains).product(identifier)


def find_partition(product: DataProduct, text: str | None) -> Partition | None:
    """The one partition that was named; raises UnknownPartition."""
    found = find_partitions(product, text)
    if len(found) != 1:
        raise click.UsageError("name one partition, not a range")
    return found[0]


def find_partitions(product: DataProduct, text: str | None) -> list[Partition | None]:
    """One partition, or those of a range `2026-01-01..2026-01-31`; raises UnknownPartition."""
    if product.partitions is None:
        if text is not None:
            raise click.UsageError(f"{product.identifier} has no partitions; leave --partition out")
        return [None]
    if text is None:
        raise click.UsageError(
            f"{product.identifier} is partitioned by {product.partitions.every}; "
            "name one with --partition KEY, or a range with --partition FROM..TO"
        )
    return list(product.partitions.parse_range(text))
