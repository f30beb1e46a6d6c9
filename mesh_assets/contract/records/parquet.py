"""Parquet files as typed rows.

The columns have types already. A value of which the contract's type would lose something is of
another type: nothing is rounded, cut off, or read out of text. An absent column is null in every
row, and a timestamp without a time zone is in UTC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_assets.contract.checks.place import Place
from mesh_assets.contract.checks.row_rules import row_rules, violated_rules
from mesh_assets.contract.checks.table_places import table_places
from mesh_assets.contract.duckdb_types import duckdb_type
from mesh_assets.contract.landing import UnreadableFile
from mesh_assets.contract.model import Contract
from mesh_assets.contract.records.arrived_types import fits, typed
from mesh_assets.contract.records.scan import FILE, RECORD, RULES, file_list, partition_rules
from mesh_assets.contract.sql import quote_identifier
from mesh_assets.product.lateness import ArrivalWindow

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from duckdb.sqltypes import DuckDBPyType

_ARRIVED = quote_identifier("mesh:arrived")


@dataclass(frozen=True, slots=True)
class ParquetReader:
    """One Parquet file; the next may have other columns."""

    first: int
    landed: Sequence[Path]
    paths: Sequence[Path]
    kinds: "Mapping[str, DuckDBPyType]"
    """The file's columns and their types."""

    @classmethod
    def of(cls, connection: "DuckDBPyConnection", number: int, path: Path) -> "ParquetReader":
        """Read the file's schema; raises UnreadableFile."""
        import duckdb  # noqa: PLC0415

        try:
            relation = connection.sql(f"SELECT * FROM read_parquet({file_list([path])})")
        except duckdb.Error as error:
            reason = f"is not a Parquet file: {str(error).splitlines()[0]}"
            raise UnreadableFile(path, reason) from None
        kinds = dict(zip(relation.columns, relation.types, strict=True))
        return cls(number, [path], [path], kinds)

    def scan(self, contract: Contract, window: ArrivalWindow | None) -> str:
        """Write the query that casts each row to the contract's types, and judges it."""
        columns = contract.columns
        names = ", ".join(quote_identifier(column.name) for column in columns)
        values = ", ".join(
            f"{typed(column, _arrived(column.name), self.kinds[column.name])} "
            f"AS {quote_identifier(column.name)}"
            if column.name in self.kinds
            else f"NULL::{duckdb_type(column)} AS {quote_identifier(column.name)}"
            for column in columns
        )
        rules = [
            *row_rules(contract, self._places(contract)),
            *partition_rules(contract, window),
        ]
        return f"""
            SELECT {FILE}, {names}, {RULES},
                   CASE WHEN {RULES} IS NOT NULL THEN to_json({_ARRIVED})::VARCHAR END AS {RECORD}
            FROM (SELECT *, {violated_rules(rules)} AS {RULES}
            FROM (SELECT {FILE}, {_ARRIVED}, {values}
            FROM (SELECT 0 AS {FILE}, {_ARRIVED}
            FROM read_parquet({file_list(self.paths)}) AS {_ARRIVED})))
        """

    def rejected(self, _: "DuckDBPyConnection", __: Path) -> None:
        """Give nothing: every record is a row of the scan."""

    def find(self, _: "DuckDBPyConnection", refused: str, __: Path) -> str:
        """Find the refused rows by their numbers, and once more the text of repeated ones."""
        here = f"FROM {refused} WHERE file = {self.first}"
        return f"""
            SELECT file, ordinal, ordinal + 1 AS line, NULL AS text {here} AND record IS NOT NULL
            UNION ALL
            SELECT file, ordinal, ordinal + 1 AS line, to_json({_ARRIVED})::VARCHAR AS text
            FROM (SELECT {_ARRIVED}, file_row_number AS ordinal
                  FROM read_parquet({file_list(self.paths)}) AS {_ARRIVED})
            JOIN (SELECT file, ordinal {here} AND record IS NULL) USING (ordinal)
        """

    def _places(self, contract: Contract) -> dict[str | None, Place]:
        """Find the places of the typed rows; only here it shows which values did not fit."""
        types = {column.name: duckdb_type(column) for column in contract.columns}
        surplus = dict.fromkeys(self.kinds.keys() - types.keys(), "")
        places = table_places(contract, {**types, **surplus})
        for column in contract.columns:
            if column.name in self.kinds:
                place = places[column.name]
                arrived = _arrived(column.name)
                fitting = fits(column, arrived, place.value, self.kinds[column.name])
                places[column.name] = replace(
                    place,
                    exists=f"({arrived} IS NOT NULL)" if column.required else "TRUE",
                    never_null="TRUE",
                    fits=fitting,
                    other_type=f"NOT ({fitting})",
                )
        return places


def _arrived(name: str) -> str:
    return f"{_ARRIVED}.{quote_identifier(name)}"
