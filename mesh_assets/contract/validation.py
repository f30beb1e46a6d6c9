"""Landing files held against their contract: accepted rows, and dead letters with reasons.

The records are read, taken apart, judged and typed in one pass of DuckDB over the files.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mesh_assets.contract.landing import LandingFile
from mesh_assets.contract.model import Contract
from mesh_assets.contract.records.dead_letters import write_dead_letters
from mesh_assets.contract.records.readers import readers_of
from mesh_assets.contract.records.scan import FILE, RULES
from mesh_assets.contract.records.scratch import scratch_folder
from mesh_assets.contract.records.staging import count_files, refuse_unreadable, stage
from mesh_assets.contract.records.uniqueness import Repeated, find_repeated
from mesh_assets.contract.sql import quote_identifier
from mesh_assets.product.lateness import ArrivalWindow

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
    window: ArrivalWindow | None,
) -> Validation:
    """Split the records of landing files into accepted rows and dead letters.

    With a window, records of a time before or after it are dead letters. Of records with the same
    unique key the first one is accepted, in the order of the files and their lines.

    Raises UnreadableFile for a file that is missing, damaged or of which no record can be read,
    and NoPartitionColumn.
    """
    folder = scratch_folder(connection)
    readers = list(readers_of(connection, files, folder))
    staged = stage(connection, readers, contract, window, folder)
    rejected = [each for reader in readers if (each := reader.rejected(connection, folder))]
    counts = count_files(connection, staged)
    refuse_unreadable(files, counts, rejected)
    repeated = find_repeated(connection, staged, contract, folder)
    refused = repeated.count + sum(each.refused for each in counts)
    letters = [each.letters for each in rejected]
    if refused:
        letters.append(write_dead_letters(connection, staged, repeated, readers, counts, folder))
    dead_letters = " UNION ALL ".join(letters or [_NO_DEAD_LETTERS])
    dead_lettered, reasons = _count(connection, dead_letters)
    accepted = sum(each.received for each in counts) - refused
    return Validation(
        received=accepted + dead_lettered,
        accepted=accepted,
        dead_lettered=dead_lettered,
        reasons=reasons,
        accepted_sql=_accepted(contract, staged, repeated),
        dead_letters_sql=dead_letters,
    )


def _accepted(contract: Contract, staged: str, repeated: Repeated) -> str:
    names = ", ".join(quote_identifier(column.name) for column in contract.columns)
    query = f"SELECT {names} FROM {staged} WHERE {RULES} IS NULL"
    if not repeated.count:
        return query
    return (
        f"{query} AND ({FILE}, file_row_number) NOT IN "
        f"(SELECT (file, file_row_number) FROM {repeated.rows})"
    )


def _count(connection: "DuckDBPyConnection", letters: str) -> tuple[int, dict[str, int]]:
    """Count the dead letters, and those of each rule, the most frequent first."""
    [(total,)] = connection.execute(f"SELECT count(*) FROM ({letters})").fetchall()
    reasons = connection.execute(
        f"SELECT rule, count(*) FROM (SELECT unnest(rules) AS rule FROM ({letters})) "
        "GROUP BY rule ORDER BY count(*) DESC, rule"
    ).fetchall()
    return total, dict(reasons)
