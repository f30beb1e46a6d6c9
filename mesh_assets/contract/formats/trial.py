"""What DuckDB says of a contract's patterns and queries, before there is any data.

A pattern or a query that could not be judged later is a mistake in the contract now.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from mesh_assets.contract.duckdb_types import duckdb_type
from mesh_assets.contract.model import Column
from mesh_assets.contract.sql import quote_identifier
from mesh_assets.contract.tables.own_sql import on_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, Error

_BEYOND_RE2 = {
    "(?=": "lookahead",
    "(?!": "lookahead",
    "(?<": "lookbehind or a group named `(?<name>...)`",
    "(?>": "an atomic group",
    "\\k": "a back reference",
    "(?P": "a back reference",
    **{f"\\{digit}": "a back reference" for digit in "123456789"},
}
"""What DuckDB's complaint ends with, and what ECMA-262 calls it."""

_MEASURES = frozenset(
    {"boolean", "decimal", "double", "float", "hugeint", "uhugeint"}
    | {f"{sign}{size}int" for sign in ("", "u") for size in ("tiny", "small", "big")}
    | {"integer", "uinteger"}
)


@lru_cache(maxsize=4096)
def complaint_about_pattern(regex: str) -> str | None:
    """Say why a regular expression cannot be judged by RE2; None when it can."""
    # Here, because most commands read no contract and load no database.
    import duckdb  # noqa: PLC0415

    try:
        _connection().cursor().execute("SELECT regexp_matches('', ?)", [regex])
    except duckdb.Error as error:
        said = _said(error)
        for ending, feature in _BEYOND_RE2.items():
            if said.endswith(ending):
                return f"RE2 cannot judge {feature}: write the pattern without it"
        return f"this is no regular expression of RE2: {said}"
    return None


def complaint_about_query(query: str, columns: Sequence[Column]) -> str | None:
    """Say why a query on the contract's table gives no number; None when it does.

    It is planned, on a table without rows, and not run.
    """
    import duckdb  # noqa: PLC0415

    promised = ", ".join(
        f"NULL::{duckdb_type(column)} AS {quote_identifier(column.name)}" for column in columns
    )
    planned = on_rows(query, f"SELECT {promised} WHERE FALSE")
    try:
        described = _connection().cursor().execute(f"DESCRIBE {planned}").fetchall()
    except duckdb.Error as error:
        return f"this query cannot be run: {_said(error)}"
    if len(described) != 1:
        return f"a query gives one number, and this one gives {len(described)} columns"
    [(_, kind, *_)] = described
    if kind.partition("(")[0].lower() not in _MEASURES:
        return f"a query gives one number, and this one gives {kind}"
    return None


@cache
def _connection() -> "DuckDBPyConnection":
    """One database without data for the whole process; it sees no file and starts no thread."""
    import duckdb  # noqa: PLC0415

    return duckdb.connect(config={"threads": 1, "enable_external_access": False})


def _said(error: "Error") -> str:
    """The first line of an error, without DuckDB's name for its kind."""
    first = str(error).strip().partition("\n")[0]
    return first.partition(" Error: ")[2] or first
