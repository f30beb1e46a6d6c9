"""The major versions of one product.yaml, each as a product of its own.

The current major keeps the product's name and its table. Every other one is a product beside it,
`customer-orders-v1` with the table `customer_orders_v1`, so that it is staged, judged, published,
taken back and shown like any other.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import Field

from mesh_assets.product.names import KebabName, RelativeFile, version_name
from mesh_assets.product.other_version import OtherVersion
from mesh_assets.product.ports import InputPort, ProductInput
from mesh_assets.product.product import DataProduct
from mesh_assets.product.sources import PRODUCT, ProductSource

CURRENT_PORT = "current"
"""The only input port of a derived version: what the current major publishes."""


class ProductVersion(DataProduct):
    """A major version beside the current one, as the entry of product.yaml makes it."""

    version_of: KebabName = Field(description="The name of the product.")
    mapping: RelativeFile | None = Field(default=None, description="SQL that derives it.")

    @property
    def current_name(self) -> str:
        """The name of the product whose major version this is."""
        return self.version_of

    @property
    def mapping_file(self) -> Path | None:
        """The SQL that makes it of the current major; None where dbt models build it."""
        return None if self.mapping is None else self.folder / self.mapping


def with_versions(product: DataProduct) -> list[DataProduct]:
    """The product of a spec, and every other major version that it declares."""
    return [product, *(_version(product, entry) for entry in product.versions)]


def majors_of(products: Iterable[DataProduct]) -> dict[str, int]:
    """The major version of each product, by its identifier."""
    return {product.identifier: product.version.major for product in products}


def product_read(source: str, accepted: int | None, majors: Mapping[str, int]) -> str:
    """The product that serves a port: the source itself, or another major version of it.

    The source, too, where nobody declares the major that is accepted, or it is not known.
    """
    other = version_name(source, accepted) if accepted is not None else source
    return source if majors.get(source) == accepted or other not in majors else other


def reads(port: ProductInput, product: DataProduct) -> bool:
    """Whether a port names a product and accepts its major version."""
    same = port.source.identifier == product.current_identifier
    return same and port.major == product.version.major


def _version(product: DataProduct, entry: OtherVersion) -> ProductVersion:
    declared: dict[str, Any] = {
        "name": KebabName(version_name(product.name, entry.version.major)),
        "version_of": product.name,
        "domain": product.domain,
        "owner": product.owner,
        "version": entry.version,
        "description": entry.description or product.description,
        "slo": entry.slo or product.slo,
        "input_ports": entry.input_ports or (_current(product),),
        "output_ports": entry.output_ports or _without_endpoints(product),
        "contract": entry.contract,
        "quality_checks": entry.quality_checks,
        "catalog": entry.catalog or product.catalog,
        "lifecycle": entry.lifecycle,
    }
    if product.partitions is not None:
        declared["partitions"] = product.partitions
    if entry.mapping is not None:
        declared["mapping"] = entry.mapping
    return ProductVersion.model_validate(declared, context=product)


def _current(product: DataProduct) -> InputPort:
    return ProductInput(
        name=CURRENT_PORT,
        source=ProductSource(f"{PRODUCT}{product.identifier}"),
        major=product.version.major,
    )


def _without_endpoints(product: DataProduct) -> tuple[Any, ...]:
    """An endpoint is that of one table; the form in which rows are read stays."""
    return tuple(port.model_copy(update={"endpoint": None}) for port in product.output_ports)
