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
        [sensor] = repository.sensor_defs
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
