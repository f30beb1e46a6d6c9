"""One product as Dagster assets: its ports, its build, and the published table.

Ingest and publish are steps of their own. Models and candidate are one step that cannot be
subset: a candidate without the models it was built from would have no verdicts. Publishing
verifies the verdicts itself (design decision 4), so that materializing the published asset alone
cannot go round a gate.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import dagster as dg
from dagster_duckdb import DuckDBResource

from mesh_assets.compute.dbt import ProductModels
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract
from mesh_assets.orchestration.automation import build_condition, publish_condition
from mesh_assets.orchestration.build_step import run_build
from mesh_assets.orchestration.checks import build_checks, check_specs, port_checks
from mesh_assets.orchestration.columns import model_schema, table_schema
from mesh_assets.orchestration.freshness import freshness_policy
from mesh_assets.orchestration.ingest_step import run_ingest
from mesh_assets.orchestration.keys import (
    candidate_key,
    group_name,
    model_key,
    port_key,
    product_key,
)
from mesh_assets.orchestration.metadata import table
from mesh_assets.orchestration.partitions import partitions_definition
from mesh_assets.orchestration.publish_step import run_publish
from mesh_assets.orchestration.upstream import Upstream, upstreams
from mesh_assets.pipeline.run import published_table_name
from mesh_assets.product.ports import FilesInput, InputPort
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
    contract = _output_contract(product)
    return ProductAssets(
        product,
        (
            *(_port_asset(product, port, settings) for port in product.landing_inputs),
            _build_assets(product, models, contract, settings),
            _published_asset(product, contract, settings),
        ),
    )


def _output_contract(product: DataProduct) -> Contract | None:
    if product.contract is None:
        return None
    return load_contract(product.folder / product.contract, table=product.table_name)


def _port_asset(product: DataProduct, port: FilesInput, settings: Settings) -> dg.AssetsDefinition:
    partitions = partitions_definition(product.partitions)
    checks = port_checks(product, port)

    @dg.asset(
        key=port_key(product, port),
        description=f"Accepted records of input port `{port.name}`, from `{port.source}`.",
        kinds={"duckdb", port.format},
        metadata=_port_metadata(product, port),
        check_specs=check_specs(checks, partitions),
        partitions_def=partitions,
        group_name=group_name(product),
        owners=[product.owner],
        tags=_tags(product),
    )
    def ingest(context: dg.AssetExecutionContext, duckdb: DuckDBResource) -> dg.MaterializeResult:  # type: ignore[type-arg]  # Dagster looks for the bare class
        return run_ingest(context, duckdb, settings, product, port, checks)

    return ingest


def _build_assets(
    product: DataProduct, models: ProductModels, contract: Contract | None, settings: Settings
) -> dg.AssetsDefinition:
    partitions = partitions_definition(product.partitions)
    upstream = upstreams(product, settings)
    pinned = [check for port in product.product_inputs for check in port_checks(product, port)]
    checks = [*pinned, *build_checks(product, models)]

    @dg.multi_asset(
        name=f"{product.schema_name}__{product.table_name}__build",
        specs=[
            *(_pinned_spec(product, each) for each in upstream),
            *_model_specs(product, models, contract),
            _candidate_spec(product, contract, upstream),
        ],
        check_specs=check_specs(checks, partitions),
        partitions_def=partitions,
        can_subset=False,
    )
    def build(
        context: dg.AssetExecutionContext, duckdb: DuckDBResource
    ) -> Iterator[dg.MaterializeResult[None]]:
        yield from run_build(context, duckdb, settings, product, checks)

    return build


def _published_asset(
    product: DataProduct, contract: Contract | None, settings: Settings
) -> dg.AssetsDefinition:
    @dg.asset(
        key=product_key(product),
        deps=[candidate_key(product)],
        description=product.description,
        kinds={"iceberg"},
        metadata=_published_metadata(product, contract),
        partitions_def=partitions_definition(product.partitions),
        freshness_policy=freshness_policy(product),
        automation_condition=publish_condition() if product.product_inputs else None,
        code_version=str(product.version),
        group_name=group_name(product),
        owners=[product.owner],
        tags=_tags(product),
    )
    def publish(context: dg.AssetExecutionContext, duckdb: DuckDBResource) -> dg.MaterializeResult:  # type: ignore[type-arg]  # Dagster looks for the bare class
        return run_publish(context, duckdb, settings, product)

    return publish


def _model_specs(
    product: DataProduct, models: ProductModels, contract: Contract | None
) -> Iterator[dg.AssetSpec]:
    for model in models.models:
        upstream = [model_key(product, name) for name in model.refs]
        ports = [model_key(product, port) for port in model.sources]
        promised = contract if model.name == product.table_name else None
        yield dg.AssetSpec(
            model_key(product, model.name),
            deps=[*upstream, *ports],
            description=model.description,
            kinds={"dbt", "duckdb"},
            metadata={"dagster/column_schema": model_schema(model, promised), "file": model.file},
            group_name=group_name(product),
            owners=[product.owner],
            tags=_tags(product),
        )


def _pinned_spec(product: DataProduct, upstream: Upstream) -> dg.AssetSpec:
    port = upstream.port
    return dg.AssetSpec(
        port_key(product, port),
        deps=[upstream.dependency],
        description=(
            f"Published rows of {port.source.identifier} for this partition, pinned to one "
            "snapshot for the whole run."
        ),
        kinds={"iceberg"},
        metadata=_port_metadata(product, port) | {"mapping": str(upstream.mapping)},
        group_name=group_name(product),
        owners=[product.owner],
        tags=_tags(product),
    )


def _candidate_spec(
    product: DataProduct, contract: Contract | None, upstream: Sequence[Upstream]
) -> dg.AssetSpec:
    landed = [port_key(product, port) for port in product.landing_inputs]
    return dg.AssetSpec(
        candidate_key(product),
        # What it is built from in the end stands here too, because its condition looks at it.
        deps=[model_key(product, product.table_name), *(each.dependency for each in upstream)],
        automation_condition=build_condition(upstream, landed),
        description="Staged files that nobody can see before every gate has passed.",
        kinds={"parquet"},
        metadata=_contract_metadata(contract),
        group_name=group_name(product),
        owners=[product.owner],
        tags=_tags(product),
    )


def _tags(product: DataProduct) -> dict[str, str]:
    own = {"mesh/domain": str(product.domain), "mesh/product": str(product.name)}
    return own | {str(tag): "" for tag in product.catalog.tags}


def _port_metadata(product: DataProduct, port: InputPort) -> dict[str, Any]:
    declared = {"source": port.source, "refresh": port.refresh, "lateness": port.lateness}
    metadata = {name: str(value) for name, value in declared.items() if value is not None}
    if port.contract is None:
        return metadata
    return metadata | _contract_metadata(load_contract(product.folder / port.contract))


def _published_metadata(product: DataProduct, contract: Contract | None) -> dict[str, Any]:
    return {
        "dagster/table_name": published_table_name(product),
        "version": str(product.version),
        "slo": table(("objective", "promised"), _objectives(product)),
        "output_ports": table(
            ("name", "type", "format", "endpoint", "description"),
            [
                (
                    port.name,
                    port.type,
                    port.format or "",
                    str(port.endpoint or ""),
                    port.description,
                )
                for port in product.output_ports
            ],
        ),
        **_contract_metadata(contract),
    }


def _objectives(product: DataProduct) -> list[tuple[str, str]]:
    promised = product.slo.model_dump(mode="json", exclude_none=True)
    return [(name, str(value)) for name, value in promised.items()]


def _contract_metadata(contract: Contract | None) -> dict[str, Any]:
    if contract is None:
        return {}
    return {
        "dagster/column_schema": table_schema(contract),
        "contract": f"{contract.identifier} {contract.version}".strip(),
    }
