"""Reading dead letters back, for people."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import duckdb

from mesh_assets.compute.database import open_run_database
from mesh_assets.contract.sql import quote_literal
from mesh_assets.lakehouse.extensions import prepare
from mesh_assets.lakehouse.reading import published_sql
from mesh_assets.pipeline.dead_letters import dead_letter_table
from mesh_assets.pipeline.installation import Installation
from mesh_assets.pipeline.ledger.records import new_identifier
from mesh_assets.product.product import DataProduct


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One refused record."""

    port: str
    partition: str
    """The partition with whose files it arrived."""
    source_file: str
    line: int | None
    record: str
    rules: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The dead letter for machines."""
        return asdict(self)


def read_dead_letters(
    installation: Installation,
    product: DataProduct,
    *,
    partition_key: str | None = None,
    limit: int = 50,
) -> list[DeadLetter]:
    """The dead letters of a product's ports, newest partition first, in line order."""
    with open_run_database(installation.settings, new_identifier()) as database:
        return [
            letter
            for sql, port in _sources(installation, product)
            for letter in _read(database.connection, sql, port, partition_key, limit)
        ][:limit]


def _sources(installation: Installation, product: DataProduct) -> Iterator[tuple[str, str]]:
    existing = set(installation.lakehouse.table_names())
    for port in product.input_ports:
        table = dead_letter_table(product, port).name
        if table in existing:
            yield published_sql(installation.lakehouse, table), port.name


def _read(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    port: str,
    partition_key: str | None,
    limit: int,
) -> Iterator[DeadLetter]:
    prepare(connection, sql)
    condition = "" if partition_key is None else f"WHERE partition = {quote_literal(partition_key)}"
    rows = connection.execute(
        f"SELECT partition, source_file, line, record, rules FROM ({sql}) AS letters {condition} "
        f"ORDER BY partition DESC, source_file, line NULLS FIRST LIMIT {limit:d}"
    ).fetchall()
    for partition, source_file, line, record, rules in rows:
        yield DeadLetter(port, partition, source_file, line, record or "", tuple(rules or ()))
