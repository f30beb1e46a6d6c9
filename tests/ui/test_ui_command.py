"""`mesh ui` as a process: it keeps to this machine, and says nothing that alarms."""

import re
from contextlib import suppress
from pathlib import Path

import pytest

from mesh_assets.settings import TELEMETRY_OFF

# The first of them waits for the demo, which publishes the whole mesh.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.timeout(1200),
    pytest.mark.xdist_group("ui"),
]

LOOPBACK = {"0100007F", "00000000000000000000000001000000"}
"""127.0.0.1 and ::1 as the kernel writes them."""
LISTENING = "0A"


def connections(running):
    """State, own and remote address of every TCP socket of the command's processes."""
    inodes = {
        re.sub(r"\D", "", target)
        for process in running.processes()
        for target in open_files(process)
        if target.startswith("socket:")
    }
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            _, own, remote, state, *_ = fields = line.split()
            if fields[9] in inodes:
                yield state, own.partition(":")[0], remote.partition(":")[0]


def open_files(process):
    for link in Path(f"/proc/{process}/fd").iterdir():
        # It may be closed by now.
        with suppress(FileNotFoundError):
            yield str(link.readlink())


def test_it_is_reached_from_this_machine_only(running_ui):
    listening = [own for state, own, _ in connections(running_ui) if state == LISTENING]
    assert listening
    assert set(listening) <= LOOPBACK


def test_it_connects_to_no_other_machine(running_ui):
    connected = {remote for state, _, remote in connections(running_ui) if state != LISTENING}
    assert connected <= LOOPBACK


def test_telemetry_is_off_in_every_process(running_ui):
    processes = running_ui.processes()
    assert len(processes) >= 4
    for process in processes:
        environment = Path(f"/proc/{process}/environ").read_text().split("\0")
        assert {f"{name}={value}" for name, value in TELEMETRY_OFF.items()} <= set(environment)


def test_it_starts_without_errors(running_ui):
    told = running_ui.log.read_text()
    assert running_ui.address in told
    alarming = re.compile("Traceback|ERROR|CRITICAL|PreviewWarning|BetaWarning")
    assert [line for line in told.splitlines() if alarming.search(line)] == []
