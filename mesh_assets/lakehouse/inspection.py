"""One pass over staged files that proves what the table is about to promise of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
from pyiceberg.schema import Schema

from mesh_assets.contract.sql import quote_identifier
from mesh_assets.lakehouse.duckdb_schema import select_files
from mesh_assets.lakehouse.errors import MissingValues, RowsOutsidePartition
from mesh_assets.lakehouse.partition_scope import PartitionScope


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the files hold."""

    rows: int
    content_digest: str
    """The same for the same rows in any order; begins with the name of its algorithm."""


def inspect_files(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    paths: Sequence[str],
    schema: Schema,
    scope: PartitionScope,
) -> Inspection:
    """Count and digest the rows, and refuse what the partition or the contract does not allow.

    The files themselves are read, as readers will read them, so that nothing depends on how the
    writer filled in their statistics. Raises RowsOutsidePartition, MissingValues.
    """
    required = [field.name for field in schema.fields if field.required]
    nulls = [f"count(*) - count({quote_identifier(column)})" for column in required]
    measures = ", ".join((*_totals(schema, scope), *nulls))
    row = connection.execute(f"SELECT {measures} FROM ({select_files(paths, schema)})").fetchone()
    rows, hashes, outside, lowest, highest, *null_counts = row or (0, 0, 0, None, None)
    missing = {c: n for c, n in zip(required, null_counts, strict=False) if n}
    if outside:
        raise RowsOutsidePartition(
            f"{outside} of {rows} rows for {name} do not belong to partition {scope.key}: "
            f"'{scope.column}' reaches from {lowest} to {highest}; let the query keep only "
            "the partition's own rows"
        )
    if missing:
        counts = ", ".join(f"'{column}' ({n} of {rows} rows)" for column, n in missing.items())
        raise MissingValues(f"{name} requires values that the query does not give: {counts}")
    return Inspection(rows, _digest(rows, hashes or 0))


def _totals(schema: Schema, scope: PartitionScope) -> tuple[str, ...]:
    # By name, so that columns which only change places do not change the digest.
    columns = ", ".join(quote_identifier(name) for name in sorted(f.name for f in schema.fields))
    column = quote_identifier(scope.column) if scope.column else "NULL"
    return (
        "count(*)",
        f"sum(hash({columns}))",
        f"count(*) FILTER (NOT coalesce({scope.predicate}, false))",
        f"min({column})::VARCHAR",
        f"max({column})::VARCHAR",
    )


def _digest(rows: int, hashes: int) -> str:
    """A sum does not ask for an order; DuckDB's hash is stable within one of its releases."""
    return f"sum-of-hashes/duckdb-{duckdb.__version__}:{rows:x}-{hashes:x}"
