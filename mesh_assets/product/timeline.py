"""Calendar arithmetic: the hours, days and months of a time zone as intervals in UTC.

A partition is known by the wall-clock time at which it begins, and begins at the first instant at
which the clocks of the zone are said to show it (`fold=0` of PEP 495). Intervals end where the next
begins, so that they tile the time line whatever a zone does: a day of 23 or 25 hours, a midnight
that clocks skip, and a date that a zone never had (Apia's 2011-12-30), which is empty.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Every = Literal["hour", "day", "month"]

_KEY_FORMATS: dict[Every, str] = {"hour": "%Y-%m-%d-%H:%M", "day": "%Y-%m-%d", "month": "%Y-%m"}
_KEY_PATTERNS: dict[Every, str] = {
    "hour": r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}-[0-9]{2}:00",
    "day": r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}",
    "month": r"[12][0-9]{3}-[0-9]{2}",
}


@dataclass(frozen=True, slots=True)
class Timeline:
    """The hours, days or months of one zone, each known by its wall-clock start."""

    every: Every
    zone: ZoneInfo

    def key(self, wall: datetime) -> str:
        """Write the key that Dagster gives to the same interval."""
        return wall.strftime(_KEY_FORMATS[self.every])

    def wall_at(self, key: str) -> datetime | None:
        """Read a key; None where `key` would not write it, or outside the years 1000 to 2999."""
        if re.fullmatch(_KEY_PATTERNS[self.every], key) is None:
            return None
        try:
            return datetime.strptime(key, _KEY_FORMATS[self.every])  # noqa: DTZ007
        except ValueError:
            return None

    def interval(self, wall: datetime) -> tuple[datetime, datetime]:
        """Give the half-open interval in UTC; start and end are equal where there is none."""
        return self._instant(wall), self._instant(self.following(wall))

    def containing(self, instant: datetime) -> datetime:
        """Find the wall-clock start of the interval that contains an instant."""
        wall = self._floor(instant.astimezone(self.zone).replace(tzinfo=None))
        # Where clocks go back over midnight, a date is shown again after the next one has begun.
        while instant < self._instant(wall):
            wall = self._floor(wall - timedelta(hours=1))
        while instant >= self._instant(self.following(wall)):
            wall = self.following(wall)
        return wall

    def following(self, wall: datetime) -> datetime:
        """Step to the next hour, day or month of the calendar."""
        match self.every:
            case "hour":
                return wall + timedelta(hours=1)
            case "day":
                return wall + timedelta(days=1)
            case "month":
                return self._floor(wall + timedelta(days=31))

    def _floor(self, wall: datetime) -> datetime:
        match self.every:
            case "hour":
                return wall.replace(minute=0, second=0, microsecond=0, fold=0)
            case "day":
                return wall.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
            case "month":
                return wall.replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)

    def _instant(self, wall: datetime) -> datetime:
        return wall.replace(tzinfo=self.zone).astimezone(UTC)
