"""The query of an ODCS check of type `sql`, placed on the contract's table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mesh_assets.contract.formats.reading import ContractReading
from mesh_assets.contract.formats.trial import complaint_about_query
from mesh_assets.contract.model import Column
from mesh_assets.contract.sql import quote_identifier
from mesh_assets.contract.tables.own_sql import ROWS
from mesh_assets.documents.nodes import Path

_TABLE = re.compile(r"\$?\{(?:object|table|model)\}")
_PROPERTY = re.compile(r"\$?\{(?:property|column|field)\}")


@dataclass(frozen=True, slots=True)
class QueriedTable:
    """The table that queries are about."""

    names: Sequence[str]
    """What it is called in the contract."""
    columns: Sequence[Column]
    """Its columns; none where they could not all be read, for which no query is to blame."""


def placed_query(
    reading: ContractReading, written: str | None, at: Path, path: str | None, table: QueriedTable
) -> str | None:
    """Put the table and the column into a query; None when it cannot be run."""
    query = (written or "").strip().removesuffix(";")
    named = next((name for name in table.names if _names(query, name)), None)
    complaint = _complaint(query, path, named)
    if complaint is None:
        column = _column(path)
        query = _PROPERTY.sub(lambda _: column, _TABLE.sub(ROWS, query))
        query = query if named is None else _with_name(query, named)
        complaint = complaint_about_query(query, table.columns) if table.columns else None
    if complaint is not None:
        reading.problem((*at, "query"), complaint)
        return None
    return query


def _with_name(query: str, table: str) -> str:
    """Let the table be called by its name."""
    # The line break ends a comment that may stand last.
    return f"WITH {quote_identifier(table)} AS (FROM {ROWS}) SELECT * FROM (\n{query}\n)"


def _names(query: str, table: str) -> bool:
    """Whether a query that has no placeholder calls the table by its name."""
    word = rf"(?<!\w){re.escape(table)}(?!\w)"
    return _TABLE.search(query) is None and re.search(word, query, re.IGNORECASE) is not None


def _complaint(query: str, path: str | None, named: str | None) -> str | None:
    if not query:
        return "a check of type sql needs a `query`"
    if _TABLE.search(query) is None and named is None:
        return "the query is about other rows: write {object} for the table that is judged"
    if _PROPERTY.search(query) is None:
        return None
    if path is None:
        return "the query is about the table, so that no property can be meant: write its name"
    return "an item of an array has no name in SQL" if "[]" in path else None


def _column(path: str | None) -> str:
    return ".".join(quote_identifier(name) for name in (path or "").split(".") if name)
