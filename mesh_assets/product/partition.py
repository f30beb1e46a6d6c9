"""One partition of a data product: the unit that is gated, published and repaired."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Partition:
    """A half-open interval of the partition column, in UTC.

    The key is the one Dagster shows: `2026-01-05` for days, `2026-01-05-13:00` for hours,
    `2026-01` for months.
    """

    key: str
    column: str
    """The column whose value decides to which partition a row belongs."""
    start: datetime
    end: datetime

    def __str__(self) -> str:
        return self.key
