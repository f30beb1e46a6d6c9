"""The catalog's SQL database, in which operational records lie beside the catalog's own tables.

Opening it creates the tables of a kind of records, which gain the columns that they lack.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.schema import CreateColumn, CreateIndex, CreateTable

_PREPARING = 0x6D657368
"""The key of PostgreSQL's advisory lock, for as long as the tables are prepared."""


def open_database(uri: str, tables: sa.MetaData, pool: type[sa.Pool] | None = None) -> sa.Engine:
    """Connect, and prepare the tables; several processes may do so at once."""
    engine = sa.create_engine(uri, pool_pre_ping=True, poolclass=pool)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _wait_for_other_writers)
    with engine.begin() as connection:
        if any(_additions(connection, tables)):
            lock_others_out(connection, _PREPARING)
            for statement in list(_additions(connection, tables)):
                connection.exec_driver_sql(statement)
    return engine


def lock_others_out(connection: sa.Connection, key: int) -> None:
    """Let no other process past here with the same key until the transaction ends.

    SQLite has one lock for all: it has to be taken before anything else is done.
    """
    match connection.dialect.name:
        case "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
        case "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def _additions(connection: sa.Connection, tables: sa.MetaData) -> Iterator[str]:
    """Add what the database lacks; one of an older version has fewer columns."""
    dialect = connection.dialect
    wanted = [table.name for table in tables.sorted_tables]
    found = sa.inspect(connection).get_multi_columns(filter_names=wanted)
    known = {table: {column["name"] for column in columns} for (_, table), columns in found.items()}
    for table in tables.sorted_tables:
        if table.name not in known:
            yield str(CreateTable(table).compile(dialect=dialect))
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                yield str(CreateIndex(index).compile(dialect=dialect))
            continue
        for column in table.columns:
            if column.name not in known[table.name]:
                described = CreateColumn(column).compile(dialect=dialect)
                yield f"ALTER TABLE {table.name} ADD COLUMN {described}"


def _wait_for_other_writers(connection: DBAPIConnection, _record: object) -> None:
    connection.cursor().execute("PRAGMA busy_timeout = 30000")
