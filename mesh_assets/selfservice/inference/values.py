"""What the values of the columns show: formats, repeated values, personal data."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mesh_assets.contract.checks.formats import FORMATS
from mesh_assets.contract.model import LogicalType
from mesh_assets.contract.sql import quote_identifier
from mesh_assets.selfservice.inference.personal import (
    VALUE_PATTERNS,
    sounds_personal,
    sounds_personal_beside_others,
)
from mesh_assets.selfservice.sample.column import SampleColumn
from mesh_assets.selfservice.sample.texts import matches

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FORMATS = ("email", "uuid", "uri")
LOCAL_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?"
"""An instant without an offset, which no contract takes for an instant."""

_MOST_CHOICES = 12
_USES_OF_A_CHOICE = 5
"""A text is a choice among few values when each is repeated so often, on average."""
_LONGEST_CHOICE = 40
_MOSTLY = 0.9


@dataclass(frozen=True, slots=True)
class _Text:
    """What the values of a text column have in common."""

    format: str | None
    pattern: str | None
    values: tuple[str, ...]
    reads_personal: bool


def described(
    connection: "DuckDBPyConnection", rows: str, columns: tuple[SampleColumn, ...]
) -> tuple[SampleColumn, ...]:
    """Add to each column what its values show."""
    return _joining_others(
        _described(connection, rows, column, quote_identifier(column.name)) for column in columns
    )


def _joining_others(columns: Iterable[SampleColumn]) -> tuple[SampleColumn, ...]:
    """Take names and towns for personal where something beside them is."""
    found = tuple(columns)
    if not any(True for column in found for _ in column.personal_paths()):
        return found
    return tuple(
        replace(column, is_personal=True, values=()) if _joins_others(column) else column
        for column in found
    )


def _joins_others(column: SampleColumn) -> bool:
    return column.type is LogicalType.STRING and sounds_personal_beside_others(column.name)


def _described(
    connection: "DuckDBPyConnection", rows: str, column: SampleColumn, value: str
) -> SampleColumn:
    is_personal = sounds_personal(column.name, column.type)
    fields = _joining_others(
        _described(connection, rows, field, f"{value}.{quote_identifier(field.name)}")
        for field in column.fields
    )
    items = _named(column.items) if column.items is not None else None
    found = replace(column, fields=fields, items=items, is_personal=is_personal)
    if column.type is not LogicalType.STRING:
        return found
    text = _text(connection, rows, value)
    return replace(
        found,
        format=text.format,
        pattern=text.pattern,
        values=() if is_personal or text.reads_personal else text.values,
        is_personal=is_personal or text.reads_personal,
    )


def _named(column: SampleColumn) -> SampleColumn:
    """Judge what lies inside lists by its names alone."""
    return replace(
        column,
        fields=_joining_others(_named(field) for field in column.fields),
        items=_named(column.items) if column.items is not None else None,
        is_personal=sounds_personal(column.name, column.type),
    )


def _text(connection: "DuckDBPyConnection", rows: str, value: str) -> _Text:
    texts = f"SELECT {value} AS text FROM {rows} WHERE {value} IS NOT NULL"
    tests = [*(FORMATS[name] for name in _FORMATS), LOCAL_TIME]
    all_match = ", ".join(f"coalesce(bool_and({matches(test)}), false)" for test in tests)
    shares = ", ".join(f"coalesce(avg({matches(test)}::INTEGER), 0)" for test in VALUE_PATTERNS)
    found: tuple[Any, ...] = connection.execute(
        f"""
        SELECT count(*), count(DISTINCT text), max(length(text)), {all_match}, {shares},
               coalesce(bool_and(try_cast(text AS TIMESTAMP) IS NOT NULL), false)
        FROM ({texts})
        """
    ).fetchall()[0]
    count, distinct, longest, *rest, in_calendar = found
    formats = (name for name, holds in zip(_FORMATS, rest, strict=False) if holds)
    is_local_time = rest[len(_FORMATS)] and in_calendar
    return _Text(
        format=next(formats, None),
        pattern=f"^{LOCAL_TIME}$" if is_local_time else None,
        values=tuple(_choices(connection, texts, count, distinct, longest)),
        reads_personal=max(rest[len(tests) :]) >= _MOSTLY,
    )


def _choices(
    connection: "DuckDBPyConnection", texts: str, count: int, distinct: int, longest: int | None
) -> Iterator[str]:
    is_few = 1 < distinct <= _MOST_CHOICES and count >= distinct * _USES_OF_A_CHOICE
    if is_few and (longest or 0) <= _LONGEST_CHOICE:
        rows = connection.execute(f"SELECT DISTINCT text FROM ({texts}) ORDER BY text").fetchall()
        yield from (text for (text,) in rows)
