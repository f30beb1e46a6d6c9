"""Landing files, written so that each appears complete or not at all."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_assets.contract.landing import FileFormat
from mesh_assets.contract.sql import quote_literal

if TYPE_CHECKING:
    import duckdb

_OPTIONS = {
    # The lines are JSON already: nothing may be quoted, and no JSON text holds the delimiter.
    FileFormat.NDJSON: r"format csv, header false, quote '', escape '', delimiter E'\x01'",
    FileFormat.CSV: "format csv, header true",
    FileFormat.PARQUET: "format parquet, compression zstd",
}


def write_file(
    shop: "duckdb.DuckDBPyConnection", query: str, path: Path, file_format: FileFormat
) -> Path:
    """Write what a query gives; for NDJSON it gives the lines.

    A sensor watches the folder, so the file has another name until it is complete.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    shop.execute(f"copy ({query}) to {quote_literal(str(unfinished))} ({_OPTIONS[file_format]})")
    unfinished.replace(path)
    return path
