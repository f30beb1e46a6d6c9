"""From which columns each column is made, as Dagster shows it beside the schema of an asset."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import dagster as dg

from mesh_assets.compute.dbt import CompiledModel, CompiledProduct, DbtRun
from mesh_assets.contract.model import Contract
from mesh_assets.documents.problem import DocumentError
from mesh_assets.metadata.lineage.product import ModelLineage, product_lineage
from mesh_assets.metadata.lineage.promises import output_contract, port_columns
from mesh_assets.metadata.lineage.provenance import EVERYTHING, Origins
from mesh_assets.orchestration.keys import model_key, port_key, upstream_key
from mesh_assets.orchestration.metadata import Metadata, table
from mesh_assets.product.folders import PRODUCT_FILE
from mesh_assets.product.mesh import load_product
from mesh_assets.product.names import snake_case
from mesh_assets.product.ports import InputPort, ProductInput
from mesh_assets.product.product import DataProduct

_KEY = "dagster/column_lineage"


def models_lineage(product: DataProduct, dbt_run: DbtRun) -> dict[str, Metadata]:
    """What each model that ran is made of, in columns of the input ports, by the model's name."""
    followed = product_lineage(
        _compiled(dbt_run),
        product.table_name,
        port_columns(product, lambda port: _promised(product, port)),
    )
    ports = {port.table_name: port for port in product.input_ports}
    return {model.name: _model_metadata(product, ports, model) for model in followed.models}


def port_lineage(product: DataProduct, port: ProductInput) -> Metadata:
    """A pinned input has the columns of the other product's table, as they are."""
    contracts = _promised(product, port)
    return _taken_over(upstream_key(port), (path for each in contracts for path, _ in each.walk()))


def published_lineage(product: DataProduct) -> Metadata:
    """The published table has the columns of the model that gives it."""
    contract = output_contract(product)
    columns = [path for path, _ in contract.walk()] if contract else []
    return _taken_over(model_key(product, product.table_name), iter(columns))


def _taken_over(key: dg.AssetKey, columns: Iterator[str]) -> Metadata:
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
    """The contract of another product, whose spec lies beside this one's, if it can be read."""
    folder = product.folder.parent.parent / snake_case(port.source.identifier)
    try:
        contract = output_contract(load_product(folder / PRODUCT_FILE))
    except DocumentError:
        return []  # its own code location says what is wrong with it
    return [contract] if contract else []


def _compiled(dbt_run: DbtRun) -> CompiledProduct:
    """The models as they just ran."""
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
