"""From which columns each column is made, as Dagster shows it beside the schema of an asset."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

import dagster as dg

from mesh_assets.compute.dbt import CompiledModel, CompiledProduct, DbtRun
from mesh_assets.contract.model import Contract
from mesh_assets.documents.problem import DocumentError
from mesh_assets.metadata.lineage.product import ModelLineage, product_lineage
from mesh_assets.metadata.lineage.promises import port_columns, promised_contract
from mesh_assets.metadata.lineage.provenance import EVERYTHING, Origins
from mesh_assets.orchestration.keys import model_key, port_key, product_key
from mesh_assets.orchestration.metadata import Metadata, table
from mesh_assets.pipeline.models import Built
from mesh_assets.product.folders import PRODUCT_FILE
from mesh_assets.product.mesh import load_versions
from mesh_assets.product.names import snake_case
from mesh_assets.product.ports import InputPort, ProductInput
from mesh_assets.product.product import DataProduct
from mesh_assets.product.versions import reads

_KEY = "dagster/column_lineage"


def models_lineage(product: DataProduct, built: Built) -> dict[str, Metadata]:
    """What each model that ran is made of, in columns of the input ports, by the model's name."""
    followed = product_lineage(
        _compiled(product, built),
        product.table_name,
        port_columns(product, lambda port: _promised(product, port)),
    )
    ports = {port.table_name: port for port in product.input_ports}
    return {model.name: _model_metadata(product, ports, model) for model in followed.models}


def port_lineage(product: DataProduct, port: ProductInput) -> Metadata:
    """A pinned input has the columns of the other product's table, as they are."""
    read = _read_by(product, port)
    return _taken_over(product_key(read), read) if read else {}


def published_lineage(product: DataProduct) -> Metadata:
    """The published table has the columns of the model that gives it."""
    return _taken_over(model_key(product, product.table_name), product)


def _taken_over(key: dg.AssetKey, product: DataProduct) -> Metadata:
    contract = promised_contract(product)
    columns = [path for path, _ in contract.walk()] if contract else []
    deps = {path: [dg.TableColumnDep(key, path)] for path in columns}
    return {_KEY: dg.TableColumnLineage(deps)} if deps else {}


def _model_metadata(
    product: DataProduct, ports: Mapping[str, InputPort], model: ModelLineage
) -> Metadata:
    if model.unfollowed:
        return {"column_lineage": f"cannot be followed: {model.unfollowed}"}
    deps = {
        name: [
            dg.TableColumnDep(port_key(product, ports[origin.port]), origin.path)
            for origin in sorted(value.origins)
            if origin.path != EVERYTHING
        ]
        for name, value in model.columns.items()
    }
    told = [(name, _spoken(value.origins)) for name, value in model.columns.items()]
    told += [("which rows", _spoken(model.rows))] if model.rows else []
    return {_KEY: dg.TableColumnLineage(deps), "made_of": table(("column", "made_of"), told)}


def _spoken(origins: Origins) -> str:
    return ", ".join(f"{origin.port}.{origin.path}" for origin in sorted(origins))


def _promised(product: DataProduct, port: ProductInput) -> list[Contract]:
    """The contract of the product that a port reads, if it can be read."""
    read = _read_by(product, port)
    contract = promised_contract(read) if read else None
    return [contract] if contract else []


def _read_by(product: DataProduct, port: ProductInput) -> DataProduct | None:
    """The product that a port reads, whose spec lies beside this one's."""
    folder = product.folder.parent.parent / snake_case(port.source.identifier)
    try:
        versions = load_versions(folder / PRODUCT_FILE)
    except DocumentError:
        return None  # its own code location says what is wrong with it
    return next((version for version in versions if reads(port, version)), None)


def _compiled(product: DataProduct, built: Built) -> CompiledProduct:
    """The SQL as it just ran."""
    if isinstance(built, DbtRun):
        return _compiled_models(built)
    return built.mapping.compiled(product.table_name)


def _compiled_models(dbt_run: DbtRun) -> CompiledProduct:
    sources: list[Any] = list(dbt_run.manifest.sources.values())
    models = [model for model in dbt_run.models.models if model.has_result]
    return CompiledProduct(
        models=tuple(
            CompiledModel(
                model.name,
                model.file,
                dbt_run.manifest.nodes[model.unique_id].relation_name,
                dbt_run.result(model.unique_id).compiled_sql,
                "" if PurePosixPath(model.file).suffix == ".sql" else "it is not written in SQL",
            )
            for model in models
        ),
        ports={
            source.relation_name: source.name
            for source in sources
            if source.source_name == dbt_run.models.product_table
        },
    )
