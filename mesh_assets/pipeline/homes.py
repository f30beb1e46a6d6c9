"""In which table each major version of a product lives.

The current major has the product's own table, `orders.customer_orders`, and every other one a table
beside it, `orders.customer_orders_v1`. What is published decides, not what is declared: while a new
major has not been published, the old one still is what the product's own table holds.
"""

from collections.abc import Callable
from typing import TypeVar

from mesh_assets.lakehouse.catalog import Lakehouse
from mesh_assets.lakehouse.errors import CandidateNotFound, TableNotFound
from mesh_assets.lakehouse.history import Publication, newest_first
from mesh_assets.product.names import snake_case, version_name
from mesh_assets.product.product import DataProduct
from mesh_assets.product.types import SemanticVersion

T = TypeVar("T")

VERSION = "mesh.version"
"""The entry of a publication's evidence that names the version of the product."""


def published_table_name(product: DataProduct) -> str:
    """`orders.customer_orders`."""
    return f"{product.schema_name}.{product.table_name}"


def table_name_of(identifier: str) -> str:
    """`orders.customer_orders` for `orders/customer-orders`, which may be a product elsewhere."""
    return snake_case(identifier).replace("/", ".")


def table_of_major(identifier: str, major: int) -> str:
    """`orders.customer_orders_v1`: where a major version lives that is not the current one."""
    return table_name_of(version_name(identifier, major))


def home_table(lakehouse: Lakehouse, product: DataProduct) -> str:
    """The table in which a product is staged, published and taken back.

    Of a new major version that was never published, it is a table beside that of the old one.
    """
    current, major = product.current_identifier, product.version.major
    own, held = table_name_of(current), held_major(lakehouse, table_name_of(current))
    is_first = held is None and product.identifier == current
    return own if held == major or is_first else table_of_major(current, major)


def at_home(lakehouse: Lakehouse, product: DataProduct, work: Callable[[str], T]) -> T:
    """Do work on a product's home table, by the name that it has.

    Another partition, the first of a new major version to be published, may give the table another
    name meanwhile; then the work is done again, by that name.
    """
    home = home_table(lakehouse, product)
    try:
        return work(home)
    except (TableNotFound, CandidateNotFound):
        renamed = home_table(lakehouse, product)
        if renamed == home:
            raise
        return work(renamed)


def read_table(lakehouse: Lakehouse, identifier: str, major: int | None) -> str:
    """The table that consumers of a major version read; the product's own where there is none."""
    own = table_name_of(identifier)
    if major is None or held_major(lakehouse, own) == major:
        return own
    other = table_of_major(identifier, major)
    return other if held_major(lakehouse, other) == major else own


def held_major(lakehouse: Lakehouse, table: str) -> int | None:
    """The major version that a table was last published under; None where it never was."""
    try:
        published = newest_first(lakehouse.table(table))
    except TableNotFound:
        return None
    # A rollback tells nothing of the product itself.
    told = (version_of(publication) for publication in published)
    return next((version.major for version in told if version is not None), None)


def version_of(publication: Publication) -> SemanticVersion | None:
    """The version of the product under which something was published; None for a rollback."""
    told = publication.evidence.get(VERSION)
    return SemanticVersion.parse(told) if told else None
