"""The run's own DuckDB: in memory, under a name of its own, gone when the run ends.

No run shares a database with another, so there is no lock to wait for and nothing to clean up.
The name matters to dbt: DuckDB shares a named in-memory database between all connections of one
process that ask for it with the same options, which is how dbt works on the run's data.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from mesh_assets.contract.sql import quote_identifier, quote_literal
from mesh_assets.errors import MeshError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from mesh_assets.settings import Settings

CONNECTION_OPTIONS = {"custom_user_agent": "mesh-assets"}
"""The options of every connection to a run's database; dbt's profile must name the same."""

_RUN_ID = re.compile(r"[A-Za-z0-9_-]+")


class Connect(Protocol):
    """Opens a DuckDB database that closes at the end of its `with` block."""

    def __call__(
        self, database: str, *, config: dict[str, str]
    ) -> AbstractContextManager["DuckDBPyConnection"]:
        """`duckdb.connect` is one; under Dagster, DuckDBResource's `get_connection` is another."""


class DatabaseInUse(MeshError):
    """A run's database holds tables of an earlier or concurrent run."""


@dataclass(frozen=True, slots=True)
class RunDatabase:
    """One run's in-memory database, open."""

    connection: "DuckDBPyConnection"
    path: str
    """What another connection of this process opens to see the same data."""
    scratch: Path
    """The run's own folder, which is there, for files that must not outlive it."""

    def attach(self, schema: str, view: str, select_sql: str) -> None:
        """Make a query readable as `schema.view`, in place of what was there by that name."""
        self.connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quote_identifier(schema)}")
        self.connection.execute(
            f"CREATE OR REPLACE VIEW {quote_identifier(schema)}.{quote_identifier(view)} "
            f"AS {select_sql}"
        )


@contextmanager
def open_run_database(
    settings: "Settings", run_id: str, connect: Connect | None = None
) -> Iterator[RunDatabase]:
    """Open the database of one run; when the block ends it is gone, and its scratch folder too.

    Sessions run in UTC within the settings' limits of memory and threads, spill to the run's
    scratch folder, and never download an extension. `connect` defaults to `duckdb.connect`.

    Raises DatabaseInUse when this process already has a database for the run id, and ValueError
    when the run id is not made of letters, digits, `-` and `_`.
    """
    if not _RUN_ID.fullmatch(run_id):
        raise ValueError(f"{run_id!r} cannot name a run: use letters, digits, '-' and '_'.")
    path = f":memory:{run_id}/memory"
    scratch = settings.scratch / run_id
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        with (connect or _connect)(path, config=dict(CONNECTION_OPTIONS)) as connection:
            try:
                _refuse_leftovers(connection, run_id)
                _configure(connection, settings, scratch)
                yield RunDatabase(connection, path, scratch)
            finally:
                # DuckDBResource closes its connection only when the block did not raise.
                connection.close()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _connect(
    database: str, *, config: dict[str, str]
) -> AbstractContextManager["DuckDBPyConnection"]:
    # Here, because commands that open no database must not pay for loading DuckDB.
    import duckdb  # noqa: PLC0415

    return duckdb.connect(database, config={**config})


def _configure(connection: "DuckDBPyConnection", settings: "Settings", scratch: Path) -> None:
    # GLOBAL reaches the connections that dbt opens; they could not ask for these options
    # themselves, because DuckDB refuses to share a database with connections that differ.
    options: dict[str, str | int] = {
        "TimeZone": "UTC",
        "autoinstall_known_extensions": False,
        "memory_limit": settings.memory_limit,
        "temp_directory": str(scratch / "spill"),
        "threads": settings.threads,
    }
    for option, value in options.items():
        connection.execute(f"SET GLOBAL {option} = {quote_literal(value)}")


def _refuse_leftovers(connection: "DuckDBPyConnection", run_id: str) -> None:
    found = connection.execute("SELECT count(*) FROM information_schema.tables").fetchall()
    if found != [(0,)]:
        raise DatabaseInUse(
            f"run {run_id} is already open in this process, or an earlier run by that name "
            "left a connection open; give every run an identifier of its own."
        )
