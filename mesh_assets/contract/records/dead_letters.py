"""Refused records with their reasons and the places where they stand in their files."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_assets.contract.records.lines import FoundLine
from mesh_assets.contract.records.reader import RecordReader
from mesh_assets.contract.records.staging import FileCounts
from mesh_assets.contract.sql import quote_literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BATCH = 10_000


def write_dead_letters(
    connection: "DuckDBPyConnection",
    rows: str,
    readers: Sequence[RecordReader],
    counts: Sequence[FileCounts],
    folder: Path,
) -> str:
    """Find where the refused records stand, and keep them with their texts and reasons.

    `rows` is a query of `file`, `file_row_number`, `record` and `rules`. Gives a table function
    of `source_file`, `line`, `record` and `rules`.
    """
    refused = _copied(connection, _numbered(rows, counts), folder / "refused.parquet")
    found = folder / "found.parquet"
    _write_found(connection, refused, readers, found)
    landed = ", ".join(quote_literal(str(path)) for reader in readers for path in reader.landed)
    # A record that no longer reads as it was judged has no known place: its file has changed.
    placed = f"""
        SELECT [{landed}][file + 1] AS source_file,
               CASE WHEN record IS NULL OR record = text THEN line END AS line,
               coalesce(record, text) AS record,
               rules
        FROM {refused} AS refused
        LEFT JOIN read_parquet({quote_literal(str(found))}) AS found USING (file, ordinal)
        ORDER BY file, ordinal
    """
    return _copied(connection, placed, folder / "dead-letters.parquet")


def _copied(connection: "DuckDBPyConnection", query: str, target: Path) -> str:
    path = quote_literal(str(target))
    connection.execute(f"COPY ({query}) TO {path} (FORMAT parquet, COMPRESSION lz4)")
    return f"read_parquet({path})"


def _numbered(rows: str, counts: Sequence[FileCounts]) -> str:
    """Number the rows within their files, from zero."""
    firsts = ", ".join(f"{each.file}: {each.first_row}" for each in counts)
    return f"""
        SELECT file, file_row_number - MAP {{{firsts}}}[file] AS ordinal, record, rules
        FROM ({rows})
    """


def _write_found(
    connection: "DuckDBPyConnection", refused: str, readers: Sequence[RecordReader], target: Path
) -> None:
    # Here, because most files have no dead letters, and PyArrow takes long to load.
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    numbers = [pa.field(name, pa.int64()) for name in ("file", "ordinal", "line")]
    schema = pa.schema([*numbers, pa.field("text", pa.string())])
    with parquet.ParquetWriter(target, schema, compression="lz4") as writer:
        for file, lines in _found(connection, refused, readers):
            columns = [
                [file] * len(lines),
                [found.ordinal for found in lines],
                [found.line for found in lines],
                [found.text for found in lines],
            ]
            writer.write_batch(pa.record_batch(columns, schema=schema))


def _found(
    connection: "DuckDBPyConnection", refused: str, readers: Sequence[RecordReader]
) -> Iterator[tuple[int, list[FoundLine]]]:
    """Find the refused records, in batches, each of one file."""
    for reader in readers:
        for file, _ in enumerate(reader.landed, start=reader.first):
            lines = reader.find(connection, file, _ordinals(connection, refused, file))
            while batch := list(islice(lines, _BATCH)):
                yield file, batch


def _ordinals(connection: "DuckDBPyConnection", refused: str, file: int) -> Iterator[int]:
    # A cursor of its own, because the reader may ask the connection other things meanwhile.
    query = f"SELECT ordinal FROM {refused} WHERE file = {file} ORDER BY ordinal"
    with connection.cursor() as cursor:
        cursor.execute(query)
        while batch := cursor.fetchmany(_BATCH):
            yield from (ordinal for (ordinal,) in batch)
