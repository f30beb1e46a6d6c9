"""What Dagster shows of every asset of a product."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from mesh_assets.compute.dbt import ProductModels
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract
from mesh_assets.contract.output import output_contract
from mesh_assets.orchestration.automation import build_condition, publish_condition
from mesh_assets.orchestration.columns import model_schema, table_schema
from mesh_assets.orchestration.freshness import freshness_policy
from mesh_assets.orchestration.keys import (
    candidate_key,
    group_name,
    model_key,
    port_key,
    product_key,
)
from mesh_assets.orchestration.metadata import table
from mesh_assets.orchestration.partitions import partitions_definition
from mesh_assets.orchestration.upstream import Upstream
from mesh_assets.pipeline.homes import published_table_name
from mesh_assets.product.lifecycle import Lifecycle
from mesh_assets.product.ports import FilesInput, InputPort
from mesh_assets.product.product import DataProduct


class AssetSpecs:
    """The specs of one product's assets.

    Its contract is read once, and what all of its assets have in common is said once.
    """

    def __init__(self, product: DataProduct) -> None:
        self._product = product
        self._contract = output_contract(product)
        self._promised = _contract_metadata(self._contract)
        self._common: dict[str, Any] = {
            "group_name": group_name(product),
            "owners": [product.owner],
            "tags": _tags(product),
            "partitions_def": partitions_definition(product.partitions),
        }

    @property
    def partitions(self) -> dg.PartitionsDefinition[str] | None:
        """The partitions of every asset and of every check."""
        found: dg.PartitionsDefinition[str] | None = self._common["partitions_def"]
        return found

    def landed(self, port: FilesInput) -> dg.AssetSpec:
        """What one landing folder brought."""
        return dg.AssetSpec(
            port_key(self._product, port),
            description=f"Accepted records of input port `{port.name}`, from `{port.source}`.",
            kinds={"duckdb", port.format},
            metadata=self._port_metadata(port),
            **self._common,
        )

    def pinned(self, upstream: Upstream) -> dg.AssetSpec:
        """What is read of another product."""
        port = upstream.port
        return dg.AssetSpec(
            port_key(self._product, port),
            deps=[upstream.dependency],
            description=_with_notice(
                f"Published rows of {port.source.identifier} for this partition, pinned to one "
                "snapshot for the whole run.",
                upstream.lifecycle,
            ),
            kinds={"iceberg"},
            metadata=self._port_metadata(port) | {"mapping": str(upstream.mapping)},
            **self._common,
        )

    def models(self, models: ProductModels) -> Iterator[dg.AssetSpec]:
        """The dbt models."""
        product = self._product
        for model in models.models:
            promised = self._contract if model.name == product.table_name else None
            yield dg.AssetSpec(
                model_key(product, model.name),
                deps=[model_key(product, name) for name in (*model.refs, *model.sources)],
                description=model.description,
                kinds={"duckdb", "dbt" if product.mapping_file is None else "sql"},
                metadata={
                    "dagster/column_schema": model_schema(model, promised),
                    "file": model.file,
                },
                **self._common,
            )

    def candidate(self, upstream: Sequence[Upstream]) -> dg.AssetSpec:
        """What is staged."""
        product = self._product
        landed = [port_key(product, port) for port in product.landing_inputs]
        return dg.AssetSpec(
            candidate_key(product),
            # What it is built from in the end stands here too: its condition looks at it.
            deps=[model_key(product, product.table_name), *(each.dependency for each in upstream)],
            automation_condition=build_condition(upstream, landed, product.lifecycle),
            description="Staged files that nobody can see before every gate has passed.",
            kinds={"parquet"},
            metadata=self._promised,
            **self._common,
        )

    def published(self) -> dg.AssetSpec:
        """The product itself."""
        product = self._product
        return dg.AssetSpec(
            product_key(product),
            deps=[candidate_key(product)],
            description=_with_notice(product.description, product.lifecycle),
            kinds={"iceberg"},
            metadata=self._promised | _published_metadata(product),
            freshness_policy=freshness_policy(product),
            automation_condition=publish_condition() if product.product_inputs else None,
            code_version=str(product.version),
            **self._common,
        )

    def _port_metadata(self, port: InputPort) -> dict[str, Any]:
        declared = {"source": port.source, "refresh": port.refresh, "lateness": port.lateness}
        metadata = {name: str(value) for name, value in declared.items() if value is not None}
        if port.contract is None:
            return metadata
        return metadata | _contract_metadata(load_contract(self._product.folder / port.contract))


def _tags(product: DataProduct) -> dict[str, str]:
    own = {"mesh/domain": str(product.domain), "mesh/product": str(product.name)}
    status = product.lifecycle.status
    lifecycle = {} if status == "active" else {"mesh/lifecycle": status}
    return own | lifecycle | {str(tag): "" for tag in product.catalog.tags}


def _with_notice(description: str, lifecycle: Lifecycle) -> str:
    """Say below a description what consumers have to know of the version."""
    notice = lifecycle.notice(datetime.now(UTC))
    return f"{description}\n\n**This major version {notice}.**".strip() if notice else description


def _published_metadata(product: DataProduct) -> dict[str, Any]:
    return {
        "dagster/table_name": published_table_name(product),
        "version": str(product.version),
        **_lifecycle_metadata(product.lifecycle),
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
    }


def _lifecycle_metadata(lifecycle: Lifecycle) -> dict[str, Any]:
    told = lifecycle.model_dump(mode="json", exclude_defaults=True)
    return (
        {"lifecycle": dg.MetadataValue.json({"status": lifecycle.status, **told})} if told else {}
    )


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
