"""Records found again in their files, kept for joining with the dead letters."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_assets.contract.records.lines import Found, Sought
from mesh_assets.contract.sql import quote_literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BATCH = 10_000

Finder = Callable[[Iterable[Sought]], Iterator[Found]]
"""Finds records of one file, sought by ascending ordinals."""


def write_found(
    connection: "DuckDBPyConnection",
    refused: str,
    finders: Mapping[int, Finder],
    target: Path,
) -> str:
    """Find the refused records of some files, by file index; gives a query of what was found.

    `refused` is a table function of `file`, `ordinal` and `record`; the query gives `file`,
    `ordinal`, `line`, and the `text` of those without a record.
    """
    # Here, because most files have no dead letters, and PyArrow takes long to load.
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    numbers = [pa.field(name, pa.int64()) for name in ("file", "ordinal", "line")]
    schema = pa.schema([*numbers, pa.field("text", pa.string())])
    with parquet.ParquetWriter(target, schema, compression="lz4") as writer:
        for file, find in finders.items():
            lines = find(_sought(connection, refused, file))
            while batch := list(islice(lines, _BATCH)):
                columns = [
                    [file] * len(batch),
                    [found.ordinal for found in batch],
                    [found.line for found in batch],
                    [found.text for found in batch],
                ]
                writer.write_batch(pa.record_batch(columns, schema=schema))
    return f"SELECT file, ordinal, line, text FROM read_parquet({quote_literal(str(target))})"


def write_letters(letters: Sequence[tuple[str, int | None, str, list[str]]], target: Path) -> str:
    """Keep dead letters whose place is known; gives a query of them."""
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    schema = pa.schema(
        [
            ("source_file", pa.string()),
            ("line", pa.int64()),
            ("record", pa.string()),
            ("rules", pa.list_(pa.string())),
        ]
    )
    columns = [list(values) for values in zip(*letters, strict=True)]
    parquet.write_table(pa.table(columns, schema=schema), target)
    return (
        f"SELECT source_file, line, record, rules FROM read_parquet({quote_literal(str(target))})"
    )


def _sought(connection: "DuckDBPyConnection", refused: str, file: int) -> Iterator[Sought]:
    query = f"SELECT ordinal, record IS NULL FROM {refused} WHERE file = {file} ORDER BY ordinal"
    with connection.cursor() as cursor:
        cursor.execute(query)
        while batch := cursor.fetchmany(_BATCH):
            yield from (Sought(*row) for row in batch)
