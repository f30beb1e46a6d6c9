"""How a product is cut into partitions, and what their keys mean."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, Field, model_validator

from mesh_assets.documents.mistake import Mistake, mistake, mistakes
from mesh_assets.documents.suggestion import suggest
from mesh_assets.errors import MeshError
from mesh_assets.product.calendar_date import CalendarDate
from mesh_assets.product.declaration import SpecModel
from mesh_assets.product.names import ColumnName
from mesh_assets.product.partition import Partition
from mesh_assets.product.timeline import Every, Timeline

_KEY_EXAMPLES: dict[Every, str] = {
    "hour": "2026-01-05-13:00",
    "day": "2026-01-05",
    "month": "2026-01",
}


class UnknownPartition(MeshError):
    """A partition was asked for that the product does not have."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        meant = suggest(name, available_timezones())
        raise mistake(f"`{name}` is not an IANA time zone such as Europe/Berlin", meant) from None
    return name


class Partitions(SpecModel):
    """The calendar by which a product is gated, published and repaired."""

    by: ColumnName = Field(
        description="The column whose value decides to which partition a row belongs."
    )
    every: Every = Field(description="The length of a partition.")
    start: CalendarDate = Field(
        description="The first day of the first partition, such as 2026-01-01."
    )
    zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        default="UTC",
        description="The IANA time zone in which days and months begin; hours are those of UTC.",
    )

    @model_validator(mode="after")
    def _fits_the_calendar(self) -> "Partitions":
        found = []
        if self.every == "hour" and self.zone != "UTC":
            found.append(Mistake(("zone",), "hours are those of UTC: remove the zone"))
        if self.every == "month" and self.start.day != 1:
            first = self.start.replace(day=1).isoformat()
            found.append(Mistake(("start",), "a month begins on its first day", first))
        if found:
            raise mistakes(found)
        return self

    def partition(self, key: str) -> Partition:
        """Find a partition by its key; raises UnknownPartition."""
        wall = self._timeline.wall_at(key)
        if wall is None:
            example = _KEY_EXAMPLES[self.every]
            raise UnknownPartition(f"`{key}` names no {self.every}: write {example}")
        if wall < self._first_wall:
            first = self._timeline.key(self._first_wall)
            raise UnknownPartition(f"`{key}` lies before the first partition, {first}")
        partition = self._partition(wall)
        if partition.start == partition.end:
            raise UnknownPartition(f"`{key}` never was: the clocks of {self.zone} skipped it")
        return partition

    def refuse_future(self, partition: Partition, now: datetime) -> None:
        """Raise UnknownPartition for a partition that has not begun by now."""
        if partition.start > now:
            raise UnknownPartition(
                f"`{partition.key}` lies in the future: "
                f"it begins at {partition.start:%Y-%m-%d %H:%M} UTC"
            )

    def partition_at_start(self) -> Partition:
        """Give the first partition."""
        return next(self._from(self._first_wall))

    def parse_range(self, text: str) -> list[Partition]:
        """Read `2026-01-01..2026-01-31`, ends included, or one key; raises UnknownPartition."""
        first_key, dots, last_key = text.partition("..")
        first = self.partition(first_key)
        last = self.partition(last_key) if dots else first
        if last.start < first.start:
            raise UnknownPartition(
                f"the range `{text}` ends before it begins: write {last.key}..{first.key}"
            )
        found = []
        for partition in self._from(self._timeline.containing(first.start)):
            found.append(partition)
            if partition.key == last.key:
                break
        return found

    def keys(self, until: datetime) -> list[str]:
        """List the partitions that have ended by an instant, in order."""
        found = []
        for partition in self._from(self._first_wall):
            if partition.end > until:
                break
            found.append(partition.key)
        return found

    def overlapping(self, start: datetime, end: datetime) -> Iterator[Partition]:
        """Give the partitions that share time with an interval, in order."""
        try:
            current = self.containing(start)
        except UnknownPartition:
            current = self.partition_at_start()
        while current.start < end:
            yield current
            current = self.containing(current.end)

    def containing(self, instant: datetime) -> Partition:
        """Find the partition of an instant; raises UnknownPartition before the first.

        Raises ValueError for an instant without a time zone, which is no instant.
        """
        if instant.tzinfo is None:
            raise ValueError(f"{instant} has no time zone")
        wall = self._timeline.containing(instant)
        if wall < self._first_wall:
            first = self._timeline.key(self._first_wall)
            raise UnknownPartition(
                f"{instant.isoformat()} lies before the first partition, {first}"
            )
        return self._partition(wall)

    @property
    def _timeline(self) -> Timeline:
        return Timeline(self.every, ZoneInfo(self.zone))

    @property
    def _first_wall(self) -> datetime:
        return datetime.combine(self.start, time())

    def _partition(self, wall: datetime) -> Partition:
        start, end = self._timeline.interval(wall)
        return Partition(key=self._timeline.key(wall), column=self.by, start=start, end=end)

    def _from(self, wall: datetime) -> Iterator[Partition]:
        while True:
            partition = self._partition(wall)
            if partition.start < partition.end:
                yield partition
            wall = self._timeline.following(wall)
