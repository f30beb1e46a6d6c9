"""Staging: a query's rows become data files under the table's location that nobody can see."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from pyiceberg.schema import Schema
from pyiceberg.table import Table
from sqlalchemy.exc import SQLAlchemyError

from mesh_assets.contract.sql import quote_literal
from mesh_assets.lakehouse.catalog import Lakehouse
from mesh_assets.lakehouse.conflict import base_of
from mesh_assets.lakehouse.creation import table_for
from mesh_assets.lakehouse.duckdb_schema import copy_field_ids
from mesh_assets.lakehouse.errors import (
    CandidateNotFound,
    CatalogUnavailable,
    StagingFailed,
    StorageFailed,
    TableNotFound,
)
from mesh_assets.lakehouse.evolution import foreseen_schema
from mesh_assets.lakehouse.inspection import inspect_files
from mesh_assets.lakehouse.partition_scope import partition_scope
from mesh_assets.lakehouse.projection import select_promised
from mesh_assets.lakehouse.schema import iceberg_schema, table_properties
from mesh_assets.lakehouse.staged import (
    Candidate,
    StagedFile,
    candidate_folder,
    load,
    save,
)
from mesh_assets.lakehouse.tables import TableSpec
from mesh_assets.product.partition import Partition

__all__ = ["Candidate", "StagedFile", "load_candidate", "stage"]

# Level 1 is pyarrow's choice, too: a quarter faster than DuckDB's own, for files a fifth larger.
_COPY_OPTIONS = (
    "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, "
    "FILE_SIZE_BYTES '256MB', RETURN_STATS true"
)


def stage(
    lakehouse: Lakehouse,
    connection: duckdb.DuckDBPyConnection,
    spec: TableSpec,
    query: str,
    partition: Partition | None,
) -> Candidate:
    """Write the query's rows as a candidate for one partition; the table is created when absent.

    A candidate exists when its record does, and that is written last: a process that is killed
    leaves a folder without a record, which `sweep` removes. A query without rows is a candidate,
    too: publishing it empties the partition.

    Raises IncompatibleSchema (contract against history), InvalidTable (partition against table),
    UnexpectedColumns and UnsafeConversion (query against contract), RowsOutsidePartition,
    MissingValues, StagingFailed (the query fails), StorageFailed (the disk is full) and
    CatalogUnavailable.
    """
    try:
        table = table_for(lakehouse, spec)
        with _new_folder(lakehouse, spec.name) as folder:
            candidate = _written(connection, spec, table, query, partition, folder)
            save(candidate, folder)
    except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise StorageFailed(f"{spec.name} could not be staged: {error}") from error
    except duckdb.Error as error:
        raise StagingFailed(f"{spec.name} could not be staged: {error}") from error
    except SQLAlchemyError as error:
        raise CatalogUnavailable(f"{spec.name} could not be staged: {error}") from error
    return candidate


def load_candidate(lakehouse: Lakehouse, table: str, identifier: str) -> Candidate:
    """Read a candidate's record; raises CandidateNotFound."""
    try:
        folder = candidate_folder(lakehouse, table, identifier)
    except TableNotFound as error:
        raise CandidateNotFound(f"there is no candidate '{identifier}': {error}") from None
    return load(folder)


@contextmanager
def _new_folder(lakehouse: Lakehouse, table: str) -> Iterator[Path]:
    """A folder that COPY will make; nothing is left of it when staging fails."""
    identifier = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(6)}"
    folder = candidate_folder(lakehouse, table, identifier)
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _written(
    connection: duckdb.DuckDBPyConnection,
    spec: TableSpec,
    table: Table,
    query: str,
    partition: Partition | None,
    folder: Path,
) -> Candidate:
    scope = partition_scope(table, partition)
    properties = table_properties(spec)
    schema = foreseen_schema(table, iceberg_schema(spec.contract), properties)
    relation = connection.sql(query)
    given = list(zip(relation.columns, relation.types, strict=True))
    select = select_promised(spec.name, query, given, schema.fields)
    files = _copy(connection, select, folder, schema)
    paths = [str(folder / file.name) for file in files]
    inspection = inspect_files(connection, spec.name, paths, schema, scope)
    return Candidate(
        id=folder.name,
        table=spec.name,
        partition=partition,
        rows=inspection.rows,
        files=files,
        content_digest=inspection.content_digest,
        created_at=datetime.now(UTC),
        base=base_of(table, scope),
        schema=schema.model_dump_json(),
        properties=properties,
    )


def _copy(
    connection: duckdb.DuckDBPyConnection, select: str, folder: Path, schema: Schema
) -> tuple[StagedFile, ...]:
    """Write the rows out, and list the files that hold any."""
    written = connection.execute(
        f"COPY ({select}) TO {quote_literal(str(folder))} "
        f"({_COPY_OPTIONS}, FIELD_IDS {copy_field_ids(schema)})"
    ).fetchall()
    files = (StagedFile(Path(path).name, rows, size) for path, rows, size, *_ in written)
    return tuple(file for file in files if file.rows)
