"""The one pass over the landing files: typed rows with their violated rules, kept as Parquet.

In files, and not in a table in memory, because ten million records then need no more memory than
one million, at the same cost. The order of the rows is that of the records, which is what their
positions are told from.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from mesh_assets.contract.landing import FileFormat, LandingFile, UnreadableFile
from mesh_assets.contract.model import Contract
from mesh_assets.contract.records.reader import RecordReader, Rejected
from mesh_assets.contract.records.scan import FILE, NOT_JSON, RULES, no_records
from mesh_assets.contract.sql import quote_literal
from mesh_assets.product.lateness import ArrivalWindow

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, Error

# Values are written once and read once: a dictionary of them would cost more than it saves.
_PARQUET = "FORMAT parquet, COMPRESSION lz4, DICTIONARY_SIZE_LIMIT 1"


_RECORDS = {
    FileFormat.NDJSON: "JSON; NDJSON has one object on each line",
    FileFormat.CSV: "a row with the fields that its header names",
    FileFormat.PARQUET: "a row",
}


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
    window: ArrivalWindow | None,
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
                f"FROM ({reader.scan(contract, window)})"
            )
            try:
                connection.execute(f"COPY ({rows}) TO {quote_literal(str(part))} ({_PARQUET})")
            except duckdb.Error as error:
                _blame(error, reader)
    if not parts:
        return f"(SELECT *, 0 AS file_row_number FROM ({no_records(contract)}))"
    listed = ", ".join(quote_literal(str(part)) for part in parts)
    return f"read_parquet([{listed}], file_row_number = true)"


def count_files(connection: "DuckDBPyConnection", staged: str) -> list[FileCounts]:
    """Count the staged records by landing file; files without any are not listed."""
    counts = connection.execute(
        f"SELECT {FILE}, count(*), count({RULES}), count(*) FILTER ({RULES} = ['{NOT_JSON}']), "
        f"min(file_row_number) FROM {staged} GROUP BY {FILE} ORDER BY {FILE}"
    ).fetchall()
    return [FileCounts(*row) for row in counts]


def refuse_unreadable(
    files: Sequence[LandingFile], counts: Sequence[FileCounts], rejected: Sequence[Rejected]
) -> None:
    """Refuse a file of which no record could be read: it is something else altogether.

    Raises UnreadableFile.
    """
    read = Counter({each.file: each.received - each.not_json for each in counts})
    broken = Counter({each.file: each.not_json for each in counts})
    broken.update({each.file: each.count for each in rejected})
    for number, lines in broken.items():
        if lines and not read[number]:
            kind = _RECORDS[files[number].format]
            raise UnreadableFile(files[number].path, f"none of its {lines} lines is {kind}")


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
