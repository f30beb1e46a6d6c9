"""The step that builds the models, stages the candidate and lets every gate judge it."""

import time
from collections.abc import Iterator, Sequence
from graphlib import TopologicalSorter
from typing import Any

import dagster as dg
from dagster_duckdb import DuckDBResource

from mesh_assets.compute.dbt import DbtRun
from mesh_assets.compute.mapping import MappingRun
from mesh_assets.orchestration.checks import GateCheck, check_results
from mesh_assets.orchestration.column_lineage import models_lineage, port_lineage
from mesh_assets.orchestration.dbt_events import node_metadata
from mesh_assets.orchestration.failures import shown_to_people
from mesh_assets.orchestration.keys import candidate_key, model_key, port_key
from mesh_assets.orchestration.metadata import candidate_metadata, ingest_metadata
from mesh_assets.orchestration.runs import run_in_dagster
from mesh_assets.pipeline.audit import audit
from mesh_assets.pipeline.build import build, latest_ingests, refuse_unbuilt
from mesh_assets.pipeline.ingest import ingest
from mesh_assets.pipeline.models import Built
from mesh_assets.pipeline.preview import preview
from mesh_assets.pipeline.publish import decide_on
from mesh_assets.pipeline.refusal import record_refusal, refusals_recorded
from mesh_assets.pipeline.stage import candidate_relation, stage
from mesh_assets.product.product import DataProduct
from mesh_assets.settings import Settings


def run_build(
    context: dg.AssetExecutionContext,
    duckdb: DuckDBResource,
    settings: Settings,
    product: DataProduct,
    checks: Sequence[GateCheck],
) -> Iterator[dg.MaterializeResult[None]]:
    """Pin other products, build, stage and audit.

    A refused candidate is kept as evidence, with every verdict.
    """
    started = time.perf_counter()
    with (
        shown_to_people(context),
        run_in_dagster(context, duckdb, settings, product) as run,
        refusals_recorded(run),
    ):
        pinned = [ingest(run, port) for port in product.product_inputs]
        for notice in (each for ingested in pinned for each in ingested.record.notices):
            context.log.warning(notice)
        ingests = latest_ingests(run)
        built = build(run, ingests)
        refuse_unbuilt(run, built)
        staged = stage(run, ingests)
        verdicts = audit(run, staged.candidate, built)
        decision = decide_on(run, staged.record)
        if not decision.publish:
            record_refusal(run, decision.reasons, staged.candidate.id)
        shown = preview(run.database.connection, candidate_relation(run), run.output_contract())
    results = check_results(checks, [*(each.verdict for each in pinned), *verdicts])
    for port, each in zip(product.product_inputs, pinned, strict=True):
        key = port_key(product, port)
        yield dg.MaterializeResult(
            asset_key=key,
            metadata=ingest_metadata(each) | port_lineage(product, port),
            check_results=_of(key, results),
        )
    for key, metadata in model_metadata(product, built).items():
        yield dg.MaterializeResult(
            asset_key=key, metadata=metadata, check_results=_of(key, results)
        )
    yield dg.MaterializeResult(
        asset_key=candidate_key(product),
        metadata=candidate_metadata(
            identifier=staged.candidate.id,
            rows=staged.candidate.rows,
            preview=shown,
            seconds=time.perf_counter() - started,
        ),
        check_results=_of(candidate_key(product), results),
    )


def model_metadata(product: DataProduct, built: Built) -> dict[dg.AssetKey, dict[str, Any]]:
    """What dagster-dbt says of every model that dbt built, each after the models it reads.

    Of a mapping, its SQL. Beside it stands from which columns each of its columns is made.
    """
    told = node_metadata(built) if isinstance(built, DbtRun) else _mapping_metadata(built)
    lineage = models_lineage(product, built)
    models = {model.name: model for model in built.models.models}
    order = TopologicalSorter({name: model.refs for name, model in models.items()})
    return {
        model_key(product, name): told.get(models[name].unique_id, {}) | lineage.get(name, {})
        for name in order.static_order()
    }


def _mapping_metadata(run: MappingRun) -> dict[str, dict[str, Any]]:
    sql = dg.MetadataValue.md(f"```sql\n{run.mapping.sql.strip()}\n```")
    return {run.models.output.unique_id: {"sql": sql, "duration_seconds": round(run.seconds, 3)}}


def _of(key: dg.AssetKey, results: Sequence[dg.AssetCheckResult]) -> list[dg.AssetCheckResult]:
    return [result for result in results if result.asset_key == key]
