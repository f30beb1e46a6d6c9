"""The demo, published once, and the Dagster UI on its data."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from mesh_assets.settings import PROJECT

CHROMIUM = Path("/usr/bin/chromium")
MESH = Path(sys.executable).with_name("mesh")
_SECONDS_TO_START = 150


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory):
    """A home in which `mesh demo` has run."""
    home = tmp_path_factory.mktemp("demo") / "home"
    environment = {**os.environ, "MESH_HOME": str(home)}
    environment.pop("DAGSTER_HOME", None)
    ran = subprocess.run(
        [MESH, "demo"], env=environment, cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (home / "demo.txt").write_text(ran.stdout)
    return home


@pytest.fixture(scope="session")
def ui(demo_home):
    """The address of the Dagster UI, started as a person starts it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "MESH_HOME": str(demo_home)}
    environment.pop("DAGSTER_HOME", None)
    with (demo_home / "ui.log").open("w") as log:
        server = subprocess.Popen(
            [MESH, "ui", "--port", str(port)],
            env=environment,
            cwd=PROJECT,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server, demo_home / "ui.log")
        yield address
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=60)


def _wait_for(address, server, log):
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/server_info", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def browser():
    """Debian's chromium; a machine without it cannot judge the pages."""
    if not CHROMIUM.exists():
        assert not os.environ.get("CI"), f"{CHROMIUM} is missing: .ci/run installs it"
        pytest.skip(f"{CHROMIUM} is missing; apt-get install chromium")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield launched
        launched.close()
