"""Refused records with their reasons and the places where they stand in their files."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_assets.contract.records.reader import RecordReader
from mesh_assets.contract.records.scan import FILE, RECORD, RULES
from mesh_assets.contract.records.staging import FileCounts
from mesh_assets.contract.records.uniqueness import Repeated
from mesh_assets.contract.sql import quote_literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def write_dead_letters(
    connection: "DuckDBPyConnection",
    staged: str,
    repeated: Repeated,
    readers: Sequence[RecordReader],
    counts: Sequence[FileCounts],
    folder: Path,
) -> str:
    """Keep the refused records with their texts, their reasons and where they stand.

    Gives a query of `source_file`, `line`, `record` and `rules`.
    """
    refused = _copied(
        connection, _numbered(_refused(staged, repeated), counts), folder / "refused.parquet"
    )
    found = " UNION ALL ".join(reader.find(connection, refused, folder) for reader in readers)
    landed = ", ".join(quote_literal(str(path)) for reader in readers for path in reader.landed)
    placed = f"""
        SELECT [{landed}][file + 1] AS source_file, line, coalesce(record, text) AS record, rules
        FROM {refused} AS refused LEFT JOIN ({found}) AS found USING (file, ordinal)
    """
    letters = _copied(connection, placed, folder / "dead-letters.parquet")
    return f"SELECT source_file, line, record, rules FROM {letters}"


def _refused(staged: str, repeated: Repeated) -> str:
    """Write the query of all refused rows; of repeated ones no text was kept."""
    judged = (
        f"SELECT {FILE} AS file, file_row_number, {RECORD} AS record, {RULES} AS rules "
        f"FROM {staged} WHERE {RULES} IS NOT NULL"
    )
    if not repeated.count:
        return judged
    return f"{judged} UNION ALL SELECT file, file_row_number, NULL, rules FROM {repeated.rows}"


def _copied(connection: "DuckDBPyConnection", query: str, target: Path) -> str:
    path = quote_literal(str(target))
    connection.execute(f"COPY ({query}) TO {path} (FORMAT parquet, COMPRESSION lz4)")
    return f"read_parquet({path})"


def _numbered(rows: str, counts: Sequence[FileCounts]) -> str:
    """Number the rows within their files, from zero."""
    firsts = ", ".join(f"{each.file}: {each.first_row}" for each in counts)
    return f"""
        SELECT file::BIGINT AS file, file_row_number - MAP {{{firsts}}}[file::INTEGER] AS ordinal,
               record::VARCHAR AS record, rules
        FROM ({rows})
    """
