"""`mesh ui` as a person starts it, until the end of a block."""

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

from mesh_assets.settings import PROJECT

MESH = Path(sys.executable).with_name("mesh")
_IN_THE_BACKGROUND = ["/bin/sh", "-c", 'trap "" INT; exec "$@"', "sh"]
"""Scripts that start a command in the background have it ignore SIGINT."""
_SECONDS_TO_START = 300
_SECONDS_TO_STOP = 120


@dataclass(frozen=True)
class RunningUi:
    """The command in a process group of its own, and what it writes."""

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


@contextmanager
def serving(home):
    """`mesh ui` on a home, until the end of the block; stopped cleanly."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = home / "ui.log"
    with log.open("w") as written:
        server = subprocess.Popen(
            [*_IN_THE_BACKGROUND, MESH, "ui", "--port", str(port)],
            env=environment_of(home),
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


def environment_of(home):
    """The environment of a command whose home this is."""
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
