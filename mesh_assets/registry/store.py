"""The database of the registry: the catalog's own, SQLite embedded or PostgreSQL in production.

It is read and written anew for every question: what it does not say, nobody says.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from mesh_assets.lakehouse.database import lock_others_out, open_database
from mesh_assets.registry.errors import RegistryStoreUnavailable
from mesh_assets.registry.tables import METADATA

_REGISTERING = 0x72656769
"""The key of PostgreSQL's advisory lock while something is registered."""


class RegistryStore:
    """Opens transactions; cheap to create, connects on first use."""

    def __init__(self, uri: str) -> None:
        self._uri = uri

    @cached_property
    def _engine(self) -> sa.Engine:
        # A file that was deleted goes on living in an open connection.
        return open_database(self._uri, METADATA, sa.NullPool)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction; raises RegistryStoreUnavailable."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, ModuleNotFoundError) as error:
            raise RegistryStoreUnavailable(f"the registry cannot be used: {error}") from error

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that no other writer's overlaps, so that numbers are given once."""
        with self.reading() as connection:
            lock_others_out(connection, _REGISTERING)
            yield connection
