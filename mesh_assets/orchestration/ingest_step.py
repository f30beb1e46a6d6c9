"""The step that ingests one port's partition."""

import time
from collections.abc import Sequence

import dagster as dg
from dagster_duckdb import DuckDBResource

from mesh_assets.orchestration.checks import GateCheck, check_results
from mesh_assets.orchestration.failures import shown_to_people
from mesh_assets.orchestration.metadata import ingest_metadata
from mesh_assets.orchestration.runs import run_in_dagster
from mesh_assets.pipeline.ingest import ingest
from mesh_assets.pipeline.refusal import record_refusal, refusals_recorded
from mesh_assets.product.ports import InputPort
from mesh_assets.product.product import DataProduct
from mesh_assets.settings import Settings


def run_ingest(
    context: dg.AssetExecutionContext,
    duckdb: DuckDBResource,
    settings: Settings,
    product: DataProduct,
    port: InputPort,
    checks: Sequence[GateCheck],
) -> dg.MaterializeResult[None]:
    """Ingest, and give the verdict on completeness as the blocking check `accepted`."""
    started = time.perf_counter()
    with (
        shown_to_people(context),
        run_in_dagster(context, duckdb, settings, product) as run,
        refusals_recorded(run),
    ):
        result = ingest(run, port)
        if result.verdict.refuses:
            record_refusal(run, [result.verdict.sentence])
        return dg.MaterializeResult(
            metadata=ingest_metadata(result, time.perf_counter() - started),
            check_results=check_results(checks, [result.verdict]),
        )
