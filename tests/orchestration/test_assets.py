"""A product as Dagster sees it: the graph, the gates, the same events from runs and commands."""

import uuid

import dagster as dg
import pytest
from small_mesh import purchases

from mesh_assets.documents.problem import DocumentError
from mesh_assets.orchestration.column_lineage import port_lineage
from mesh_assets.orchestration.definitions import domain_definitions
from mesh_assets.orchestration.product_assets import product_assets
from mesh_assets.orchestration.reporting import PublicationReport
from mesh_assets.pipeline.query import query_published
from mesh_assets.product.mesh import load_mesh
from mesh_assets.settings import PROJECT

PUBLISHED = dg.AssetKey(["orders", "purchases"])
CANDIDATE = dg.AssetKey(["orders", "purchases", "candidate"])
MODEL = dg.AssetKey(["orders", "purchases", "purchases"])
PORT = dg.AssetKey(["orders", "purchases", "landed"])


@pytest.fixture
def instance(tmp_path):
    with dg.DagsterInstance.local_temp(str(tmp_path)) as found:
        yield found


@pytest.fixture
def definitions(small_mesh):
    return domain_definitions("orders", small_mesh.settings)


def run(definitions, instance, day, only=None):
    job = definitions.resolve_implicit_global_asset_job_def()
    return job.execute_in_process(
        instance=instance, partition_key=day, asset_selection=only, raise_on_error=False
    )


def report(instance, mesh, attempts):
    """What `mesh publish` does after each partition."""
    models = mesh.installation.dbt.prepared("orders").product("purchases")
    keys = [attempt.partition_key for attempt in attempts]
    with PublicationReport(instance, mesh.product(), models, keys, str(uuid.uuid4())) as told:
        for attempt in attempts:
            told.add(attempt)


def checks(result):
    return {(e.asset_key, e.check_name): e for e in result.get_asset_check_evaluations()}


def materialized(result):
    return {event.asset_key for event in result.get_asset_materialization_events()}


def test_the_resolved_graph(definitions, snapshot):
    """Keys, dependencies, checks, partitions, policies: what the platform derives from the spec."""
    graph = definitions.resolve_asset_graph()
    assert {
        key.to_user_string(): {
            "deps": sorted(parent.to_user_string() for parent in node.parent_keys),
            "group": node.group_name,
            "owners": list(node.owners),
            "tags": dict(node.tags),
            "kinds": sorted(node.kinds),
            "description": node.description,
            "partitions": type(node.partitions_def).__name__,
            "freshness": str(node.freshness_policy),
            "checks": sorted(
                f"{check.name} ({'blocking' if graph.get(check).blocking else 'open'})"
                for check in node.check_keys
            ),
        }
        for key in sorted(graph.get_all_asset_keys())
        for node in [graph.get(key)]
    } == snapshot


def test_sensors_and_schedules_run_by_default(definitions):
    repository = definitions.get_repository_def()
    [sensor] = repository.sensor_defs
    assert (sensor.name, sensor.default_status) == (
        "orders_landing",
        dg.DefaultSensorStatus.RUNNING,
    )
    [schedule] = repository.schedule_defs
    assert (schedule.name, schedule.cron_schedule) == ("orders_refresh_hourly", "0 * * * *")
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING


def test_a_sound_day_materializes_everything(small_mesh, definitions, instance):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    result = run(definitions, instance, "2026-01-05")
    assert result.success
    assert materialized(result) == {PORT, MODEL, CANDIDATE, PUBLISHED}
    found = checks(result)
    assert all(check.passed for check in found.values())
    assert {check.partition for check in found.values()} == {"2026-01-05"}
    assert {check.blocking for check in found.values()} == {True}
    metadata = found[CANDIDATE, "soda_max_amount"].metadata
    assert metadata["expected"].value
    assert float(metadata["measured"].value) == 23.0


def test_columns_are_traced_to_what_they_are_made_of(small_mesh, definitions, instance):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    found = {
        event.asset_key: event.step_materialization_data.materialization.metadata
        for event in run(definitions, instance, "2026-01-05").get_asset_materialization_events()
    }
    model = found[MODEL]["dagster/column_lineage"].value.deps_by_column
    published = found[PUBLISHED]["dagster/column_lineage"].value.deps_by_column

    assert model["amount"] == [dg.TableColumnDep(PORT, "amount")]
    assert published["amount"] == [dg.TableColumnDep(MODEL, "amount")]
    told = {
        record.data["column"]: record.data["made_of"] for record in found[MODEL]["made_of"].records
    }
    assert told["created_at"] == "landed.created_at"


def test_a_pinned_input_has_the_columns_of_the_other_product():
    product = load_mesh(PROJECT / "mesh_assets" / "domains").product("finance/daily-revenue")
    port = next(each for each in product.product_inputs if each.name == "orders")
    deps = port_lineage(product, port)["dagster/column_lineage"].deps_by_column

    upstream = dg.AssetKey(["orders", "customer_orders"])
    assert deps["shipping_address.country"] == [
        dg.TableColumnDep(upstream, "shipping_address.country")
    ]


def test_a_refused_day_fails_its_check_and_does_not_publish(small_mesh, definitions, instance):
    small_mesh.land("2026-01-05", purchases("2026-01-05", amount=600))
    result = run(definitions, instance, "2026-01-05")
    assert not result.success
    assert PUBLISHED not in materialized(result)
    failed = {name for (_, name), check in checks(result).items() if not check.passed}
    assert failed == {"soda_max_amount"}


