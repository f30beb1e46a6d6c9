"""Giving tables other names, within a transaction of whoever has to know of it.

Only the catalog's rows change: a table keeps its folder, its history and its identity.
"""

import sqlalchemy as sa
from pyiceberg.catalog.sql import IcebergTables

from mesh_assets.lakehouse.sql_catalog import CATALOG_NAME


def rename_table(connection: sa.Connection, old: str, new: str) -> bool:
    """Rename a table, whose new namespace has to be there; gives False where there is none.

    A commit to the old name that is on its way fails, and finds the table that bears it now. Raises
    sqlalchemy.exc.IntegrityError where there is a table of the new name already.
    """
    (namespace, name), (new_namespace, new_name) = old.split("."), new.split(".")
    statement = (
        sa.update(IcebergTables)
        .where(
            IcebergTables.catalog_name == CATALOG_NAME,
            IcebergTables.table_namespace == namespace,
            IcebergTables.table_name == name,
        )
        .values(table_namespace=new_namespace, table_name=new_name)
    )
    return connection.execute(statement).rowcount == 1


def has_table(connection: sa.Connection, name: str) -> bool:
    """Whether there is a table of that name."""
    namespace, _, table = name.partition(".")
    found = sa.exists().where(
        IcebergTables.catalog_name == CATALOG_NAME,
        IcebergTables.table_namespace == namespace,
        IcebergTables.table_name == table,
    )
    return connection.execute(sa.select(found)).scalar_one()
