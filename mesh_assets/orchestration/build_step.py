"""The step that builds the models, stages the candidate and lets every gate judge it."""

import time
from collections.abc import Iterator, Sequence

import dagster as dg
from dagster_duckdb import DuckDBResource

from mesh_assets.compute.dbt import DbtRun
from mesh_assets.orchestration.checks import GateCheck, check_results
from mesh_assets.orchestration.dbt_events import node_metadata
from mesh_assets.orchestration.failures import shown_to_people
from mesh_assets.orchestration.keys import candidate_key, model_key
from mesh_assets.orchestration.metadata import candidate_metadata
from mesh_assets.orchestration.runs import run_in_dagster
from mesh_assets.pipeline.audit import audit
from mesh_assets.pipeline.build import build, latest_ingests
from mesh_assets.pipeline.preview import preview_candidate
from mesh_assets.pipeline.publish import decide_on
from mesh_assets.pipeline.refusal import record_refusal, refusals_recorded
from mesh_assets.pipeline.stage import stage
from mesh_assets.product.product import DataProduct
from mesh_assets.settings import Settings


def run_build(
    context: dg.AssetExecutionContext,
    duckdb: DuckDBResource,
    settings: Settings,
    product: DataProduct,
    checks: Sequence[GateCheck],
) -> Iterator[dg.MaterializeResult[None]]:
    """Build, stage and audit; a refused candidate is kept as evidence, with every verdict."""
    started = time.perf_counter()
    with (
        shown_to_people(),
        run_in_dagster(context, duckdb, settings, product) as run,
        refusals_recorded(run),
    ):
        ingests = latest_ingests(run)
        dbt_run = build(run, ingests)
        candidate = stage(run, ingests)
        verdicts = audit(run, candidate, dbt_run)
        decision = decide_on(run, candidate.id)
        if not decision.publish:
            record_refusal(run, decision.reasons, candidate.id)
        shown = preview_candidate(run, candidate)
    results = check_results(checks, verdicts)
    yield from model_results(product, dbt_run, results)
    yield dg.MaterializeResult(
        asset_key=candidate_key(product),
        metadata=candidate_metadata(
            identifier=candidate.id,
            rows=candidate.rows,
            preview=shown,
            seconds=time.perf_counter() - started,
        ),
        check_results=[r for r in results if r.asset_key == candidate_key(product)],
    )


def model_results(
    product: DataProduct, dbt_run: DbtRun, results: Sequence[dg.AssetCheckResult]
) -> Iterator[dg.MaterializeResult[None]]:
    """Every model that dbt built, with what dagster-dbt says of it, and its tests."""
    metadata = node_metadata(dbt_run)
    for model in dbt_run.models.models:
        key = model_key(product, model.name)
        yield dg.MaterializeResult(
            asset_key=key,
            metadata=metadata.get(model.unique_id, {}),
            check_results=[result for result in results if result.asset_key == key],
        )
