"""Names that SQL takes without quotes, and names as the words they are made of."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_WORD_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def words_of(name: str) -> list[str]:
    """Take a name apart: `customer`, `email` for `customerEmail` and `Customer E-Mail`."""
    return [word for word in snake_cased(name).split("_") if word]


def spelt(name: str) -> str:
    """Write the words of a name so that patterns find whole ones: `_customer_email_`."""
    return f"_{'_'.join(words_of(name))}_"


def snake_cased(name: str) -> str:
    """Write a name in snake_case: `order_id` for `orderID`, `Order Id` and `order-id`."""
    separated = _WORD_BOUNDARY.sub("_", name)
    plain = unicodedata.normalize("NFKD", separated.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    written = re.sub(r"\W+", "_", letters)
    return re.sub(r"_+", "_", written).strip("_")


def column_names(names: Iterable[str], reserved: Collection[str]) -> dict[str, str]:
    """Give each arriving name one of its own that SQL takes without quotes."""
    given: dict[str, str] = {}
    for number, name in enumerate(names, start=1):
        written = snake_cased(name) or f"column_{number}"
        if written[0].isdigit() or written in reserved:
            written = f"_{written}" if written[0].isdigit() else f"{written}_"
        given[name] = _distinct(written, given.values())
    return given


def reserved_words(connection: "DuckDBPyConnection") -> set[str]:
    """List the words that cannot name a column without quotes."""
    rows = connection.execute(
        "SELECT keyword_name FROM duckdb_keywords() "
        "WHERE keyword_category IN ('reserved', 'type_function')"
    ).fetchall()
    return {word for (word,) in rows}


def _distinct(written: str, taken: Collection[str]) -> str:
    number, distinct = 1, written
    while distinct in taken:
        number += 1
        distinct = f"{written}_{number}"
    return distinct
