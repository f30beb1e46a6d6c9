"""The readers of landing files, by format."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_assets.contract.landing import FileFormat, LandingFile
from mesh_assets.contract.records.csv_files import CsvReader
from mesh_assets.contract.records.ndjson import NdjsonReader
from mesh_assets.contract.records.parquet import ParquetReader
from mesh_assets.contract.records.reader import RecordReader
from mesh_assets.contract.records.unpacking import unpacked

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def readers_of(
    connection: "DuckDBPyConnection", files: Sequence[LandingFile], folder: Path
) -> Iterator[RecordReader]:
    """Give readers that cover all files in order; NDJSON files in a row share one.

    Raises UnreadableFile where that shows before the first record.
    """
    numbered = groupby(enumerate(files), key=lambda numbered: numbered[1].format)
    for file_format, group in numbered:
        landed = {number: file.path for number, file in group}
        paths = {number: unpacked(path, folder) for number, path in landed.items()}
        match file_format:
            case FileFormat.NDJSON:
                yield NdjsonReader(min(landed), list(landed.values()), list(paths.values()))
            case FileFormat.CSV:
                yield from (CsvReader.of(each, landed[each], paths[each]) for each in landed)
            case FileFormat.PARQUET:
                yield from (ParquetReader.of(connection, each, landed[each]) for each in landed)
