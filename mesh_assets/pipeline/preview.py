"""A few rows to look at, with personal columns masked."""

from dataclasses import dataclass

import duckdb

from mesh_assets.contract.model import Contract
from mesh_assets.contract.sql import quote_identifier

_MASK = "•••"
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Preview:
    """Column names and a few rows as text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def markdown(self) -> str:
        """The rows as a Markdown table."""
        if not self.rows:
            return "*no rows*"
        lines = [self.columns, ("---",) * len(self.columns), *self.rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def preview(
    connection: duckdb.DuckDBPyConnection, relation: str, contract: Contract, rows: int = 5
) -> Preview:
    """The first rows of a view; a column that identifies a person is never shown."""
    shown = ", ".join(
        f"'{_MASK}'" if column.carries_personal_data else _shortened(column.name)
        for column in contract.columns
    )
    found = connection.execute(f"SELECT {shown} FROM {relation} LIMIT {rows}").fetchall()
    return Preview(
        columns=tuple(column.name for column in contract.columns),
        rows=tuple(tuple(_cell(value) for value in row) for row in found),
    )


def _shortened(column: str) -> str:
    return f"left({quote_identifier(column)}::VARCHAR, {_LONGEST})"


def _cell(value: str | None) -> str:
    return "" if value is None else value.replace("|", "\\|").replace("\n", " ")
