"""The demo, published once, and the Dagster UI on its data."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from mesh_assets.settings import PROJECT

CHROMIUM = Path("/usr/bin/chromium")
MESH = Path(sys.executable).with_name("mesh")
_SECONDS_TO_START = 150
_SECONDS_TO_STOP = 60


@dataclass(frozen=True)
class RunningUi:
    """`mesh ui` as a person starts it: in a process group of its own."""

    process: subprocess.Popen
    port: int
    log: Path

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def processes(self):
        """The command's process and all that it has started and that still run."""
        found = []
        for entry in Path("/proc").glob("[0-9]*/stat"):
            try:
                state, _, group = entry.read_text().rpartition(")")[2].split()[:3]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(group) == self.process.pid and state != "Z":
                found.append(int(entry.parent.name))
        return found

    def stop(self):
        """Stop it as `kill` does; fails when anything is left running."""
        self.process.send_signal(signal.SIGTERM)
        try:
            assert self.process.wait(timeout=_SECONDS_TO_STOP) == 0, self.log.read_text()
            deadline = time.monotonic() + _SECONDS_TO_STOP
            while self.processes() and time.monotonic() < deadline:
                time.sleep(0.2)
            assert self.processes() == []
        finally:
            if self.processes():
                os.killpg(self.process.pid, signal.SIGKILL)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory):
    """A home in which `mesh demo` has run."""
    home = tmp_path_factory.mktemp("demo") / "home"
    ran = subprocess.run(
        [MESH, "demo"],
        env=_environment(home),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (home / "demo.txt").write_text(ran.stdout)
    return home


@contextmanager
def serving(home):
    """`mesh ui` on a home, until the end of the block; stopped cleanly."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = home / "ui.log"
    with log.open("w") as written:
        server = subprocess.Popen(
            [MESH, "ui", "--port", str(port)],
            env=_environment(home),
            cwd=PROJECT,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    running = RunningUi(server, port, log)
    try:
        _wait_for(running)
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def running_ui(demo_home):
    """The Dagster UI on the demo's data, started once and stopped cleanly."""
    with serving(demo_home) as running:
        yield running


@pytest.fixture(scope="module")
def empty_ui(tmp_path_factory):
    """The Dagster UI on an empty home, and that home."""
    home = tmp_path_factory.mktemp("empty") / "home"
    home.mkdir()
    with serving(home) as running:
        yield running, home


@pytest.fixture(scope="session")
def ui(running_ui):
    """The address of the Dagster UI."""
    return running_ui.address


def _environment(home):
    environment = {**os.environ, "MESH_HOME": str(home)}
    environment.pop("DAGSTER_HOME", None)
    return environment


def _wait_for(running):
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline:
        assert running.process.poll() is None, running.log.read_text()
        try:
            with urllib.request.urlopen(f"{running.address}/server_info", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    raise AssertionError(running.log.read_text())


@pytest.fixture(scope="module")
def browser():
    """Debian's chromium; a machine without it cannot judge the pages.

    Only for one module at a time: while it is open, Playwright's event loop counts as running in
    the thread of the tests, where other tests have Dagster start one of its own.
    """
    if not CHROMIUM.exists():
        assert not os.environ.get("CI"), f"{CHROMIUM} is missing: .ci/run installs it"
        pytest.skip(f"{CHROMIUM} is missing; apt-get install chromium")
    # Only where there is a browser to drive.
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
