"""The one pass over the landing files: typed rows with their violated rules, kept as Parquet.

In files, and not in a table in memory, because ten million records then need no more memory than
one million, at the same cost. The order of the rows is that of the records, which is what their
positions are told from.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from mesh_assets.contract.landing import UnreadableFile
from mesh_assets.contract.model import Contract
from mesh_assets.contract.records.reader import RecordReader
from mesh_assets.contract.records.scan import FILE, NOT_JSON, RULES
from mesh_assets.contract.sql import quote_literal
from mesh_assets.product.partition import Partition

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, Error

# Values are written once and read once: a dictionary of them would cost more than it saves.
_PARQUET = "FORMAT parquet, COMPRESSION lz4, DICTIONARY_SIZE_LIMIT 1"


@dataclass(frozen=True, slots=True)
class FileCounts:
    """What one landing file held."""

    file: int
    """The file's index among the landing files."""
    received: int
    refused: int
    not_json: int
    first_row: int
    """The `file_row_number` of its first record."""


def stage(
    connection: "DuckDBPyConnection",
    readers: Sequence[RecordReader],
    contract: Contract,
    partition: Partition | None,
    folder: Path,
) -> str:
    """Read and judge all records, keeping their order; raises UnreadableFile.

    Gives the rows as a table function: the columns of a scan, and `file_row_number`.
    """
    import duckdb  # noqa: PLC0415

    parts = [folder / f"rows-{number}.parquet" for number, _ in enumerate(readers)]
    with _in_order(connection):
        for reader, part in zip(readers, parts, strict=True):
            rows = (
                f"SELECT * REPLACE ({FILE} + {reader.first} AS {FILE}) "
                f"FROM ({reader.scan(contract, partition)})"
            )
            try:
                connection.execute(f"COPY ({rows}) TO {quote_literal(str(part))} ({_PARQUET})")
            except duckdb.Error as error:
                _blame(error, reader)
    listed = ", ".join(quote_literal(str(part)) for part in parts)
    return f"read_parquet([{listed}], file_row_number = true)"


def count_files(connection: "DuckDBPyConnection", staged: str) -> list[FileCounts]:
    """Count the staged records by landing file; files without any are not listed."""
    counts = connection.execute(
        f"SELECT {FILE}, count(*), count({RULES}), count(*) FILTER ({RULES} = ['{NOT_JSON}']), "
        f"min(file_row_number) FROM {staged} GROUP BY {FILE} ORDER BY {FILE}"
    ).fetchall()
    return [FileCounts(*row) for row in counts]


@contextmanager
def _in_order(connection: "DuckDBPyConnection") -> Iterator[None]:
    setting = "preserve_insertion_order"
    [(before,)] = connection.execute(f"SELECT current_setting('{setting}')").fetchall()
    connection.execute(f"SET {setting} = true")
    try:
        yield
    finally:
        connection.execute(f"SET {setting} = {before}")


def _blame(error: "Error", reader: RecordReader) -> NoReturn:
    """Blame the file that DuckDB names; what names none (memory, disk) is no file's fault."""
    said = str(error)
    for read, landed in zip(reader.paths, reader.landed, strict=True):
        if str(read) in said:
            raise UnreadableFile(landed, said.splitlines()[0]) from None
    raise error
