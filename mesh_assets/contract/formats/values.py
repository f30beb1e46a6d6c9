"""Values as a contract writes them, read as values of a column."""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from fractions import Fraction

from mesh_assets.contract.duckdb_types import decimal_digits
from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.contract.sql import Literal

_LONGEST = 2**63


def number(written: object) -> int | float | None:
    """Read a finite number, a whole one as an integer; None for anything else."""
    if isinstance(written, bool) or not isinstance(written, int | float):
        return None
    try:
        is_finite = math.isfinite(written)
    except OverflowError:
        return None
    if not is_finite:
        return None
    return int(written) if written == int(written) else written


def count(written: object) -> int | None:
    """Read a whole number of 0 or more; None for anything else."""
    read = number(written)
    return read if isinstance(read, int) and read >= 0 else None


def text(written: object) -> str | None:
    """Read a text that a database can hold: Unicode without NUL; None for anything else."""
    if not isinstance(written, str) or "\0" in written:
        return None
    try:
        written.encode()
    except UnicodeEncodeError:
        return None
    return written


def value_of(column: Column, written: object, zone: tzinfo = UTC) -> Literal:
    """Read a value that the column could hold; None when it could not, or is no single value.

    A point in time without an offset is in `zone`.
    """
    read = _READERS.get(column.type)
    if read is not None:
        return read(column, written)
    return _instant(written, zone) if column.type is LogicalType.TIMESTAMP else None


def limit_of(column: Column, written: object, zone: tzinfo = UTC) -> Literal:
    """Read a limit for the column's values; None when they cannot be compared with it.

    A whole number may have a limit that is none, such as 0.5.
    """
    if column.type is LogicalType.INTEGER:
        return number(written)
    return value_of(column, written, zone)


def _integer(_: Column, written: object) -> int | None:
    read = number(written)
    return read if isinstance(read, int) and -_LONGEST <= read < _LONGEST else None


def _decimal(column: Column, written: object) -> Decimal | None:
    if number(written) is None:
        return None
    precision, scale = decimal_digits(column)
    units = Fraction(str(written)) * 10**scale
    fits = units.denominator == 1 and abs(units) < 10**precision
    return Decimal(str(written)) if fits else None


def _date(_: Column, written: object) -> date | None:
    try:
        return date.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None


def _instant(written: object, zone: tzinfo) -> datetime | None:
    try:
        read = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None
    return read.replace(tzinfo=zone) if read is not None and read.tzinfo is None else read


_READERS: Mapping[LogicalType, Callable[[Column, object], Literal]] = {
    LogicalType.STRING: lambda _, written: text(written),
    LogicalType.INTEGER: _integer,
    LogicalType.NUMBER: lambda _, written: number(written),
    LogicalType.DECIMAL: _decimal,
    LogicalType.BOOLEAN: lambda _, written: written if isinstance(written, bool) else None,
    LogicalType.DATE: _date,
}
