"""The same work without the mesh: the machine's limit, and what else a person might write."""

import json
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.mesh import MEMORY_LIMIT, THREADS
from mesh_assets.contract.duckdb_types import duckdb_type
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.sql import quote_identifier, quote_literal
from mesh_assets.settings import PROJECT

if TYPE_CHECKING:
    import duckdb

INPUT_CONTRACT = PROJECT / "mesh_assets/domains/orders/customer_orders/orders.v2.json"

_AS_WE_WRITE = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1"


def raw_copy(sources: list[Path], target: Path) -> None:
    """The limit: DuckDB scans each file with known types and writes Parquet, without a check."""
    with connected(target) as connection:
        for number, source in enumerate(sources):
            written = target.with_name(f"{target.name}-{number}.parquet")
            connection.execute(
                f"COPY ({_scan(source)}) TO {quote_literal(str(written))} ({_AS_WE_WRITE})"
            )


def connected(beside: Path) -> "duckdb.DuckDBPyConnection":
    """Open a DuckDB within the limits that the mesh runs in."""
    import duckdb  # noqa: PLC0415

    options = {
        "memory_limit": MEMORY_LIMIT,
        "threads": str(THREADS),
        "temp_directory": f"{beside}.spill",
    }
    connection = duckdb.connect(config=options)
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _scan(source: Path) -> str:
    file = quote_literal(str(source))
    if source.suffix == ".parquet":
        return f"FROM read_parquet({file})"
    columns = ", ".join(
        f"{quote_identifier(column.name)}: {quote_literal(duckdb_type(column))}"
        for column in load_contract(INPUT_CONTRACT).columns
    )
    return (
        f"FROM read_json({file}, format = 'newline_delimited', ignore_errors = true, "
        f"columns = {{{columns}}})"
    )


def seeds_way(source: Path, rows: int) -> None:
    """The record-by-record way: jsonschema in a loop, and a list of dead letters."""
    import jsonschema  # noqa: PLC0415

    schema = json.loads(INPUT_CONTRACT.read_text(encoding="utf-8"))
    validate = jsonschema.Draft202012Validator(schema)
    dead_letters, published = [], []
    with source.open(encoding="utf-8") as lines:
        for line in islice(lines, rows):
            try:
                record = json.loads(line)
            except ValueError as error:
                dead_letters.append({"rec": line, "errors": [str(error)]})
                continue
            errors = sorted(validate.iter_errors(record), key=lambda error: str(error.path))
            if errors:
                dead_letters.append({"rec": record, "errors": [e.message for e in errors]})
            else:
                published.append(record)


def plain_append(source: Path, folder: Path) -> None:
    """pyiceberg's own append of a file's rows, to a table of its own without partitions."""
    import pyarrow.parquet as pq  # noqa: PLC0415
    from pyiceberg.catalog.sql import SqlCatalog  # noqa: PLC0415

    folder.mkdir()
    catalog = SqlCatalog("raw", uri=f"sqlite:///{folder}/catalog.db", warehouse=f"file://{folder}")
    catalog.create_namespace("raw")
    rows = pq.read_table(source)
    catalog.create_table("raw.orders", rows.schema).append(rows)
