"""What builds a product: its dbt models, or the mapping that derives it from another major."""

from mesh_assets.compute.dbt import DbtManifestIndex, DbtProject, DbtRun, ProductModels
from mesh_assets.compute.mapping import Mapping, MappingRun
from mesh_assets.documents.digest import digest_of
from mesh_assets.documents.reading import read_text
from mesh_assets.product.product import DataProduct

Built = DbtRun | MappingRun
"""What came out of building a product's output."""


def models_of(product: DataProduct, index: DbtManifestIndex) -> ProductModels:
    """The models of a product, among those of its domain; raises DbtModelsInvalid without any."""
    file = product.mapping_file
    if file is None:
        return index.product(product.table_name)
    return Mapping(file, read_text(file)).models(product.schema_name, product.table_name)


def product_models(dbt: DbtProject, product: DataProduct) -> ProductModels:
    """The models of a product as their files are now; raises DbtModelsInvalid, DocumentError."""
    return models_of(product, dbt.prepared(product.schema_name))


def models_digest(dbt: DbtProject, product: DataProduct) -> str:
    """SHA-256 of what builds a product, as its files are now; raises DocumentError."""
    if product.mapping_file is not None:
        return digest_of(read_text(product.mapping_file))
    return dbt.product_digest(product.schema_name, product.table_name)
