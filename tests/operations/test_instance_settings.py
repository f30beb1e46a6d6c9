"""What `dagster.yaml` decides, as the instance that it makes behaves."""

import uuid

import dagster as dg
import pytest
from dagster._core.definitions.run_request import InstigatorType
from dagster._core.events import JobFailureData, RunFailureReason
from dagster._core.remote_origin import (
    RegisteredCodeLocationOrigin,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.scheduler.instigation import TickStatus
from dagster._core.storage.tags import WILL_RETRY_TAG
from dagster._daemon.run_coordinator.queued_run_coordinator_daemon import (
    QueuedRunCoordinatorDaemon,
)
from small_mesh import purchases

from mesh_assets.orchestration.definitions import domain_definitions
from mesh_assets.orchestration.execution import execute_partition
from mesh_assets.orchestration.instance import dagster_instance
from mesh_assets.settings import PROJECT

FROM_A_LOCATION = RemoteJobOrigin(
    RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("orders"), "__repository__"), "anything"
)


@pytest.fixture
def instance(small_mesh, monkeypatch):
    """The instance that `mesh` makes below its home."""
    # Empty, so that it is chosen anew, and restored afterwards.
    monkeypatch.setenv("DAGSTER_HOME", "")
    with dagster_instance(small_mesh.settings) as found:
        yield found


def add_run(instance, status, **tags):
    run = dg.DagsterRun(
        job_name="anything",
        run_id=str(uuid.uuid4()),
        status=status,
        tags={name.replace("__", "/"): value for name, value in tags.items()},
        remote_job_origin=FROM_A_LOCATION,
    )
    instance.add_run(run)
    return run


def queue(instance, **tags):
    return add_run(instance, dg.DagsterRunStatus.QUEUED, **tags).run_id


def start(instance, **tags):
    return add_run(instance, dg.DagsterRunStatus.STARTED, **tags)


def let_through(instance):
    """The queued runs that the daemon would launch next."""
    daemon = QueuedRunCoordinatorDaemon(interval_seconds=1)
    config = instance.get_concurrency_config()
    return {run.run_id for run in daemon._get_runs_to_dequeue(instance, config, None)}


def is_tried_again(instance, run):
    return instance.get_run_by_id(run.run_id).tags.get(WILL_RETRY_TAG) == "true"


# The queue


def test_no_domain_takes_every_slot(instance):
    orders = [queue(instance, mesh__domain="orders") for _ in range(3)]
    finance = queue(instance, mesh__domain="finance")
    assert let_through(instance) == {*orders[:2], finance}


def test_runs_in_progress_count(instance):
    for _ in range(2):
        start(instance, mesh__domain="orders")
    queue(instance, mesh__domain="orders")
    finance = queue(instance, mesh__domain="finance")
    assert let_through(instance) == {finance}


def test_no_more_runs_at_once_than_the_machine_bears(instance):
    for domain in ("orders", "customers", "payments", "finance", "returns"):
        queue(instance, mesh__domain=domain)
    assert len(let_through(instance)) == 4


def test_a_backfill_leaves_room_for_today(instance):
    backfill = [
        queue(instance, dagster__backfill="year", mesh__domain=domain)
        for domain in ("orders", "customers", "payments")
    ]
    today = queue(instance, mesh__domain="finance")
    assert let_through(instance) == {*backfill[:2], today}


def test_the_queue_is_looked_at_every_second(instance):
    assert instance.run_coordinator.dequeue_interval_seconds == 1
    assert instance.run_coordinator.dequeue_use_threads
    assert instance.run_coordinator.dequeue_num_workers == 4


def test_a_run_waits_for_its_code_location_to_restart(instance):
    config = instance.get_concurrency_config().run_queue_config
    assert config.max_user_code_failure_retries == 3
    assert config.user_code_failure_retry_delay == 30


def test_a_pool_is_held_by_whole_runs(instance):
    config = instance.get_concurrency_config().pool_config
    assert (config.default_pool_limit, config.pool_granularity.value) == (1, "run")


# Retries of runs


