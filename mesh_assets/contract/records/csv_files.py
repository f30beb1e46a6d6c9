"""CSV files as typed rows.

RFC 4180 with a header line, in UTF-8. A field is text until its column's type reads it, strictly:
`1_000`, ` 12` and `yes` are no numbers and no booleans. An empty field is null. Objects and lists
are JSON inside a field. Lines with too few or too many fields, or with stray quotes, are no rows at
all: `malformed_line`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mesh_assets.contract.checks.json_places import value_name
from mesh_assets.contract.checks.row_rules import row_rules, violated_rules
from mesh_assets.contract.checks.text_places import raw_name, read_texts, text_places
from mesh_assets.contract.model import Contract
from mesh_assets.contract.records.csv_text import read_header
from mesh_assets.contract.records.scan import (
    FILE,
    RECORD,
    RULES,
    partition_rules,
)
from mesh_assets.contract.sql import quote_identifier
from mesh_assets.product.partition import Partition

_ARRIVED = quote_identifier("mesh:arrived")


@dataclass(frozen=True, slots=True)
class CsvReader:
    """One CSV file; the next may have other columns."""

    first: int
    landed: Sequence[Path]
    paths: Sequence[Path]
    names: Sequence[str]
    """The names in the header; none where the file is empty."""

    @classmethod
    def of(cls, number: int, landed: Path, path: Path) -> "CsvReader":
        """Read the file's header; raises UnreadableFile."""
        return cls(number, [landed], [path], read_header(path))

    def scan(self, contract: Contract, partition: Partition | None) -> str:
        """Write the query that reads each line as the contract's types, and judges it."""
        columns = contract.columns
        names = ", ".join(quote_identifier(column.name) for column in columns)
        if not self.names:
            return _nothing(contract)
        texts = ", ".join(f"{self._arrived(c.name)} AS {raw_name(c)}" for c in columns)
        rows = f"SELECT arrived AS {_ARRIVED}, {texts} FROM {self._source} AS arrived"
        values = ", ".join(
            f"{value_name(c.name, c)} AS {quote_identifier(c.name)}" for c in columns
        )
        rules = [
            *row_rules(contract, text_places(contract, self.names)),
            *partition_rules(contract, partition),
        ]
        return f"""
            SELECT 0 AS {FILE}, {names}, {RULES},
                   CASE WHEN {RULES} IS NOT NULL THEN to_json({_ARRIVED})::VARCHAR END AS {RECORD}
            FROM (SELECT *, {violated_rules(rules)} AS {RULES}
            FROM (SELECT *, {values} FROM ({read_texts(columns, rows)})))
        """

    def rejected(self, connection: "DuckDBPyConnection", folder: Path) -> str | None:
        """Collect the lines that the scan could not read as rows."""
        lines = dict(self._malformed(connection))
        if not lines:
            return None
        first_line = first_lines(self.paths[0], lines)
        rows = [
            (self.first, first_line.get(number), text.strip("\r\n"), [MALFORMED_LINE])
            for number, text in lines.items()
        ]
        return write_rejected(connection, rows, folder / f"rejected-{self.first}.parquet")

    def find(self, connection: "DuckDBPyConnection", refused: str, folder: Path) -> str:
        """Find the lines on which the refused records begin."""
        malformed = {number for number, _ in self._malformed(connection)}
        finder = partial(find_records, self.paths[0], self.names, malformed)
        target = folder / f"found-{self.first}.parquet"
        return write_found(connection, refused, {self.first: finder}, target)
