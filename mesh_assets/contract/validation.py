"""Landing files held against their contract: accepted rows, and dead letters with reasons.

The records are read, taken apart, judged and typed in one pass of DuckDB over the files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_assets.contract.landing import FileFormat, LandingFile, UnreadableFile
from mesh_assets.contract.model import Contract
from mesh_assets.contract.records.dead_letters import write_dead_letters
from mesh_assets.contract.records.ndjson import NdjsonReader
from mesh_assets.contract.records.reader import RecordReader
from mesh_assets.contract.records.scan import FILE, RECORD, RULES
from mesh_assets.contract.records.scratch import scratch_folder
from mesh_assets.contract.records.staging import FileCounts, count_files, stage
from mesh_assets.contract.records.uniqueness import find_repeated
from mesh_assets.contract.records.unpacking import unpacked
from mesh_assets.contract.sql import quote_identifier
from mesh_assets.product.partition import Partition

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NO_DEAD_LETTERS = (
    "SELECT NULL::VARCHAR AS source_file, NULL::BIGINT AS line, NULL::VARCHAR AS record, "
    "NULL::VARCHAR[] AS rules WHERE FALSE"
)


@dataclass(frozen=True, slots=True)
class Validation:
    """What became of every record; received is always accepted and dead-lettered together.

    The queries can be run for as long as the connection lives.
    """

    received: int
    accepted: int
    dead_lettered: int
    reasons: Mapping[str, int]
    """How many records violate each rule; a record may violate several."""
    accepted_sql: str
    """A SELECT of the contract's columns, in its order and types."""
    dead_letters_sql: str
    """A SELECT of source_file, line (from one; null where unknown), record and rules."""


def validate_files(
    connection: "DuckDBPyConnection",
    files: Sequence[LandingFile],
    contract: Contract,
    *,
    partition: Partition | None,
) -> Validation:
    """Split the records of landing files into accepted rows and dead letters.

    With a partition, records outside it are dead letters. Of records with the same unique key the
    first one is accepted, in the order of the files and their lines.

    Raises UnreadableFile for a file that is missing, damaged or of which no record can be read,
    and NoPartitionColumn.
    """
    folder = scratch_folder(connection)
    readers = _readers(files, folder)
    staged = stage(connection, readers, contract, partition, folder)
    counts = count_files(connection, staged)
    _refuse_unreadable(files, counts)
    repeated = find_repeated(connection, staged, contract, folder)
    received = sum(each.received for each in counts)
    names = ", ".join(quote_identifier(column.name) for column in contract.columns)
    accepted = f"SELECT {names} FROM {staged} WHERE {RULES} IS NULL"
    if repeated is None and not any(each.refused for each in counts):
        return Validation(received, received, 0, {}, accepted, _NO_DEAD_LETTERS)
    refused = _refused(staged, repeated)
    if repeated is not None:
        accepted = _without(accepted, repeated)
    dead_letters = write_dead_letters(connection, refused, readers, counts, folder)
    dead_lettered, reasons = _reasons(connection, dead_letters)
    return Validation(
        received=received,
        accepted=received - dead_lettered,
        dead_lettered=dead_lettered,
        reasons=reasons,
        accepted_sql=accepted,
        dead_letters_sql=f"SELECT source_file, line, record, rules FROM {dead_letters}",
    )


def _readers(files: Sequence[LandingFile], folder: Path) -> list[RecordReader]:
    """Read neighbouring files of one format together, where the format allows it."""
    readers: list[RecordReader] = []
    numbered = groupby(enumerate(files), key=lambda each: each[1].format)
    for file_format, group in numbered:
        landed = dict(group)
        paths = [unpacked(file.path, folder) for file in landed.values()]
        if file_format is FileFormat.NDJSON:
            readers.append(NdjsonReader(min(landed), [f.path for f in landed.values()], paths))
    return readers


def _refuse_unreadable(files: Sequence[LandingFile], counts: Sequence[FileCounts]) -> None:
    """Refuse a file with lines of which none is JSON: it is something else altogether."""
    for each in counts:
        if each.not_json == each.received:
            reason = f"none of its {each.received} lines is JSON; is it NDJSON, one object a line?"
            raise UnreadableFile(files[each.file].path, reason)


def _refused(staged: str, repeated: str | None) -> str:
    """Write the query of all refused records; repeated ones were not kept as text."""
    judged = (
        f"SELECT {FILE} AS file, file_row_number, {RECORD} AS record, {RULES} AS rules "
        f"FROM {staged} WHERE {RULES} IS NOT NULL"
    )
    if repeated is None:
        return judged
    return f"{judged} UNION ALL SELECT file, file_row_number, NULL, rules FROM {repeated}"


def _without(accepted: str, repeated: str) -> str:
    return (
        f"{accepted} AND ({FILE}, file_row_number) NOT IN "
        f"(SELECT (file, file_row_number) FROM {repeated})"
    )


def _reasons(connection: "DuckDBPyConnection", dead_letters: str) -> tuple[int, dict[str, int]]:
    """Count the dead letters, and those of each rule, the most frequent first."""
    [(total,)] = connection.execute(f"SELECT count(*) FROM {dead_letters}").fetchall()
    reasons = connection.execute(
        f"SELECT rule, count(*) FROM (SELECT unnest(rules) AS rule FROM {dead_letters}) "
        "GROUP BY rule ORDER BY count(*) DESC, rule"
    ).fetchall()
    return total, dict(reasons)
