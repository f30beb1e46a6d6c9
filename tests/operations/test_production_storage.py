"""The production page's own commands, on a PostgreSQL that they really use."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from urllib.parse import quote

import dagster as dg
import pytest
from postgresql import PASSWORD, PostgresServer
from small_mesh import PRODUCT, SmallMesh, purchases, write_small_mesh

from mesh_assets.orchestration.definitions import domain_definitions
from mesh_assets.orchestration.execution import execute_partition
from mesh_assets.pipeline.ledger.ledger import Ledger
from mesh_assets.pipeline.query import query_published
from mesh_assets.settings import PROJECT, load_settings

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.xdist_group("postgres")]

PAGE = PROJECT / "docs" / "operations" / "production.md"
PUBLISHED = dg.AssetKey(["orders", "purchases"])
CONTRACT_CHECK = dg.AssetCheckKey(dg.AssetKey(["orders", "purchases", "candidate"]), "contract")
DAYS = [f"2026-01-0{day}" for day in range(5, 9)]

PUBLISH = """
import sys
from mesh_assets.orchestration.definitions import domain_definitions
from mesh_assets.orchestration.execution import execute_partition
from mesh_assets.orchestration.instance import dagster_instance
from mesh_assets.product.mesh import load_mesh
from mesh_assets.settings import load_settings

settings = load_settings()
product = load_mesh(settings.domains).product("orders/purchases")
definitions = domain_definitions("orders", settings)
with dagster_instance(settings) as instance:
    result = execute_partition(definitions, instance, product, sys.argv[1])
sys.exit(0 if result.success else 1)
"""


@dataclass(frozen=True)
class Production:
    """A mesh set up as the page says."""

    server: PostgresServer
    mesh: SmallMesh
    environment: dict[str, str]

    def publish_at_once(self, days):
        running = [
            subprocess.Popen(
                [sys.executable, "-c", PUBLISH, day],
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for day in days
        ]
        printed = [process.communicate()[0] for process in running]
        assert [process.returncode for process in running] == [0] * len(days), printed


@pytest.fixture(scope="module")
def production(postgres_server, tmp_path_factory):
    """The page's databases, environment and instance; four days published at once."""
    mesh = write_small_mesh(tmp_path_factory.mktemp("production"))
    for statement in block("sql", "CREATE ROLE").strip().splitlines():
        postgres_server.execute(statement.replace("change me", PASSWORD))
    script = f"{block('sh', 'export')}\n{block('sh', 'instance info')}\nenv -0 >&3\n"
    for of_the_page, here in {
        "/srv/mesh": str(mesh.settings.home),
        "db.internal:5432": f"127.0.0.1:{postgres_server.port}",
        "change%20me": quote(PASSWORD, safe=""),
    }.items():
        assert of_the_page in script
        script = script.replace(of_the_page, here)
    reading, writing = os.pipe()
    ran = subprocess.run(
        ["bash", "-euc", f"exec 3>&{writing}; {script}"],
        env=os.environ | mesh.environment() | {"PATH": f"{programs()}:{os.environ['PATH']}"},
        cwd=PROJECT,
        pass_fds=[writing],
        capture_output=True,
        text=True,
        check=False,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        environment = dict(line.split("=", 1) for line in told.read().split("\0") if line)
    assert ran.returncode == 0, ran.stderr
    made = Production(postgres_server, mesh, environment)
    for number, day in enumerate(DAYS):
        mesh.land(day, purchases(day, first=1 + 100 * number))
    made.publish_at_once(DAYS)
    return made


@pytest.fixture
def in_production(production, monkeypatch):
    """This process in the page's environment."""
    for name, value in production.environment.items():
        if name.startswith(("MESH_", "DAGSTER_")):
            monkeypatch.setenv(name, value)
    return production


@pytest.fixture
def instance(in_production):
    with dg.DagsterInstance.get() as found:
        yield found


def block(language, containing):
    """The page's one fenced block that contains the text."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    [found] = [text for text in blocks if containing in text]
    return found


def programs():
    return Path(sys.executable).parent


def in_database(server, database, sql):
    return subprocess.run(
        [server.programs / "psql", "-At", "-c", sql],
        env=os.environ | server.environment | {"PGDATABASE": database},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


def installation():
    return SmallMesh(load_settings()).installation


def test_four_processes_published_four_partitions(in_production):
    found = query_published(
        installation(), "select count(*), count(distinct id) from orders.purchases"
    )
    assert found.rows == [(16, 16)]
    ledger = Ledger(in_production.environment["MESH_CATALOG_URI"])
    assert [one.partition for one in ledger.latest_publications(PRODUCT)] == DAYS


def test_everything_lies_in_postgresql(in_production):
    server = in_production.server
    assert in_database(server, "mesh", "select count(*) from mesh_publications") == "4"
    tables = "select table_name from iceberg_tables where table_name = 'purchases'"
    assert in_database(server, "mesh", tables) == "purchases"
    assert in_database(server, "dagster", "select count(*) from runs") == "4"
    assert list(in_production.mesh.settings.home.rglob("*.db")) == []


def test_events_and_checks_are_read_back(instance):
    assert [run.status for run in instance.get_runs()] == [dg.DagsterRunStatus.SUCCESS] * 4
    assert sorted(instance.get_materialized_partitions(PUBLISHED)) == DAYS
    history = instance.event_log_storage.get_asset_check_execution_history(CONTRACT_CHECK, 10)
    assert sorted(one.event.asset_check_evaluation.partition for one in history) == DAYS
    assert all(one.event.asset_check_evaluation.passed for one in history)


def test_the_instance_keeps_the_settings_of_the_repository(instance):
    assert instance.get_concurrency_config().run_queue_config.max_concurrent_runs == 4
    assert not instance.telemetry_enabled


def test_a_refused_partition_and_a_restarted_server(in_production, instance):
    """Handles that were open when the server restarted go on working."""
    settings = load_settings()
    definitions = domain_definitions("orders", settings)
    product = in_production.mesh.product()
    in_production.mesh.land("2026-01-09", purchases("2026-01-09", first=901, amount=600.0))
    assert not execute_partition(definitions, instance, product, "2026-01-09").success
    in_production.server.stop()
    in_production.server.start()
    in_production.mesh.land("2026-01-09", purchases("2026-01-09", first=901))
    assert execute_partition(definitions, instance, product, "2026-01-09").success
    found = query_published(installation(), "select count(*) from orders.purchases")
    assert found.rows == [(20,)]


def test_ledgers_that_open_together_create_their_tables_once(postgres_server):
    postgres_server.execute("CREATE DATABASE fresh")
    uri = (
        f"postgresql+psycopg2://admin:{quote(PASSWORD, safe='')}"
        f"@127.0.0.1:{postgres_server.port}/fresh"
    )
    together = Barrier(8)

    def read(_):
        ledger = Ledger(uri)
        together.wait()
        return ledger.latest_publications(PRODUCT)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(read, range(8))) == [[]] * 8


def test_an_address_without_its_driver_says_what_is_missing(production):
    environment = production.environment | {"MESH_CATALOG_URI": "postgresql://db/mesh"}
    ran = subprocess.run(
        [programs() / "mesh", "query", "from orders.purchases"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode != 0
    assert "postgresql+psycopg2://" in ran.stderr
    assert "Traceback" not in ran.stderr
