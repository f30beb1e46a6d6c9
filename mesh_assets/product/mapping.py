"""Which partitions of another product a partition is built from."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, Self

from mesh_assets.product.types import Duration
from mesh_assets.product.written import Written

_DURATION = r"(?=[0-9])(?:[0-9]{1,9}w)?(?:[0-9]{1,9}d)?(?:[0-9]{1,9}h)?(?:[0-9]{1,9}m)?"

MappingKind = Literal["same", "window", "last", "all"]


@dataclass(frozen=True, slots=True)
class PartitionMapping(Written):
    """How partitions of an input become one partition here: `same`, `window 7d`, `last 3`, `all`.

    - `same`: those that overlap it: the same day, or the 24 hours of it.
    - `window 7d`: those that overlap the 7 days that end when it ends.
    - `last 3`: the newest 3 published ones that end no later than it does.
    - `all`: every published one.
    """

    PATTERN = rf"^(same|all|last [1-9][0-9]{{0,4}}|window {_DURATION})$"
    EXAMPLES = ("same", "window 7d", "last 3", "all")
    WANTED = "a partition mapping: same, window 7d, last 3 or all"

    kind: MappingKind
    count: int = 0
    """How many partitions `last` reads; 0 for the others."""
    length: timedelta = timedelta()
    """How far back `window` reaches; nothing for the others."""

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Take the two words apart."""
        word, _, measure = text.partition(" ")
        match word:
            case "last":
                return cls("last", count=int(measure))
            case "window":
                return cls("window", length=Duration.from_text(measure))
            case "all":
                return cls("all")
            case _:
                return cls("same")

    @classmethod
    def correction(cls, text: str) -> str | None:
        """Read `last: 3`, `last3`, `Window 7d` or `window 7` as what they mean."""
        words = re.sub(r"[\s:=]+|(?<=[a-z])(?=[0-9])", " ", text.strip().casefold())
        written = re.sub(r"^(window [0-9]+)$", r"\1d", words)
        return written if re.fullmatch(cls.PATTERN, written) else None

    @property
    def needs_partitions(self) -> bool:
        """Whether it means something only for a product that has partitions itself."""
        return self.kind in {"same", "window"}

    def __str__(self) -> str:
        match self.kind:
            case "last":
                return f"last {self.count}"
            case "window":
                return f"window {Duration(seconds=self.length.total_seconds())}"
            case kind:
                return kind
