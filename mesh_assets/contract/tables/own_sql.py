"""A contract's own SQL, placed on the rows that are judged.

The query becomes part of another one, so that it can only be one SELECT and change nothing.
"""

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROWS = "${table}"
"""Stands in a rule's query for the rows that are judged."""

_NAME = '"mesh:judged"'


class NoNumber(Exception):
    """A query gave something else than one number, so that there is nothing to compare."""


def on_rows(query: str, rows: str) -> str:
    """Write the query on the rows that a SELECT gives."""
    # The line breaks end a comment that may stand last in either.
    placed = query.replace(ROWS, _NAME)
    return f"WITH {_NAME} AS (\n{rows}\n) SELECT * FROM (\n{placed}\n)"


def measure(connection: "DuckDBPyConnection", query: str, rows: str) -> int | float:
    """Run the query on the rows; a truth value is 1 or 0.

    Raises NoNumber, and duckdb.Error where the query cannot be run.
    """
    found = connection.execute(on_rows(query, rows)).fetchmany(2)
    if len(found) != 1:
        raise NoNumber(f"its query gave {'several rows' if found else 'no row'}, not one number")
    return _number(found[0])


def _number(row: Sequence[Any]) -> int | float:
    if len(row) != 1:
        raise NoNumber(f"its query gave {len(row)} columns, not one number")
    [value] = row
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if not isinstance(value, int | float) or not math.isfinite(value):
        given = "null" if value is None else str(value)
        raise NoNumber(f"its query gave {given}, which is no number")
    return int(value) if isinstance(value, bool) else value