def test_an_incomplete_day_stops_at_its_port(small_mesh, definitions, instance):
    small_mesh.land("2026-01-05", [*purchases("2026-01-05", 2), "x", "y"])
    result = run(definitions, instance, "2026-01-05")
    assert not result.success
    assert materialized(result) == {PORT}
    [accepted] = checks(result).values()
    assert not accepted.passed
    [event] = result.get_asset_materialization_events()
    reasons = event.step_materialization_data.materialization.metadata["dead_letter_reasons"]
    assert [record.data for record in reasons.records] == [{"rule": "not_json", "dead_letters": 2}]


def test_the_published_asset_alone_refuses_when_its_gates_have_not_passed(
    small_mesh, definitions, instance
):
    small_mesh.land("2026-01-05", purchases("2026-01-05", amount=600))
    run(definitions, instance, "2026-01-05")
    alone = run(definitions, instance, "2026-01-05", only=[PUBLISHED])
    assert not alone.success
    [failure] = alone.get_step_failure_events()
    assert "soda" in failure.step_failure_data.user_failure_data.description


def test_the_published_asset_alone_refuses_when_nothing_was_staged(
    small_mesh, definitions, instance
):
    alone = run(definitions, instance, "2026-01-05", only=[PUBLISHED])
    assert not alone.success
    [failure] = alone.get_step_failure_events()
    assert "never ingested" in failure.step_failure_data.user_failure_data.description or (
        "nothing was staged" in failure.step_failure_data.user_failure_data.description
    )


def test_build_and_candidate_cannot_be_separated(definitions, instance):
    with pytest.raises(dg.DagsterInvalidSubsetError):
        run(definitions, instance, "2026-01-05", only=[CANDIDATE])


def test_personal_columns_are_masked_in_previews(small_mesh, definitions, instance):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    result = run(definitions, instance, "2026-01-05")
    [event] = [e for e in result.get_asset_materialization_events() if e.asset_key == CANDIDATE]
    preview = event.step_materialization_data.materialization.metadata["preview"].value
    assert "p1" in preview
    assert "example.com" not in preview


def test_the_command_line_reports_what_a_run_would(small_mesh, definitions, instance):
    """The same assets, checks, partitions and metadata keys, whoever published."""
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    by_run = run(definitions, instance, "2026-01-05")
    small_mesh.land("2026-01-06", purchases("2026-01-06", first=100))
    attempt = small_mesh.publish("2026-01-06")
    report(instance, small_mesh, [attempt])
    for key in (PORT, MODEL, CANDIDATE, PUBLISHED):
        assert instance.get_materialized_partitions(key) == {"2026-01-05", "2026-01-06"}
        records = instance.fetch_materializations(key, limit=2).records
        assert len({frozenset(r.asset_materialization.metadata) for r in records}) == 1
    for (asset, name), check in checks(by_run).items():
        history = instance.event_log_storage.get_asset_check_execution_history(
            dg.AssetCheckKey(asset, name), limit=1
        )
        [newest] = [record.event.dagster_event.event_specific_data for record in history]
        assert (newest.partition, newest.passed) == ("2026-01-06", check.passed)


def test_a_refused_attempt_reports_no_publication(small_mesh, instance):
    small_mesh.land("2026-01-05", purchases("2026-01-05", amount=600))
    attempt = small_mesh.publish("2026-01-05")
    report(instance, small_mesh, [attempt])
    assert instance.get_materialized_partitions(PUBLISHED) == set()
    assert instance.get_materialized_partitions(CANDIDATE) == {"2026-01-05"}


def test_declaring_assets_needs_no_lakehouse(small_mesh):
    models = small_mesh.installation.dbt.prepared("orders").product("purchases")
    product_assets(small_mesh.product(), models, small_mesh.settings)
    assert not (small_mesh.settings.home / "catalog.db").exists()
    assert not small_mesh.settings.warehouse.exists()


def test_queries_see_what_runs_published(small_mesh, definitions, instance):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    run(definitions, instance, "2026-01-05")
    found = query_published(small_mesh.installation, "select count(*) from orders.purchases")
    assert found.rows == [(4,)]


def test_a_partition_can_be_published_and_reported_again(small_mesh, instance):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    for _ in range(2):
        report(instance, small_mesh, [small_mesh.publish("2026-01-05")])
    runs = instance.get_runs()
    assert [run.status for run in runs] == [dg.DagsterRunStatus.SUCCESS] * 2


def test_a_command_with_a_refused_partition_is_a_failed_run(small_mesh, instance):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    small_mesh.land("2026-01-06", purchases("2026-01-06", first=100, amount=600))
    report(instance, small_mesh, [small_mesh.publish(f"2026-01-0{day}") for day in (5, 6)])
    [run] = instance.get_runs()
    assert run.status is dg.DagsterRunStatus.FAILURE
    assert instance.get_materialized_partitions(PUBLISHED) == {"2026-01-05"}


def test_a_domain_loads_when_another_is_broken(small_mesh):
    broken = small_mesh.settings.domains / "payments"
    broken.mkdir()
    (broken / "domain.yaml").write_text("nmae: payments\n")
    definitions = domain_definitions("orders", small_mesh.settings)
    assert PUBLISHED in definitions.resolve_asset_graph().get_all_asset_keys()
    with pytest.raises(DocumentError, match="nmae"):
        domain_definitions("payments", small_mesh.settings)
