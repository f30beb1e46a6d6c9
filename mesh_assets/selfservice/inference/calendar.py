"""The column that decides the partition, and the days that a sample covers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from mesh_assets.contract.model import LogicalType
from mesh_assets.contract.sql import quote_identifier
from mesh_assets.selfservice.inference.identifiers import spelt
from mesh_assets.selfservice.sample.column import SampleColumn

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_EVENTS = re.compile(
    r"_(created?|event|occurred|ordered|placed|paid|issued|recorded|received|logged|booked"
    r"|confirmed|refunded|requested|registered|started?|published|sent|timestamp|ts|pickup)_"
)
_NOT_EVENTS = re.compile(
    r"_(birth|dob|birthday|birthdate|updated?|modified|changed|deleted|cancelled|expir\w+|valid"
    r"|due|end|ended|until|to|expected|scheduled|planned|delivered|estimated|closed|dropoff)_"
)
_INSTANTS = frozenset({LogicalType.TIMESTAMP, LogicalType.DATE})
_DENSE = 0.5
"""A daily feed brings something on most days; a list of customers has days long past."""
_FIRST_YEAR = 1970


@dataclass(frozen=True, slots=True)
class Calendar:
    """Daily partitions, as a sample suggests them."""

    column: str
    days: tuple[date, ...]
    """The days in UTC on which the sample has records, in order; there is one at least."""

    @property
    def start(self) -> date:
        """The first day of the first partition."""
        return self.days[0]

    @property
    def runs(self) -> list[tuple[date, date]]:
        """The days as runs of successive ones, each by its first and its last day."""
        found: list[tuple[date, date]] = []
        for day in self.days:
            if found and found[-1][1] + timedelta(days=1) == day:
                found[-1] = (found[-1][0], day)
            else:
                found.append((day, day))
        return found


def find_calendar(
    connection: "DuckDBPyConnection", rows: str, columns: Sequence[SampleColumn]
) -> Calendar | None:
    """Find the best column to partition by; None where no column is the time of an event."""
    for column in sorted(_candidates(columns), key=_unlikeliness):
        days = _days(connection, rows, column)
        if days and days[0].year >= _FIRST_YEAR and _is_dense(days):
            return Calendar(column.name, days)
    return None


def _candidates(columns: Sequence[SampleColumn]) -> Iterable[SampleColumn]:
    return (
        column
        for column in columns
        if column.type in _INSTANTS
        and not column.is_personal
        # The partition column keeps its name, and dbt's tests cannot write this one.
        and '"' not in column.name
        and not _NOT_EVENTS.search(spelt(column.name))
    )


def _unlikeliness(column: SampleColumn) -> tuple[bool, bool]:
    is_event = bool(_EVENTS.search(spelt(column.name)))
    return not is_event, column.type is LogicalType.DATE


def _days(
    connection: "DuckDBPyConnection", rows: str, column: SampleColumn
) -> tuple[date, ...] | None:
    """List the days of the records; None where one of them has none."""
    value = quote_identifier(column.name)
    instant = value if column.type is LogicalType.DATE else f"({value} AT TIME ZONE 'UTC')"
    found = connection.execute(
        f"SELECT DISTINCT {instant}::DATE AS day FROM {rows} ORDER BY day"
    ).fetchall()
    days = tuple(day for (day,) in found)
    return None if None in days else days


def _is_dense(days: Sequence[date]) -> bool:
    return len(days) >= ((days[-1] - days[0]).days + 1) * _DENSE
