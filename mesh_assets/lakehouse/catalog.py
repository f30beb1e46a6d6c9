"""The handle on one lakehouse: where its tables lie, and which there are."""

import re
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_assets.documents.suggestion import suggest
from mesh_assets.lakehouse.errors import CatalogUnavailable, InvalidName, TableNotFound
from mesh_assets.settings import Settings

if TYPE_CHECKING:
    from pyiceberg.table import Table

    from mesh_assets.lakehouse.sql_catalog import RememberingCatalog

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*\.[a-z0-9][a-z0-9_-]*")


class Lakehouse:
    """All tables under one catalog and one warehouse folder.

    Opening is free: the catalog connects, and pyiceberg is imported, on first use. A table is
    looked up each time, so that what other processes publish is seen at once.
    """

    def __init__(self, catalog_uri: str, warehouse: Path) -> None:
        self._catalog_uri = catalog_uri
        self._warehouse = warehouse

    @classmethod
    def open(cls, settings: Settings) -> "Lakehouse":
        """The lakehouse of one mesh installation."""
        return cls(settings.catalog_uri, settings.warehouse)

    @cached_property
    def catalog(self) -> "RememberingCatalog":
        """The Iceberg catalog; raises CatalogUnavailable."""
        from mesh_assets.lakehouse.sql_catalog import open_catalog  # noqa: PLC0415

        return open_catalog(self._catalog_uri, self._warehouse)

    def folder(self, table: str) -> Path:
        """The folder of a table's data and metadata, which it keeps under another name, too.

        Raises TableNotFound, InvalidName.
        """
        return Path(self.table(table).location())

    def location(self, table: str) -> Path:
        """The folder that a new table of that name would have; raises InvalidName."""
        if not _NAME.fullmatch(table):
            raise InvalidName(
                f"'{table}' cannot name a table: write namespace.table in lower-case letters, "
                "digits and underscores, such as orders.customer_orders"
            )
        namespace, name = table.split(".")
        return self._warehouse / namespace / name

    def table(self, name: str) -> "Table":
        """The table as it is now.

        Raises TableNotFound, which names the one that was probably meant, and CatalogUnavailable.
        """
        from pyiceberg.exceptions import NoSuchTableError  # noqa: PLC0415
        from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

        self.location(name)
        try:
            return self.catalog.load_table(name)
        except NoSuchTableError as error:
            near = suggest(name, self.table_names())
            hint = f"did you mean '{near}'?" if near else "nothing was staged for it yet"
            raise TableNotFound(f"the lakehouse has no table '{name}': {hint}") from error
        except (OSError, SQLAlchemyError) as error:
            raise CatalogUnavailable(f"table '{name}' cannot be loaded: {error}") from error

    def make_namespace(self, name: str) -> None:
        """Create a namespace; whoever comes second, even by an instant, finds it there."""
        from pyiceberg.exceptions import NamespaceAlreadyExistsError  # noqa: PLC0415
        from sqlalchemy.exc import IntegrityError  # noqa: PLC0415

        with suppress(NamespaceAlreadyExistsError, IntegrityError):
            self.catalog.create_namespace(name)

    def table_names(self) -> list[str]:
        """Every table's name, sorted."""
        return sorted(
            ".".join(identifier)
            for namespace in self.catalog.list_namespaces()
            for identifier in self.catalog.list_tables(namespace)
        )
