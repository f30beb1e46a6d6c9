"""Having dbt compile a domain's models, as they were parsed: no data is there, and none is read."""

from collections import defaultdict
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from mesh_assets.compute.dbt import engine
from mesh_assets.compute.dbt.compiled import CompiledModel, CompiledModels, CompiledProduct
from mesh_assets.compute.dbt.index import DbtManifestIndex
from mesh_assets.compute.dbt.preparation import Preparation

Manifest = Any
"""Dbt's own, whose types do not survive its own generated code."""


def compile_models(preparation: Preparation) -> CompiledModels:
    """Compile every model of a domain.

    A model whose macros ask the database for what only a run has comes without SQL, and says why.
    """
    index = preparation.read_index()
    if not index.products:
        return CompiledModels({})
    manifest = engine.load(preparation.manifest_file.read_bytes())
    files = [model.file for each in index.products.values() for model in each.models]
    with TemporaryDirectory(prefix="compiled-") as target:
        mistakes = engine.compile_models(manifest, preparation.project, Path(target), files)
    return CompiledModels(
        {
            table: CompiledProduct(
                models=_models(manifest, index, table, mistakes), ports=_ports(manifest, table)
            )
            for table in index.products
        }
    )


def _models(
    manifest: Manifest, index: DbtManifestIndex, table: str, mistakes: dict[str, str]
) -> tuple[CompiledModel, ...]:
    found = []
    for model in index.products[table].models:
        node = manifest.nodes[model.unique_id]
        mistake = " ".join(mistakes.get(model.file, "").split())
        if PurePosixPath(model.file).suffix != ".sql":
            mistake = "it is not written in SQL"
        sql = "" if mistake else getattr(node, "compiled_code", None) or ""
        if model.has_result:
            found.append(
                CompiledModel(
                    name=model.name,
                    file=model.file,
                    relation=node.relation_name,
                    sql=sql,
                    mistake=mistake or ("" if sql else "dbt compiled nothing for it"),
                )
            )
    return tuple(found)


def _ports(manifest: Manifest, table: str) -> dict[str, str]:
    ports: dict[str, dict[str, str]] = defaultdict(dict)
    for source in manifest.sources.values():
        ports[source.source_name][source.relation_name] = source.name
    return ports[table]
