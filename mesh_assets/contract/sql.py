"""The one place where names and values become SQL text."""

import math
from datetime import UTC, date, datetime
from decimal import Decimal

Literal = str | bool | int | float | Decimal | date | datetime | None


def quote_identifier(name: str) -> str:
    """Quote a name of a column, view, schema or table for DuckDB.

    Raises ValueError when the name is empty or holds NUL, which no SQL text can carry.
    """
    if not name or "\0" in name:
        raise ValueError(f"{name!r} cannot be an SQL identifier.")
    return '"' + name.replace('"', '""') + '"'


def quote_literal(value: Literal) -> str:
    """Render a value as a DuckDB literal that means exactly that value.

    Raises ValueError for what no literal can say: text with NUL, NaN, infinity, and datetimes
    without a time zone.
    """
    match value:
        case None | bool():
            return str(value).upper() if value is not None else "NULL"
        case str():
            return _text(value)
        case datetime():
            return _instant(value)
        case date():
            return f"DATE '{value.isoformat()}'"
        case int() | float() | Decimal():
            return _number(value)


def _text(value: str) -> str:
    if "\0" in value:
        raise ValueError(f"{value!r} holds NUL, which no SQL literal can say.")
    return "'" + value.replace("'", "''") + "'"


def _number(value: float | Decimal) -> str:
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        raise ValueError(f"{value!r} is not a number that SQL can compare.")
    # A float keeps its exponent, so that DuckDB reads it as DOUBLE, not as DECIMAL.
    return f"{value:f}" if isinstance(value, Decimal) else f"{value!r}::DOUBLE"


def _instant(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone, so it is not an instant.")
    return f"TIMESTAMPTZ '{value.astimezone(UTC).isoformat(sep=' ')}'"
