"""One product as Dagster assets: its ports, its build, and the published table.

Ingest and publish are steps of their own. Models and candidate are one step that cannot be
subset: a candidate without the models it was built from would have no verdicts. Publishing
verifies the verdicts itself (design decision 4), so that materializing the published asset alone
cannot go round a gate.
"""

from dataclasses import dataclass

import dagster as dg
from dagster_duckdb import DuckDBResource

from mesh_assets.compute.dbt import ProductModels
from mesh_assets.orchestration.asset_specs import AssetSpecs
from mesh_assets.orchestration.asset_step import Results, asset_step
from mesh_assets.orchestration.build_step import run_build
from mesh_assets.orchestration.checks import build_checks, check_specs, port_checks
from mesh_assets.orchestration.ingest_step import run_ingest
from mesh_assets.orchestration.publish_step import run_publish
from mesh_assets.orchestration.upstream import upstreams
from mesh_assets.product.ports import FilesInput
from mesh_assets.product.product import DataProduct
from mesh_assets.settings import Settings


@dataclass(frozen=True)
class ProductAssets:
    """A product and its assets, in the order of the data's way."""

    product: DataProduct
    definitions: tuple[dg.AssetsDefinition, ...]

    @property
    def keys(self) -> list[dg.AssetKey]:
        """Every asset of the product: what one run of a partition materializes."""
        return sorted(key for definition in self.definitions for key in definition.keys)


def product_assets(
    product: DataProduct, models: ProductModels, settings: Settings
) -> ProductAssets:
    """The product's ports, its models and candidate, and the published table."""
    specs = AssetSpecs(product)
    return ProductAssets(
        product,
        (
            *(_ingest(product, port, specs, settings) for port in product.landing_inputs),
            _build(product, models, specs, settings),
            _publish(product, specs, settings),
        ),
    )


def _ingest(
    product: DataProduct, port: FilesInput, specs: AssetSpecs, settings: Settings
) -> dg.AssetsDefinition:
    spec = specs.landed(port)
    checks = port_checks(product, port)

    def ingest(context: dg.AssetExecutionContext, duckdb: DuckDBResource) -> Results:
        yield run_ingest(context, duckdb, settings, product, port, checks)

    return asset_step(
        spec.key.to_python_identifier(), [spec], check_specs(checks, specs.partitions), ingest
    )


def _build(
    product: DataProduct, models: ProductModels, specs: AssetSpecs, settings: Settings
) -> dg.AssetsDefinition:
    upstream = upstreams(product, settings)
    pinned = [check for port in product.product_inputs for check in port_checks(product, port)]
    checks = [*pinned, *build_checks(product, models)]

    def build(context: dg.AssetExecutionContext, duckdb: DuckDBResource) -> Results:
        yield from run_build(context, duckdb, settings, product, checks)

    return asset_step(
        f"{product.schema_name}__{product.table_name}__build",
        [*map(specs.pinned, upstream), *specs.models(models), specs.candidate(upstream)],
        check_specs(checks, specs.partitions),
        build,
    )


def _publish(product: DataProduct, specs: AssetSpecs, settings: Settings) -> dg.AssetsDefinition:
    spec = specs.published()

    def publish(context: dg.AssetExecutionContext, duckdb: DuckDBResource) -> Results:
        yield run_publish(context, duckdb, settings, product)

    return asset_step(spec.key.to_python_identifier(), [spec], [], publish)
