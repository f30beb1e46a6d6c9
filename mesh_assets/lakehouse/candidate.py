"""Staging: a query's rows become data files under the table's location that nobody can see."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from pyiceberg.schema import Schema

from mesh_assets.contract.sql import quote_literal
from mesh_assets.lakehouse.catalog import Lakehouse
from mesh_assets.lakehouse.conflict import base_of
from mesh_assets.lakehouse.creation import table_for
from mesh_assets.lakehouse.duckdb_schema import copy_field_ids
from mesh_assets.lakehouse.errors import StagingFailed
from mesh_assets.lakehouse.evolution import foreseen_schema
from mesh_assets.lakehouse.inspection import inspect_files
from mesh_assets.lakehouse.partition_scope import partition_scope
from mesh_assets.lakehouse.projection import select_promised
from mesh_assets.lakehouse.schema import iceberg_schema, table_properties
from mesh_assets.lakehouse.staged import (
    Base,
    Candidate,
    StagedFile,
    candidate_folder,
    candidates_folder,
    load,
    save,
)
from mesh_assets.lakehouse.tables import TableSpec
from mesh_assets.product.partition import Partition

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from duckdb.sqltypes import DuckDBPyType

__all__ = ["Candidate", "StagedFile", "load_candidate", "stage"]

_TARGET_FILE_SIZE = "256MB"


def stage(
    lakehouse: Lakehouse,
    connection: "DuckDBPyConnection",
    spec: TableSpec,
    query: str,
    partition: Partition | None,
) -> Candidate:
    """Write the query's rows as a candidate for one partition; the table is created when absent.

    A candidate exists when its record does, and that is written last: a process that is killed
    leaves a folder without a record, which `sweep` removes.

    Raises IncompatibleSchema (contract against history), InvalidTable (partition against table),
    UnexpectedColumns and UnsafeConversion (query against contract), RowsOutsidePartition,
    MissingValues, and StagingFailed (the query fails, the disk is full).
    """
    table = table_for(lakehouse, spec)
    scope = partition_scope(table, partition)
    properties = table_properties(spec.contract)
    schema = foreseen_schema(table, iceberg_schema(spec.contract), properties)
    given = _columns(connection, spec.name, query)
    select = select_promised(spec.name, query, given, schema.fields)
    with _new_folder(lakehouse, spec.name) as folder:
        files = _write(connection, spec.name, select, folder, schema)
        paths = [str(folder / file.name) for file in files]
        inspection = inspect_files(connection, spec.name, paths, schema, scope)
        candidate = Candidate(
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
        save(candidate, folder)
    return candidate


def load_candidate(lakehouse: Lakehouse, table: str, identifier: str) -> Candidate:
    """Read a candidate's record; raises CandidateNotFound."""
    return load(candidate_folder(lakehouse, table, identifier))


def _columns(
    connection: "DuckDBPyConnection", name: str, query: str
) -> list[tuple[str, "DuckDBPyType"]]:
    try:
        relation = connection.sql(query)
    except duckdb.Error as error:
        raise StagingFailed(f"the query for {name} does not run: {error}") from error
    return list(zip(relation.columns, relation.types, strict=True))


@contextmanager
def _new_folder(lakehouse: Lakehouse, table: str) -> Iterator[Path]:
    """A name for a folder that COPY will make; nothing is left of it when staging fails."""
    identifier = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(6)}"
    folder = candidate_folder(lakehouse, table, identifier)
    try:
        candidates_folder(lakehouse, table).mkdir(parents=True, exist_ok=True)
        yield folder
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise StagingFailed(f"the candidate of {table} cannot be written: {error}") from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _write(
    connection: "DuckDBPyConnection", name: str, select: str, folder: Path, schema: Schema
) -> tuple[StagedFile, ...]:
    """Copy the rows out, and list the files that hold any."""
    copy = (
        f"COPY ({select}) TO {quote_literal(str(folder))} (FORMAT parquet, COMPRESSION zstd, "
        f"FILE_SIZE_BYTES {quote_literal(_TARGET_FILE_SIZE)}, RETURN_STATS true, "
        f"FIELD_IDS {copy_field_ids(schema)})"
    )
    try:
        written = connection.execute(copy).fetchall()
    except duckdb.IOException as error:
        raise StagingFailed(
            f"the rows of {name} cannot be written below {folder.parent}: {error}"
        ) from error
    except duckdb.Error as error:
        raise StagingFailed(f"the query for {name} fails: {error}") from error
    files = [StagedFile(Path(path).name, rows, size) for path, rows, size, *_ in written]
    return tuple(file for file in files if file.rows)
