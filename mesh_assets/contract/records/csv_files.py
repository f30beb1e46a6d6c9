"""CSV files as typed rows.

RFC 4180 with a header line, in UTF-8; where the header has semicolons or tabs and no commas, these
divide the fields. A field is text until its column's type reads it, strictly:
`1_000`, ` 12` and `yes` are no numbers and no booleans. An empty field is null. Objects and lists
are JSON inside a field. Lines with too few or too many fields, or with stray quotes, are no rows at
all: `malformed_line`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from mesh_assets.contract.checks.json_texts import value_name
from mesh_assets.contract.checks.row_rules import row_rules, violated_rules
from mesh_assets.contract.checks.text_places import raw_name, read_texts, text_places
from mesh_assets.contract.landing import UnreadableFile
from mesh_assets.contract.model import Contract
from mesh_assets.contract.records.csv_text import (
    find_records,
    first_lines,
    read_delimiter,
    read_header,
)
from mesh_assets.contract.records.found import write_found, write_letters
from mesh_assets.contract.records.reader import Rejected
from mesh_assets.contract.records.scan import (
    FILE,
    MALFORMED_LINE,
    RECORD,
    RULES,
    file_list,
    no_records,
    partition_rules,
)
from mesh_assets.contract.sql import quote_identifier, quote_literal
from mesh_assets.product.lateness import ArrivalWindow

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ARRIVED = quote_identifier("mesh:arrived")


@dataclass(frozen=True, slots=True)
class CsvReader:
    """One CSV file; the next may have other columns."""

    first: int
    landed: Sequence[Path]
    paths: Sequence[Path]
    names: Sequence[str]
    """The names in the header; none where the file is empty."""
    delimiter: str
    rejects: str = field(default_factory=lambda: f"rejects_{uuid4().hex}")
    """The temporary table in which DuckDB notes the lines that are no rows."""

    @classmethod
    def of(cls, number: int, landed: Path, path: Path) -> "CsvReader":
        """Read the file's header; raises UnreadableFile."""
        return cls(number, [landed], [path], read_header(path), read_delimiter(path))

    def scan(self, contract: Contract, window: ArrivalWindow | None) -> str:
        """Write the query that reads each line as the contract's types, and judges it."""
        columns = contract.columns
        names = ", ".join(quote_identifier(column.name) for column in columns)
        if not self.names:
            return no_records(contract)
        if not any(column.name in self.names for column in columns):
            reason = f"its header names none of the contract's columns: {', '.join(self.names)}"
            raise UnreadableFile(self.landed[0], reason)
        texts = ", ".join(f"{self._arrived(c.name)} AS {raw_name(c)}" for c in columns)
        rows = f"SELECT {_ARRIVED}, {texts} FROM {self._source} AS {_ARRIVED}"
        values = ", ".join(
            f"{value_name(c.name, c)} AS {quote_identifier(c.name)}" for c in columns
        )
        rules = [
            *row_rules(contract, text_places(contract, self.names)),
            *partition_rules(contract, window),
        ]
        return f"""
            SELECT 0 AS {FILE}, {names}, {RULES},
                   CASE WHEN {RULES} IS NOT NULL THEN to_json({_ARRIVED})::VARCHAR END AS {RECORD}
            FROM (SELECT *, {violated_rules(rules)} AS {RULES}
            FROM (SELECT *, {values} FROM ({read_texts(columns, rows)})))
        """

    def rejected(self, connection: "DuckDBPyConnection", folder: Path) -> Rejected | None:
        """Collect the lines that the scan could not read as rows."""
        lines = dict(self._malformed(connection))
        if not lines:
            return None
        first_line = first_lines(self.paths[0], self.delimiter, lines)
        rows = [
            (str(self.landed[0]), first_line.get(number), text.strip("\r\n"), [MALFORMED_LINE])
            for number, text in lines.items()
        ]
        letters = write_letters(rows, folder / f"rejected-{self.first}.parquet")
        return Rejected(self.first, len(rows), letters)

    def find(self, connection: "DuckDBPyConnection", refused: str, folder: Path) -> str:
        """Find the lines on which the refused records begin."""
        malformed = {number for number, _ in self._malformed(connection)}
        finder = partial(find_records, self.paths[0], self.names, self.delimiter, malformed)
        target = folder / f"found-{self.first}.parquet"
        return write_found(connection, refused, {self.first: finder}, target)

    def _arrived(self, name: str) -> str:
        return f"{_ARRIVED}.{quote_identifier(name)}" if name in self.names else "NULL::VARCHAR"

    @property
    def _source(self) -> str:
        columns = ", ".join(f"{quote_literal(name)}: 'VARCHAR'" for name in self.names)
        rejects = f"rejects_table = '{self.rejects}', rejects_scan = '{self.rejects}_scan'"
        return f"""
            read_csv({file_list(self.paths)}, columns = {{{columns}}}, header = true,
                     auto_detect = false, delim = {quote_literal(self.delimiter)},
                     quote = '"', escape = '"',
                     store_rejects = true, rejects_limit = 0, {rejects})
        """

    def _malformed(self, connection: "DuckDBPyConnection") -> list[tuple[int, str]]:
        """List the lines that are no rows by their numbers, the header's being 1."""
        if not self.names:
            return []
        query = f"SELECT line, min(csv_line) FROM {self.rejects} GROUP BY line ORDER BY line"
        return [(int(number), str(text)) for number, text in connection.execute(query).fetchall()]