@pytest.mark.parametrize(
    "reason",
    [
        RunFailureReason.UNEXPECTED_TERMINATION,
        RunFailureReason.START_TIMEOUT,
        RunFailureReason.UNKNOWN,
    ],
)
def test_a_run_whose_process_died_is_started_again(instance, reason):
    run = start(instance)
    instance.report_run_failed(run, "it died", JobFailureData(None, reason))
    assert is_tried_again(instance, run)


def test_a_run_is_started_again_at_most_twice(instance):
    first = start(instance)
    instance.report_run_failed(first, "it died")
    group = {"dagster/root_run_id": first.run_id, "dagster/parent_run_id": first.run_id}
    again = []
    for _ in range(2):
        run = dg.DagsterRun(
            job_name="anything",
            run_id=str(uuid.uuid4()),
            status=dg.DagsterRunStatus.STARTED,
            tags=group,
            root_run_id=first.run_id,
            parent_run_id=first.run_id,
        )
        instance.add_run(run)
        instance.report_run_failed(run, "it died")
        again.append(is_tried_again(instance, run))
    assert again == [True, False]


@pytest.mark.parametrize(
    "amount", [600.0, -1.0], ids=["the Soda check refuses", "no record is accepted"]
)
def test_a_refused_partition_is_not_tried_again(small_mesh, instance, amount):
    small_mesh.land("2026-01-05", purchases("2026-01-05", count=1, amount=amount))
    definitions = domain_definitions("orders", small_mesh.settings)
    result = execute_partition(definitions, instance, small_mesh.product(), "2026-01-05")
    assert not result.success
    assert not is_tried_again(instance, result.dagster_run)
    assert not any(event.is_step_up_for_retry for event in result.all_events)


# Monitoring, retention, and what the daemon does beside runs


def test_hanging_runs_are_failed_and_none_is_resumed(instance):
    assert instance.run_monitoring_enabled
    assert instance.run_monitoring_start_timeout_seconds == 180
    assert instance.run_monitoring_max_runtime_seconds == 7200
    assert instance.run_monitoring_max_resume_run_attempts == 0
    assert instance.run_monitoring_settings["free_slots_after_run_end_seconds"] == 300


def test_ticks_are_kept_for_as_long_as_they_help(instance):
    month = {TickStatus.SUCCESS: 30, TickStatus.FAILURE: 30, TickStatus.STARTED: -1}
    kept = instance.get_tick_retention_settings
    assert kept(InstigatorType.SENSOR) == {**month, TickStatus.SKIPPED: 2}
    assert kept(InstigatorType.SCHEDULE) == {**month, TickStatus.SKIPPED: 7}


def test_slow_domains_do_not_delay_each_other(instance):
    for daemon, workers in {
        "sensors": 4,
        "schedules": 2,
        "backfills": 2,
        "auto_materialize": 4,
    }.items():
        settings = instance.get_settings(daemon)
        assert (settings["use_threads"], settings["num_workers"]) == (True, workers), daemon


def test_automation_and_freshness_are_on(instance):
    assert instance.auto_materialize_enabled
    assert instance.auto_materialize_minimum_interval_seconds == 30
    assert instance.freshness_enabled


def test_code_locations_have_time_to_start(instance):
    assert instance.code_server_process_startup_timeout == 180
    assert instance.code_server_reload_timeout == 180


def test_nothing_is_reported_to_anybody(instance):
    assert not instance.telemetry_enabled


def test_the_home_holds_the_file_of_the_repository(small_mesh, instance):
    installed = small_mesh.settings.dagster_home / "dagster.yaml"
    assert installed.read_bytes() == (PROJECT / "dagster.yaml").read_bytes()


def test_a_home_that_an_operator_chose_is_left_alone(small_mesh, tmp_path, monkeypatch):
    chosen = tmp_path / "chosen"
    chosen.mkdir()
    (chosen / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    monkeypatch.setenv("DAGSTER_HOME", str(chosen))
    with dagster_instance(small_mesh.settings) as instance:
        assert instance.root_directory == str(chosen)
        assert not instance.run_monitoring_enabled
    assert not small_mesh.settings.dagster_home.exists()
