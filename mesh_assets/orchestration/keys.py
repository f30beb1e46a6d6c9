"""How a product, its ports and its models are named in Dagster."""

import dagster as dg

from mesh_assets.product.names import snake_case
from mesh_assets.product.ports import InputPort
from mesh_assets.product.product import DataProduct


def product_key(product: DataProduct) -> dg.AssetKey:
    """The published table: the only asset that other domains may depend on."""
    return dg.AssetKey([product.schema_name, product.table_name])


def identifier_key(identifier: str) -> dg.AssetKey:
    """The published table of a product that is known by its identifier, whoever owns it."""
    return dg.AssetKey(snake_case(identifier).split("/"))


def port_key(product: DataProduct, port: InputPort) -> dg.AssetKey:
    """What one input port accepted."""
    return _inside(product, port.table_name)


def model_key(product: DataProduct, model: str) -> dg.AssetKey:
    """One dbt model of the product."""
    return _inside(product, model)


def candidate_key(product: DataProduct) -> dg.AssetKey:
    """The staged files that nobody can see before they are published."""
    return _inside(product, "candidate")


def group_name(product: DataProduct) -> str:
    """The nested group: the lineage page then shows the mesh as domains."""
    return f"{product.schema_name}/{product.table_name}"


def _inside(product: DataProduct, name: str) -> dg.AssetKey:
    return dg.AssetKey([*product_key(product).path, name])
