"""The Iceberg catalog in an SQL database: SQLite beside the data, or PostgreSQL."""

import random
import time
from pathlib import Path
from typing import TypeVar

from pyiceberg.catalog.sql import IcebergTables, SqlCatalog
from pyiceberg.table import CommitTableResponse, Table
from pyiceberg.table.update import TableRequirement, TableUpdate
from pyiceberg.typedef import Identifier
from sqlalchemy import URL, exists, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from mesh_assets.lakehouse.errors import CatalogUnavailable

CATALOG_NAME = "mesh"
"""The value of `catalog_name` in the catalog's rows; other engines must use the same."""

_BUSY_SECONDS = 30
"""How long SQLite waits for another process's write before it gives up."""

_ATTEMPTS = 6

_GROWING = ("snapshots", "snapshot_log", "metadata_log")
"""What metadata has one more entry of after each commit."""


_Entry = TypeVar("_Entry")


class _Entries(list[_Entry]):
    """Entries that never change, such as snapshots: a copy of the list shares them.

    pyiceberg copies all metadata in each commit; with 365 snapshots that takes twice as long as
    writing the new metadata as JSON.
    """

    def __add__(self, other: list[_Entry]) -> "_Entries[_Entry]":  # type: ignore[override]
        return _Entries([*self, *other])

    def __deepcopy__(self, memo: object) -> "_Entries[_Entry]":
        return _Entries(self)


class RememberingCatalog(SqlCatalog):
    """Asks the database each time where a table's metadata is, and reads it only when it moved.

    A metadata file never changes, and pyiceberg changes copies only. One publication looks at its
    table four times; with 365 snapshots, each would read and check more than a megabyte of JSON.
    What the process itself has committed is not read at all.
    """

    def __init__(self, name: str, **properties: str) -> None:
        super().__init__(name, **properties)
        self._newest: dict[Identifier, Table] = {}

    def load_table(self, identifier: str | Identifier) -> Table:
        """The table as it is now; raises NoSuchTableError."""
        key = self.identifier_to_tuple(identifier)
        known = self._newest.get(key)
        if known is None or known.metadata_location != self._location(key):
            known = self._remember(super().load_table(identifier))
        return Table(key, known.metadata, known.metadata_location, known.io, self)

    def commit_table(
        self,
        table: Table,
        requirements: tuple[TableRequirement, ...],
        updates: tuple[TableUpdate, ...],
    ) -> CommitTableResponse:
        """Commit once; raises CommitFailedException when somebody else was faster."""
        done = super().commit_table(table, requirements, updates)
        self._remember(Table(table.name(), done.metadata, done.metadata_location, table.io, self))
        return done

    def has_table_in(self, folder: Path) -> bool:
        """Whether a table, whatever its name, has its metadata in a folder."""
        within = IcebergTables.metadata_location.startswith(f"{folder}/metadata/", autoescape=True)
        mine = IcebergTables.catalog_name == self.name
        with Session(self.engine) as session:
            return session.scalar(select(exists().where(mine, within))) is True

    def _remember(self, table: Table) -> Table:
        metadata = table.metadata
        shared = {name: _Entries(getattr(metadata, name)) for name in _GROWING}
        table.metadata = metadata.model_copy(update=shared)
        self._newest[table.name()] = table
        return table

    def _location(self, key: Identifier) -> str | None:
        statement = select(IcebergTables.metadata_location).where(
            IcebergTables.catalog_name == self.name,
            IcebergTables.table_namespace == self.namespace_to_string(key[:-1]),
            IcebergTables.table_name == key[-1],
        )
        with Session(self.engine) as session:
            return session.scalar(statement)


def open_catalog(uri: str, warehouse: Path) -> RememberingCatalog:
    """Open the catalog, and create its two tables in a database that has none.

    Several processes may do so at once: the loser of the race finds the winner's tables on its
    next attempt. Raises CatalogUnavailable.
    """
    url = _url(uri)
    for wait in (*(0.02 * 2**attempt for attempt in range(_ATTEMPTS - 1)), None):
        try:
            return _open(url, warehouse)
        except DBAPIError as error:
            if wait is None:
                raise CatalogUnavailable(f"the catalog at {url} does not open: {error}") from error
            time.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311
        except ModuleNotFoundError as error:
            raise CatalogUnavailable(
                f"the catalog at {url} needs a driver: {error}; PostgreSQL's comes with "
                "`pip install mesh-assets[postgres]` and is named by postgresql+psycopg2://"
            ) from error
    raise AssertionError("the last attempt returns or raises")


def _open(url: URL, warehouse: Path) -> RememberingCatalog:
    catalog = RememberingCatalog(
        CATALOG_NAME,
        uri=url.render_as_string(hide_password=False),
        warehouse=str(warehouse),
        # A server that was restarted is not noticed by the next publication.
        pool_pre_ping="true",
    )
    if url.get_backend_name() == "sqlite":
        _write_ahead(catalog)
    return catalog


def _write_ahead(catalog: SqlCatalog) -> None:
    """Let readers go on while a writer commits; SQLite remembers the mode in its file."""
    with catalog.engine.connect() as connection:
        if connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() != "wal":
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")


def _url(uri: str) -> URL:
    try:
        url = make_url(uri)
        backend = url.get_backend_name()
    except ArgumentError as error:
        raise CatalogUnavailable(
            f"MESH_CATALOG_URI must be an SQLAlchemy address such as sqlite:////data/catalog.db "
            f"or postgresql+psycopg2://user:password@host/mesh: {error}"
        ) from error
    if backend != "sqlite" or not url.database:
        return url
    _make_folder(Path(url.database).parent)
    return url.update_query_dict({"timeout": str(_BUSY_SECONDS)})


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CatalogUnavailable(f"the catalog's folder cannot be made: {error}") from error
