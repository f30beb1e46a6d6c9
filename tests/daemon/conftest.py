"""Dagster's own daemon on a small mesh of two domains, each a code location."""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest
from consumers import add_consumer
from small_mesh import write_small_mesh

from mesh_assets.settings import PROJECT

DAYS = "{name: days, source: product://finance/daily, major: 1}"
OVERVIEW = """\
select max(day) as day, sum(purchases)::bigint as purchases
from {{ source('overview', 'days') }}
"""
LOCATION = """\
from mesh_assets.orchestration.definitions import domain_definitions

defs = domain_definitions("{domain}")
"""
DAEMON = Path(sys.executable).with_name("dagster-daemon")


@dataclass
class MeshWithDaemon:
    """A mesh that nobody touches but by landing files."""

    mesh: object
    instance: dg.DagsterInstance
    log: Path

    def published(self, product):
        """The partitions of a product that consumers see, with their rows."""
        known = self.mesh.installation.ledger.latest_publications(product)
        return {record.partition: record.rows for record in known}

    def runs(self, product):
        """How often each partition of a product was run."""
        found = {}
        for run in self.instance.get_runs():
            assets = {key.path[1] for key in run.asset_selection or ()}
            if assets == {product.rpartition("/")[2]}:
                key = run.tags.get("dagster/partition", "")
                found[key] = found.get(key, 0) + 1
        return found

    def wait_until(self, settled, seconds=400):
        """Look until something is so; fails with the daemon's log."""
        deadline = time.monotonic() + seconds
        while not settled():
            assert time.monotonic() < deadline, self.log.read_text()[-8000:]
            time.sleep(1)


@pytest.fixture(scope="module")
def kept_fresh(tmp_path_factory):
    """Purchases, what finance derives of them, and the daemon; stopped at the end."""
    folder = tmp_path_factory.mktemp("kept-fresh")
    mesh = write_small_mesh(folder)
    mesh.rewrite("product.yaml", "freshness: 1h", "freshness: 1m")
    add_consumer(mesh, "daily")
    add_consumer(mesh, "overview", ports=(DAYS,), partitions="", model=OVERVIEW)
    for domain in ("orders", "finance"):
        mesh.installation.dbt.prepared(domain)
    workspace = _workspace(folder, ("orders", "finance"))
    home = mesh.settings.home / "dagster"
    home.mkdir(parents=True)
    shutil.copy(PROJECT / "dagster.yaml", home)
    environment = {**os.environ, **mesh.environment(), "DAGSTER_HOME": str(home)}
    log = folder / "daemon.log"
    with (
        dg.DagsterInstance.from_config(str(home)) as instance,
        log.open("w") as written,
        subprocess.Popen(
            [DAEMON, "run", "-w", workspace],
            env=environment,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as daemon,
    ):
        try:
            yield MeshWithDaemon(mesh, instance, log)
        finally:
            daemon.send_signal(signal.SIGINT)
            try:
                daemon.wait(timeout=60)
            finally:
                if daemon.poll() is None:
                    os.killpg(daemon.pid, signal.SIGKILL)


def _workspace(folder, domains):
    entries = []
    for domain in domains:
        (folder / f"{domain}_location.py").write_text(LOCATION.format(domain=domain))
        entries.append(
            f"  - python_module: {{module_name: {domain}_location, attribute: defs, "
            f"location_name: {domain}, working_directory: {folder}}}\n"
        )
    workspace = folder / "workspace.yaml"
    workspace.write_text("load_from:\n" + "".join(entries))
    return workspace
