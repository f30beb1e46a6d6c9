"""SQL on published tables: what a consumer sees, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb

from mesh_assets.compute.database import RunDatabase, open_run_database
from mesh_assets.documents.suggestion import suggest
from mesh_assets.errors import MeshError
from mesh_assets.lakehouse.catalog import Lakehouse
from mesh_assets.lakehouse.extensions import prepare
from mesh_assets.lakehouse.reading import published_sql
from mesh_assets.pipeline.installation import Installation
from mesh_assets.pipeline.ledger.records import new_identifier


class QueryFailed(MeshError):
    """The SQL names a table that is not published, or is not a query."""


@dataclass(frozen=True, slots=True)
class QueryResult:
    """Column names and rows."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def query_published(installation: Installation, sql: str) -> QueryResult:
    """Run one query; tables are named `<domain>.<product>`, as of their newest publication.

    Raises QueryFailed; internal tables (of ports and dead letters) are not visible.
    """
    with open_run_database(installation.settings, new_identifier()) as database:
        try:
            _attach(installation.lakehouse, database, _named_tables(database, sql))
            relation = database.connection.sql(sql)
        except duckdb.Error as error:
            raise QueryFailed(str(error)) from error
        if relation is None:
            raise QueryFailed("this statement gives no rows; only queries can be run here")
        return QueryResult(tuple(relation.columns), relation.fetchall())


def _named_tables(database: RunDatabase, sql: str) -> set[str]:
    names = database.connection.get_table_names(sql, qualified=True)
    return {name.replace('"', "") for name in names}


def _attach(lakehouse: Lakehouse, database: RunDatabase, names: Iterable[str]) -> None:
    published = [name for name in lakehouse.table_names() if "__" not in name]
    for name in names:
        if name not in published:
            near = suggest(name, published)
            there = f"did you mean '{near}'?" if near else f"published: {', '.join(published)}"
            raise QueryFailed(f"'{name}' is not a published table; {there or 'nothing yet'}")
        schema, _, table = name.partition(".")
        select = published_sql(lakehouse, name)
        prepare(database.connection, select)
        database.attach(schema, table, select)
