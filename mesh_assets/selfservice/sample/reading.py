"""Reading a sample as the platform will read its successors: by the reader of landing files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_assets.contract.landing import FileFormat, LandingFile
from mesh_assets.contract.model import Contract, LogicalType
from mesh_assets.contract.records.csv_text import read_header
from mesh_assets.contract.records.parquet import ParquetReader
from mesh_assets.contract.records.scan import file_list
from mesh_assets.contract.records.scratch import scratch_folder
from mesh_assets.contract.records.unpacking import unpacked
from mesh_assets.contract.sql import quote_identifier
from mesh_assets.contract.validation import Validation, validate_files
from mesh_assets.errors import MeshError
from mesh_assets.selfservice.inference.numbers import is_code, may_have_fractions
from mesh_assets.selfservice.sample.column import ENOUGH_RECORDS, SampleColumn
from mesh_assets.selfservice.sample.formats import sample_format
from mesh_assets.selfservice.sample.json_shape import described_json, object_fields
from mesh_assets.selfservice.sample.names import usable_columns
from mesh_assets.selfservice.sample.texts import untyped_type
from mesh_assets.selfservice.sample.typed_shape import typed_column

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


_NOTHING_READ = {
    FileFormat.NDJSON: "write one JSON object on each line, as `jq -c` does",
    FileFormat.CSV: "write a header, and one line below it for each record",
    FileFormat.PARQUET: "it has no columns",
}


class SampleUnusable(MeshError):
    """Nothing can be inferred from a sample."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What a sample holds; its rows can be read for as long as the connection lives."""

    path: Path
    format: FileFormat
    columns: tuple[SampleColumn, ...]
    left_out: Mapping[str, str]
    """Columns that no contract can have, and why."""
    records: int
    """Records that can be read."""
    broken: Mapping[str, int]
    """Records that cannot be read, by what is wrong with them."""
    rows: str
    """A table of the records as the models will read them."""


def read_sample(connection: "DuckDBPyConnection", path: Path) -> Sample:
    """Describe a sample; raises UnreadableFile and SampleUnusable."""
    file = LandingFile(path, sample_format(path))
    columns, left_out = usable_columns(_columns(connection, file))
    if file.format is not FileFormat.PARQUET:
        columns = tuple(_with_room_for_fractions(column) for column in columns)
    if not columns:
        why = "; ".join(f"`{name}`: {reason}" for name, reason in left_out.items())
        words = why or _NOTHING_READ[file.format]
        raise SampleUnusable(f"{path} holds no record of which a product could be made: {words}")
    validation = _validate(connection, file, columns)
    if not validation.accepted:
        raise SampleUnusable(f"{path} holds no record that can be read")
    connection.execute(f"CREATE TABLE sample AS {validation.accepted_sql}")
    return Sample(
        path=path,
        format=file.format,
        columns=columns,
        left_out=left_out,
        records=validation.accepted,
        broken=validation.reasons,
        rows="sample",
    )


def _columns(
    connection: "DuckDBPyConnection", file: LandingFile
) -> Sequence[SampleColumn | tuple[str, str]]:
    """Describe the columns; a pair is the name of one that cannot be, and why."""
    path = unpacked(file.path, scratch_folder(connection))
    match file.format:
        case FileFormat.NDJSON:
            return _json_columns(connection, path)
        case FileFormat.CSV:
            return _csv_columns(connection, file, path)
        case FileFormat.PARQUET:
            return _parquet_columns(connection, file)


def _json_columns(connection: "DuckDBPyConnection", path: Path) -> Sequence[SampleColumn]:
    rows = (
        f"SELECT json AS value FROM read_ndjson_objects({file_list([path])}, ignore_errors = true) "
        "WHERE json_type(json) = 'OBJECT'"
    )
    return object_fields(connection, rows)


def _csv_columns(
    connection: "DuckDBPyConnection", file: LandingFile, path: Path
) -> Sequence[SampleColumn]:
    names = read_header(path)
    columns = [SampleColumn(name, LogicalType.STRING) for name in names]
    usable, _ = usable_columns(columns)
    if not usable:
        return columns
    texts = _validate(connection, file, usable)
    typed = {column.name: _csv_column(connection, column, texts) for column in usable}
    return [typed.get(column.name, column) for column in columns] if texts.accepted else []


def _csv_column(
    connection: "DuckDBPyConnection", column: SampleColumn, texts: Validation
) -> SampleColumn:
    quoted = quote_identifier(column.name)
    rows = f"SELECT {quoted} AS text FROM ({texts.accepted_sql})"
    [(present,)] = connection.execute(f"SELECT count(text) FROM ({rows})").fetchall()
    required = present == texts.accepted >= ENOUGH_RECORDS
    kind = LogicalType.STRING if is_code(column.name) else untyped_type(connection, rows)
    if kind is LogicalType.JSON:
        values = f"SELECT text::JSON AS value FROM ({rows}) WHERE text IS NOT NULL"
        return replace(described_json(connection, column.name, values), required=required)
    return replace(column, type=kind, required=required)


def _parquet_columns(
    connection: "DuckDBPyConnection", file: LandingFile
) -> Sequence[SampleColumn | tuple[str, str]]:
    kinds = ParquetReader.of(connection, 0, file.path).kinds
    counts = ", ".join(f"count({quote_identifier(name)})" for name in kinds)
    rows = f"read_parquet({file_list([file.path])})"
    [(total, *present)] = connection.execute(f"SELECT count(*), {counts} FROM {rows}").fetchall()
    return [
        typed_column(name, kind, required=count == total >= ENOUGH_RECORDS)
        or (name, f"a contract has no type for {kind}")
        for (name, kind), count in zip(kinds.items(), present, strict=True)
    ]


def _with_room_for_fractions(column: SampleColumn) -> SampleColumn:
    """Take whole amounts and measures, of a file without types, for numbers: the next has cents."""
    if column.type is LogicalType.INTEGER and may_have_fractions(column.name):
        return replace(column, type=LogicalType.NUMBER)
    fields = tuple(_with_room_for_fractions(field) for field in column.fields)
    items = _with_room_for_fractions(column.items) if column.items else None
    return replace(column, fields=fields, items=items)


def _validate(
    connection: "DuckDBPyConnection", file: LandingFile, columns: Sequence[SampleColumn]
) -> Validation:
    """Read the records by their types alone, without any rule."""
    contract = Contract(
        identifier=file.path.name,
        name="sample",
        version="",
        columns=tuple(column.contract_column for column in columns),
        rules=(),
    )
    return validate_files(connection, [file], contract, window=None)
