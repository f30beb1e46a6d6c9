"""The records of one file, divided by the partitions that they belong to."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_assets.contract.landing import FileFormat, UnreadableFile
from mesh_assets.contract.records.csv_text import read_delimiter, read_header
from mesh_assets.contract.records.scan import file_list
from mesh_assets.contract.sql import quote_identifier, quote_literal
from mesh_assets.product.partition import Partition
from mesh_assets.product.partitions import Partitions
from mesh_assets.selfservice.sample.json_shape import json_pointer

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_INSTANT = quote_identifier("mesh:instant")
_LINE = quote_identifier("mesh:line")
_NOTHING = "\x1f"
"""A delimiter that no line of JSON holds unescaped, so that lines are written as they are."""
_FINEST_OFFSET = timedelta(minutes=15)
"""Partitions begin on quarters of an hour, in whatever time zone."""


@dataclass(frozen=True, slots=True)
class RecordsByTime:
    """A query of records with the instants that decide their partitions, and how to write them."""

    path: Path
    rows: str
    broken: str
    """A query that counts the lines that are no records, or fails because of them."""
    selected: str
    options: str
    """Of COPY."""

    def partitions(
        self, connection: "DuckDBPyConnection", calendar: Partitions
    ) -> tuple[Partition, ...]:
        """List the partitions that the records belong to, in order; raises UnknownPartition."""
        minutes = _FINEST_OFFSET.seconds // 60
        found = connection.execute(
            f"SELECT DISTINCT time_bucket(INTERVAL {minutes} MINUTE, {_INSTANT}) "
            f"FROM ({self.rows}) WHERE {_INSTANT} IS NOT NULL ORDER BY 1"
        ).fetchall()
        return tuple(dict.fromkeys(calendar.containing(instant) for (instant,) in found))

    def refuse_broken(self, connection: "DuckDBPyConnection") -> None:
        """Raise UnreadableFile for lines that are no records: they belong to no partition."""
        import duckdb  # noqa: PLC0415

        try:
            broken = connection.execute(self.broken).fetchall()[0][0]
        except duckdb.Error as error:
            raise UnreadableFile(self.path, str(error).splitlines()[0]) from None
        if broken:
            reason = f"{broken} of its lines are not JSON, so that no partition can be told"
            raise UnreadableFile(self.path, reason)

    def write(
        self,
        connection: "DuckDBPyConnection",
        partition: Partition,
        target: Path,
        *,
        last: Partition,
    ) -> None:
        """Write the records of a partition; those of no known time go with the last one."""
        belongs = (
            f"{_INSTANT} >= {quote_literal(partition.start)} "
            f"AND {_INSTANT} < {quote_literal(partition.end)}"
        )
        if partition == last:
            belongs = f"({belongs}) OR {_INSTANT} IS NULL"
        query = f"SELECT {self.selected} FROM ({self.rows}) WHERE {belongs}"
        connection.execute(f"COPY ({query}) TO {quote_literal(str(target))} ({self.options})")


def records_by_time(path: Path, file_format: FileFormat, column: str) -> RecordsByTime:
    """Describe how a file is read so that each record shows its instant."""
    files, value = file_list([path]), quote_identifier(column)
    match file_format:
        case FileFormat.NDJSON:
            pointer = quote_literal(json_pointer(column))
            rows = (
                f"SELECT json::VARCHAR AS {_LINE}, "
                f"TRY_CAST(json ->> {pointer} AS TIMESTAMPTZ) AS {_INSTANT} "
                f"FROM read_ndjson_objects({files}, ignore_errors = true)"
            )
            plain = f"HEADER false, QUOTE '', ESCAPE '', DELIMITER {quote_literal(_NOTHING)}"
            broken = f"SELECT count(*) FROM ({rows}) WHERE {_LINE} IS NULL"
            return RecordsByTime(path, rows, broken, _LINE, f"FORMAT csv, {plain}")
        case FileFormat.CSV:
            delimiter = quote_literal(read_delimiter(path))
            names = ", ".join(f"{quote_literal(name)}: 'VARCHAR'" for name in read_header(path))
            source = (
                f"{files}, columns = {{{names}}}, header = true, auto_detect = false, "
                f"delim = {delimiter}, quote = '\"', escape = '\"'"
            )
            rows = _timed(f"read_csv({source}, ignore_errors = true)", value)
            broken = f"SELECT 0 * count(COLUMNS(*)) FROM read_csv({source})"
            options = f"FORMAT csv, HEADER true, DELIMITER {delimiter}"
            return RecordsByTime(path, rows, broken, f"* EXCLUDE ({_INSTANT})", options)
        case FileFormat.PARQUET:
            rows = _timed(f"read_parquet({files})", value)
            return RecordsByTime(
                path, rows, "SELECT 0", f"* EXCLUDE ({_INSTANT})", "FORMAT parquet"
            )


def _timed(source: str, value: str) -> str:
    return f"SELECT *, TRY_CAST({value} AS TIMESTAMPTZ) AS {_INSTANT} FROM {source}"
