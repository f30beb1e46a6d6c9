"""A step of assets and checks, without any product."""

import dagster as dg
import pytest
from dagster_duckdb import DuckDBResource

from mesh_assets.orchestration.asset_step import asset_step

UPSTREAM = dg.AssetKey(["shop", "orders"])
FIRST = dg.AssetSpec(dg.AssetKey(["shop", "sums", "first"]), deps=[UPSTREAM])
SECOND = dg.AssetSpec(dg.AssetKey(["shop", "sums", "second"]), deps=[FIRST.key])
KEPT = dg.AssetCheckSpec("kept", asset=SECOND.key, blocking=True)


def run(instance, work, *, checks=(KEPT,)):
    definitions = dg.Definitions(
        assets=[asset_step("sums", [FIRST, SECOND], checks, work)],
        resources={"duckdb": DuckDBResource(database=":memory:")},
    )
    job = definitions.resolve_implicit_global_asset_job_def()
    return job.execute_in_process(instance=instance, raise_on_error=False)


@pytest.fixture
def instance():
    with dg.DagsterInstance.ephemeral() as found:
        yield found


def kept(passed):
    return dg.AssetCheckResult(asset_key=SECOND.key, check_name=KEPT.name, passed=passed)


def test_what_the_work_yields_is_recorded(instance):
    def work(context, duckdb):
        with duckdb.get_connection() as connection:
            [(answer,)] = connection.execute("SELECT 42").fetchall()
        yield dg.MaterializeResult(
            FIRST.key, metadata={"answer": answer, "run": context.run.run_id}
        )
        yield dg.MaterializeResult(SECOND.key, check_results=[kept(True)])

    result = run(instance, work)
    assert result.success
    first, second = result.get_asset_materialization_events()
    assert (first.asset_key, second.asset_key) == (FIRST.key, SECOND.key)
    told = first.materialization.metadata
    assert (told["answer"].value, told["run"].value) == (42, result.run_id)
    [check] = result.get_asset_check_evaluations()
    assert (check.asset_check_key, check.passed) == (KEPT.key, True)


def test_a_check_without_a_result_fails_the_run(instance):
    def work(_context, _duckdb):
        yield dg.MaterializeResult(FIRST.key)
        yield dg.MaterializeResult(SECOND.key)

    result = run(instance, work)
    assert not result.success
    assert "did not return an output for non-optional output" in str(
        result.failure_data_for_node("sums").error
    )


def test_it_depends_on_what_it_does_not_make():
    step = asset_step("sums", [FIRST, SECOND], [], lambda *_: iter(()))
    graph = dg.Definitions(
        assets=[step], resources={"duckdb": DuckDBResource(database=":memory:")}
    ).resolve_asset_graph()
    assert graph.get(FIRST.key).parent_keys == {UPSTREAM}
    assert graph.get(SECOND.key).parent_keys == {FIRST.key}
    assert not step.can_subset


@pytest.mark.parametrize(("specs", "checks"), [([FIRST, FIRST], []), ([SECOND], [KEPT, KEPT])])
def test_two_of_one_name_are_refused(specs, checks):
    with pytest.raises(dg.DagsterInvalidDefinitionError, match="two outputs of one name"):
        asset_step("sums", specs, checks, lambda *_: iter(()))
