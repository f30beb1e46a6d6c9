"""Reading dbt's manifest into the index that the rest of the mesh understands."""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from mesh_assets.compute.dbt.index import (
    DbtManifestIndex,
    Model,
    ModelColumn,
    ModelTest,
    ProductModels,
)
from mesh_assets.contract.rule import Severity

Manifest = Any
Node = Any
"""Dbt's own classes, whose types do not survive its own generated code."""

_NEGATIONS = {"!=": "=", "<>": "=", "=": "!=", ">": "<=", ">=": "<", "<": ">=", "<=": ">"}
_COMPARISON = re.compile(r"\s*(!=|<>|>=|<=|=|>|<)\s*(\d+)\s*")


def index_manifest(manifest: Manifest, domain: str, fingerprint: str) -> DbtManifestIndex:
    """List the products of one domain: models by folder, tests by the models they judge."""
    models = defaultdict(list)
    for node in manifest.nodes.values():
        if node.resource_type == "model" and (table := _product_table(node)):
            models[table].append(node)
    products = {
        table: ProductModels(
            domain=domain,
            product_table=table,
            models=tuple(_model(manifest, node, table) for node in models[table]),
            tests=_tests(manifest, table, {node.unique_id for node in models[table]}),
        )
        for table in sorted(models)
    }
    return DbtManifestIndex(domain, fingerprint, products)


def _product_table(node: Node) -> str | None:
    # models/<domain>/<product_table>/<anything below>.sql
    parts = PurePosixPath(node.original_file_path).parts
    return parts[2] if len(parts) > 3 and parts[0] == "models" else None


def _model(manifest: Manifest, node: Node, table: str) -> Model:
    inputs = [_node(manifest, unique_id) for unique_id in node.depends_on.nodes]
    models = [i for i in inputs if i.resource_type == "model" and _product_table(i) == table]
    ports = [i for i in inputs if i.resource_type == "source" and i.source_name == table]
    return Model(
        unique_id=node.unique_id,
        name=node.name,
        description=node.description,
        file=node.original_file_path,
        materialized=node.config.materialized,
        columns=tuple(
            ModelColumn(column.name, column.description, column.data_type)
            for column in node.columns.values()
        ),
        refs=tuple(model.name for model in models),
        sources=tuple(port.name for port in ports),
        foreign=tuple(_spoken(i) for i in inputs if i not in models and i not in ports),
    )


def _node(manifest: Manifest, unique_id: str) -> Node:
    return manifest.sources.get(unique_id) or manifest.nodes[unique_id]


def _spoken(node: Node) -> str:
    if node.resource_type == "source":
        return f"source {node.source_name}.{node.name}"
    return f"{node.resource_type} {node.name}"


def _tests(manifest: Manifest, table: str, models: set[str]) -> tuple[ModelTest, ...]:
    found = [
        node
        for node in [*manifest.nodes.values(), *manifest.unit_tests.values()]
        if node.resource_type in ("test", "unit_test")
        and any(_judges(manifest, unique_id, table, models) for unique_id in node.depends_on.nodes)
    ]
    names = _unique_names(found)
    return tuple(
        _test(manifest, node, names[node.unique_id], table, models)
        for node in sorted(found, key=lambda node: names[node.unique_id])
    )


def _judges(manifest: Manifest, unique_id: str, table: str, models: set[str]) -> bool:
    source = manifest.sources.get(unique_id)
    return unique_id in models or (source is not None and source.source_name == table)


def _test(manifest: Manifest, node: Node, name: str, table: str, models: set[str]) -> ModelTest:
    is_unit_test = node.resource_type == "unit_test"
    judged = getattr(node, "attached_node", None)
    mine = [u for u in node.depends_on.nodes if _judges(manifest, u, table, models)]
    subject = _node(manifest, str(judged) if judged in mine else _last_model(mine))
    return ModelTest(
        unique_id=node.unique_id,
        name=name,
        model=subject.name if subject.resource_type == "model" else None,
        source=subject.name if subject.resource_type == "source" else None,
        column=getattr(node, "column_name", None),
        severity=_severity(node),
        expected="the given rows" if is_unit_test else _expected(node),
        description=node.description or "",
        file=node.original_file_path,
    )


def _last_model(judged: list[str]) -> str:
    # A test of several models is shown on the one named last, which usually is built last.
    models = [unique_id for unique_id in judged if unique_id.startswith("model.")]
    return (models or judged)[-1]


def _severity(node: Node) -> Severity:
    severity = getattr(node.config, "severity", "error") or "error"
    return Severity.WARNING if str(severity).lower() == "warn" else Severity.ERROR


def _expected(node: Node) -> str:
    is_warning = _severity(node) is Severity.WARNING
    refused_if = node.config.warn_if if is_warning else node.config.error_if
    comparison = _COMPARISON.fullmatch(refused_if)
    if comparison is None:
        return f"not failures {refused_if}"
    operator, limit = comparison.groups()
    return f"{_NEGATIONS[operator]} {limit} failures"


def _unique_names(nodes: Iterable[Node]) -> dict[str, str]:
    by_name = defaultdict(list)
    for node in nodes:
        by_name[re.sub(r"\W+", "_", node.name, flags=re.ASCII)].append(node.unique_id)
    return {
        # dbt ends the unique id of a generic test with a hash of its arguments.
        unique_id: name if len(twins) == 1 else f"{name}_{re.sub(r'[^0-9A-Za-z]', '_', unique_id)}"
        for name, twins in by_name.items()
        for unique_id in twins
    }
