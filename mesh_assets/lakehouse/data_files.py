"""Staged Parquet files as Iceberg's manifests describe them, from their footers."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow.parquet as pq
from pyarrow.lib import ArrowException
from pyiceberg.io.pyarrow import (
    compute_statistics_plan,
    data_file_statistics_from_parquet_metadata,
    parquet_path_to_id_mapping,
)
from pyiceberg.manifest import DataFile, DataFileContent, FileFormat
from pyiceberg.schema import Schema
from pyiceberg.typedef import Record

from mesh_assets.lakehouse.errors import CandidateNotFound
from mesh_assets.lakehouse.staged import StagedFile


def describe_files(
    folder: Path,
    files: Iterable[StagedFile],
    *,
    schema: Schema,
    properties: Mapping[str, str],
    partition: Record,
    spec_id: int,
) -> list[DataFile]:
    """Describe a candidate's files, and make sure that they are the ones that were judged.

    Raises CandidateNotFound when a file is gone, or is not the one that was staged.
    """
    statistics_plan = compute_statistics_plan(schema, dict(properties))
    columns = parquet_path_to_id_mapping(schema)
    described = []
    for file in files:
        path = folder / file.name
        footer = _footer(path, file)
        statistics = data_file_statistics_from_parquet_metadata(footer, statistics_plan, columns)
        data_file = DataFile.from_args(
            content=DataFileContent.DATA,
            file_path=str(path),
            file_format=FileFormat.PARQUET,
            partition=partition,
            file_size_in_bytes=file.size,
            **statistics.to_serialized_dict(),
        )
        data_file.spec_id = spec_id
        described.append(data_file)
    return described


def _footer(path: Path, file: StagedFile) -> pq.FileMetaData:
    try:
        footer = pq.read_metadata(path)
        unchanged = path.stat().st_size == file.size and footer.num_rows == file.rows
    except (OSError, ArrowException) as error:
        raise CandidateNotFound(f"{path} cannot be read: stage again ({error})") from error
    if not unchanged:
        raise CandidateNotFound(f"{path} is not the file that was staged: stage again")
    return footer
