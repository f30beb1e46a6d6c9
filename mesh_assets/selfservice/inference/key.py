"""The column that identifies a record: unique, always there, and named like it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mesh_assets.contract.model import LogicalType
from mesh_assets.contract.sql import quote_identifier
from mesh_assets.selfservice.inference.identifiers import words_of
from mesh_assets.selfservice.sample.column import SampleColumn

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_IDENTIFIERS = frozenset({"id", "uuid", "guid", "key", "number", "code"})
_KEY_TYPES = frozenset({LogicalType.STRING, LogicalType.INTEGER, LogicalType.DECIMAL})


def named_like_keys(columns: Sequence[SampleColumn], product: str) -> list[SampleColumn]:
    """List the columns whose names say that they identify something, the likeliest first.

    `id` and the product's own (`refund_id` of `refunds`) come before those of other things, which
    come in the order of the file.
    """
    found = [column for column in columns if _is_named_like_a_key(column)]
    own = {*words_of(product), *(_singular(word) for word in words_of(product))}
    return sorted(found, key=lambda column: not set(words_of(column.name)[:-1]) <= own)


def find_key(
    connection: "DuckDBPyConnection", rows: str, columns: Sequence[SampleColumn], product: str
) -> str | None:
    """Find the key; None where no column that is named like one is unique and always there.

    In a single record everything is unique, so there only the likeliest name counts.
    """
    candidates = named_like_keys(columns, product)
    [(records,)] = connection.execute(f"SELECT count(*) FROM {rows}").fetchall()
    for column in candidates if records > 1 else candidates[:1]:
        if _distinct(connection, rows, column) == records:
            return column.name
    return None


def _is_named_like_a_key(column: SampleColumn) -> bool:
    words = words_of(column.name)
    return column.type in _KEY_TYPES and bool(words) and words[-1] in _IDENTIFIERS


def _distinct(connection: "DuckDBPyConnection", rows: str, column: SampleColumn) -> int:
    name = quote_identifier(column.name)
    [(distinct,)] = connection.execute(f"SELECT count(DISTINCT {name}) FROM {rows}").fetchall()
    return int(distinct)


def _singular(word: str) -> str:
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")
