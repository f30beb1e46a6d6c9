"""The landing sensor asks once for each arrival, and again when its files are written again."""

import dagster as dg
import pytest
from small_mesh import purchases

from mesh_assets.orchestration.definitions import domain_definitions


@pytest.fixture
def instance(tmp_path):
    with dg.DagsterInstance.local_temp(str(tmp_path)) as found:
        yield found


def requests(mesh, instance, evaluate="sensor"):
    repository = domain_definitions("orders", mesh.settings).get_repository_def()
    if evaluate == "sensor":
        sensor = repository.get_sensor_def("orders_landing")
        context = dg.build_sensor_context(instance=instance, repository_def=repository)
        return list(sensor.evaluate_tick(context).run_requests)
    [schedule] = repository.schedule_defs
    context = dg.build_schedule_context(instance=instance, repository_def=repository)
    return list(schedule.evaluate_tick(context).run_requests)


def take_up(mesh, instance, request):
    """Run what was requested, as the daemon does."""
    job = domain_definitions("orders", mesh.settings).resolve_implicit_global_asset_job_def()
    return job.execute_in_process(
        instance=instance,
        partition_key=request.partition_key,
        asset_selection=request.asset_selection,
        tags=request.tags,
        raise_on_error=False,
    )


def test_new_files_are_asked_for_once(small_mesh, instance):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    small_mesh.land("2026-01-06", purchases("2026-01-06", first=100))
    found = requests(small_mesh, instance)
    assert [request.partition_key for request in found] == ["2026-01-05", "2026-01-06"]
    assert len({request.run_key for request in found}) == 2
    assert take_up(small_mesh, instance, found[0]).success
    assert [r.partition_key for r in requests(small_mesh, instance)] == ["2026-01-06"]


def test_a_changed_file_is_asked_for_again_even_after_a_refusal(small_mesh, instance):
    small_mesh.land("2026-01-05", purchases("2026-01-05", amount=600))
    [first] = requests(small_mesh, instance)
    assert not take_up(small_mesh, instance, first).success
    assert requests(small_mesh, instance) == []
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    [second] = requests(small_mesh, instance)
    assert second.run_key != first.run_key
    assert take_up(small_mesh, instance, second).success
    assert requests(small_mesh, instance) == []


def test_a_late_second_file_makes_its_day_arrive_again(small_mesh, instance):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    [first] = requests(small_mesh, instance)
    take_up(small_mesh, instance, first)
    small_mesh.land("2026-01-05", purchases("2026-01-05", first=50), suffix="-late")
    [second] = requests(small_mesh, instance)
    assert second.partition_key == "2026-01-05"


def test_what_the_command_line_published_is_not_asked_for(small_mesh, instance):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    small_mesh.publish("2026-01-05")
    assert requests(small_mesh, instance) == []


def test_unfinished_files_and_unknown_days_are_left_alone(small_mesh, instance):
    unfinished = small_mesh.land("2026-01-05", purchases("2026-01-05"))
    unfinished.rename(unfinished.with_suffix(".ndjson.tmp"))
    small_mesh.land("2025-12-31", purchases("2025-12-31"))
    small_mesh.land("2999-01-01", purchases("2999-01-01"))
    small_mesh.land("readme", [])
    assert requests(small_mesh, instance) == []


def test_the_schedule_asks_for_what_the_sensor_has_not(small_mesh, instance):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    [request] = requests(small_mesh, instance, evaluate="schedule")
    assert request.partition_key == "2026-01-05"
    take_up(small_mesh, instance, request)
    assert requests(small_mesh, instance, evaluate="schedule") == []


@pytest.mark.slow
def test_late_rows_make_their_day_run_once_when_all_is_at_rest(small_mesh, instance):
    small_mesh.rewrite("product.yaml", "refresh: hourly", "refresh: hourly\n    lateness: 3d")
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    [first] = requests(small_mesh, instance)
    assert take_up(small_mesh, instance, first).success
    late = purchases("2026-01-05", first=50)
    small_mesh.land("2026-01-06", [*purchases("2026-01-06", first=100), *late[:2]])
    small_mesh.land("2026-01-07", [*purchases("2026-01-07", first=200), *late[2:]])
    sixth, seventh = requests(small_mesh, instance)
    taken_up = take_up(small_mesh, instance, sixth)
    assert taken_up.success
    [ingested] = taken_up.asset_materializations_for_node("orders__purchases__landed")
    assert [row.data for row in ingested.metadata["late_rows"].records] == [
        {"partition": "2026-01-05", "late_rows": 2}
    ]
    # The 7th may bring more rows of the 5th, and its run has yet to end.
    in_progress = instance.create_run_for_job(
        domain_definitions("orders", small_mesh.settings).resolve_implicit_global_asset_job_def(),
        tags={**seventh.tags, "dagster/partition": "2026-01-07"},
        asset_selection=frozenset(seventh.asset_selection),
    )
    assert requests(small_mesh, instance) == []
    instance.report_run_canceled(in_progress)
    small_mesh.publish("2026-01-07")
    [again] = requests(small_mesh, instance)
    assert again.partition_key == "2026-01-05"
    assert ["orders", "purchases", "landed"] not in [key.path for key in again.asset_selection]
    assert take_up(small_mesh, instance, again).success
    assert (
        instance.get_latest_materialization_event(dg.AssetKey(["orders", "purchases"]))
        .asset_materialization.metadata["dagster/row_count"]
        .value
        == 8
    )
    assert requests(small_mesh, instance) == []


@pytest.mark.slow
def test_a_late_build_that_fails_is_asked_for_once(small_mesh, instance):
    small_mesh.rewrite("product.yaml", "refresh: hourly", "refresh: hourly\n    lateness: 3d")
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    small_mesh.publish("2026-01-05")
    small_mesh.land(
        "2026-01-06", purchases("2026-01-06", first=100) + purchases("2026-01-05", 1, 50)
    )
    small_mesh.publish("2026-01-06")
    (small_mesh.models / "purchases.sql").write_text("select nonsense from nowhere")
    [again] = requests(small_mesh, instance)
    assert not take_up(small_mesh, instance, again).success
    assert requests(small_mesh, instance) == []


def test_files_that_are_left_alone_are_named(small_mesh, instance):
    small_mesh.land("2025-12-31", purchases("2025-12-31"))
    small_mesh.land("2999-01-01", purchases("2999-01-01"))
    repository = domain_definitions("orders", small_mesh.settings).get_repository_def()
    sensor = repository.get_sensor_def("orders_landing")
    context = dg.build_sensor_context(instance=instance, repository_def=repository)
    told = sensor.evaluate_tick(context).skip_message
    assert "orders/purchases: 2 landing files are left alone" in told
    assert "2025-12-31.ndjson: `2025-12-31` lies before the first partition" in told
    assert "2999-01-01.ndjson: `2999-01-01` lies in the future" in told
