"""A PostgreSQL server of its own, on loopback, in a folder that is deleted with it."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_SERVER_ACCOUNT = "postgres"
"""PostgreSQL refuses to run as root; Debian's package brings this account."""

SUPERUSER = "admin"
PASSWORD = "not/a:secret@all"
"""With everything that has to be quoted in an address."""


@dataclass(frozen=True)
class PostgresServer:
    """A running server."""

    programs: Path
    folder: Path
    port: int

    @property
    def environment(self):
        """What PostgreSQL's own clients need."""
        return {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGUSER": SUPERUSER,
            "PGPASSWORD": PASSWORD,
            "PGDATABASE": "postgres",
        }

    def start(self):
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={self.port} "
            f"-c unix_socket_directories={self.folder} -c fsync=off"
        )
        self._run("pg_ctl", "start", "-w", "-l", self.folder / "log", "-o", options)

    def stop(self):
        self._run("pg_ctl", "stop", "-w", "-m", "immediate")

    def execute(self, sql):
        """Run SQL as the superuser; gives what psql prints, without decoration."""
        return subprocess.run(
            [self.programs / "psql", "-v", "ON_ERROR_STOP=1", "-At", "-c", sql],
            env=os.environ | self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    def _run(self, program, *arguments):
        as_account = ["runuser", "-u", _SERVER_ACCOUNT, "--"] if os.geteuid() == 0 else []
        command = [*as_account, self.programs / program, "-D", self.folder / "data", *arguments]
        ran = subprocess.run(
            command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
        )
        assert ran.returncode == 0, ran.stderr.decode() + _read(self.folder / "log")


def installed_programs():
    """The folder of Debian's newest PostgreSQL; None where there is no server."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    return found[-1].parent if found else None


@contextmanager
def temporary_server(programs: Path) -> Iterator[PostgresServer]:
    """Initialise, start, and in the end delete a server that asks for a password."""
    folder = Path(tempfile.mkdtemp(prefix="mesh-postgresql-"))
    server = PostgresServer(programs, folder, _free_port())
    try:
        (folder / "password").write_text(PASSWORD)
        if os.geteuid() == 0:
            account = pwd.getpwnam(_SERVER_ACCOUNT)
            for owned in (folder, folder / "password"):
                os.chown(owned, account.pw_uid, account.pw_gid)
        server._run(
            "initdb",
            "--no-sync",
            "--encoding=UTF8",
            "--locale=C",
            f"--username={SUPERUSER}",
            f"--pwfile={folder / 'password'}",
            "--auth=scram-sha-256",
        )
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _read(log):
    return log.read_text() if log.exists() else ""
