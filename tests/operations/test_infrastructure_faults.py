"""A database that does not answer is waited for; nothing else is tried again."""

import time
from dataclasses import replace
from threading import Thread
from urllib.parse import quote

import dagster as dg
import pytest
from postgresql import PASSWORD, SUPERUSER
from small_mesh import purchases

from mesh_assets.orchestration import failures
from mesh_assets.orchestration.definitions import domain_definitions
from mesh_assets.orchestration.execution import execute_partition

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.xdist_group("postgres")]


@pytest.fixture
def mesh(small_mesh, postgres_server):
    """A mesh with one landed day, whose catalog is a server that can be stopped."""
    postgres_server.execute("CREATE DATABASE catalog")
    address = f"{SUPERUSER}:{quote(PASSWORD, safe='')}@127.0.0.1:{postgres_server.port}"
    uri = f"postgresql+psycopg2://{address}/catalog"
    small_mesh.settings = replace(small_mesh.settings, catalog_uri=uri)
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    yield small_mesh
    postgres_server.execute("DROP DATABASE catalog WITH (FORCE)")


@pytest.fixture
def instance(tmp_path):
    with dg.DagsterInstance.local_temp(str(tmp_path)) as found:
        yield found


def publish(mesh, instance):
    definitions = domain_definitions("orders", mesh.settings)
    return execute_partition(definitions, instance, mesh.product(), "2026-01-05")


def tried_again(result):
    return [event.step_key for event in result.all_events if event.is_step_up_for_retry]


def start_after_first_try(instance, server):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not any(
        instance.all_logs(run.run_id, dg.DagsterEventType.STEP_UP_FOR_RETRY)
        for run in instance.get_runs()
    ):
        time.sleep(0.2)
    server.start()


def test_a_step_waits_until_the_database_answers(mesh, instance, postgres_server):
    postgres_server.stop()
    restart = Thread(target=start_after_first_try, args=(instance, postgres_server))
    restart.start()
    try:
        result = publish(mesh, instance)
    finally:
        restart.join()
    assert result.success
    assert tried_again(result) == ["orders__purchases__landed"]


def test_a_database_that_stays_away_fails_the_step_and_refuses_nothing(
    mesh, instance, postgres_server, monkeypatch
):
    monkeypatch.setattr(failures, "WAITS", (0, 0))
    postgres_server.stop()
    try:
        result = publish(mesh, instance)
    finally:
        postgres_server.start()
    assert tried_again(result) == ["orders__purchases__landed"] * 2
    [failure] = [event for event in result.all_events if event.is_step_failure]
    assert "Connection refused" in failure.step_failure_data.user_failure_data.description
    assert mesh.installation.ledger.latest_refusals("orders/purchases") == []
    assert publish(mesh, instance).success
