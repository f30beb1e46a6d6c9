"""Refused records with their reasons and the places where they stand in their files."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_assets.contract.records.reader import RecordReader
from mesh_assets.contract.records.staging import FileCounts
from mesh_assets.contract.sql import quote_literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


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
    found = " UNION ALL ".join(reader.find(connection, refused, folder) for reader in readers)
    landed = ", ".join(quote_literal(str(path)) for reader in readers for path in reader.landed)
    # A record that no longer reads as it was judged has no known place: its file has changed.
    placed = f"""
        SELECT [{landed}][file::BIGINT + 1] AS source_file,
               CASE WHEN record IS NULL OR record = text THEN line END AS line,
               coalesce(record, text) AS record,
               rules
        FROM {refused} AS refused LEFT JOIN ({found}) AS found USING (file, ordinal)
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
        SELECT file::BIGINT AS file, file_row_number - MAP {{{firsts}}}[file::INTEGER] AS ordinal,
               record, rules
        FROM ({rows})
    """
