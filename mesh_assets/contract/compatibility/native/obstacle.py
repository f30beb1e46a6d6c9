"""Why a reader with one schema cannot read what was written with another, and where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason, located in the reader's schema, or in the writer's where the reader lacks it."""

    kind: str
    """The rule's name as Confluent's registry writes it, such as TYPE_CHANGED."""
    place: str
    """A path of names and keywords, such as `/properties/amount/minimum`."""
    message: str

    @property
    def words(self) -> str:
        """A line for people."""
        return f"{self.kind} at {self.place or '/'}: {self.message}"

    def as_json(self) -> dict[str, str]:
        """Give the obstacle to machines."""
        return {"kind": self.kind, "place": self.place or "/", "message": self.message}


def inside(place: str, obstacles: Iterable[Obstacle]) -> Iterator[Obstacle]:
    """Locate obstacles that were found inside a part of a schema."""
    return (replace(found, place=f"/{place}{found.place}") for found in obstacles)
