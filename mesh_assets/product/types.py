"""The measures of the language: durations, percentages, versions."""

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Self

from mesh_assets.documents.mistake import mistake
from mesh_assets.product.written import Written

_SECONDS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
_LONGEST_DAYS = 100 * 366


class Duration(Written, timedelta):
    """A length of time, written `15m`, `1h30m` or `7d`: weeks, days, hours, minutes, seconds."""

    PATTERN = r"^(?=[0-9])([0-9]{1,9}w)?([0-9]{1,9}d)?([0-9]{1,9}h)?([0-9]{1,9}m)?([0-9]{1,9}s)?$"
    EXAMPLES = ("15m", "1h", "1h30m", "7d")
    WANTED = "a duration such as 15m, 1h30m or 7d"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Add up the parts."""
        seconds = sum(
            int(number) * _SECONDS[unit] for number, unit in re.findall(r"([0-9]+)([wdhms])", text)
        )
        if seconds > _LONGEST_DAYS * _SECONDS["d"]:
            raise mistake(f"`{text}` is longer than a century")
        return cls(seconds=seconds)

    @classmethod
    def correction(cls, text: str) -> str | None:
        """Read `1 hour`, `30min` or `1H` as what they mean."""
        words = re.findall(r"([0-9]+)\s*([a-z])[a-z]*", text.casefold())
        written = "".join(f"{number}{unit}" for number, unit in words)
        return written if words and re.fullmatch(cls.PATTERN, written) else None

    def __str__(self) -> str:
        rest, parts = self.days * _SECONDS["d"] + self.seconds, []
        for unit in "dhms":
            number, rest = divmod(rest, _SECONDS[unit])
            parts += [f"{number}{unit}"] if number else []
        return "".join(parts) or "0s"


@dataclass(frozen=True, slots=True, order=True)
class Percentage(Written):
    """A share of a whole, exact to every digit that is written: `99.9%`."""

    PATTERN = r"^(100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?)%$"
    EXAMPLES = ("99%", "99.9%", "99.99%")
    WANTED = "a percentage such as 99.9%"

    percent: Decimal

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read the number before the sign."""
        return cls(Decimal(text.removesuffix("%")))

    @classmethod
    def correction(cls, text: str) -> str | None:
        """Add the sign to a number that lacks it."""
        written = f"{text.removesuffix('%').strip()}%"
        return written if re.fullmatch(cls.PATTERN, written) else None

    @property
    def ratio(self) -> Decimal:
        """The share as a number from 0 to 1."""
        return self.percent / 100

    def __str__(self) -> str:
        return f"{self.percent.normalize():f}%"


@dataclass(frozen=True, slots=True)
class SemanticVersion(Written):
    """The version of an interface, by the rules of https://semver.org (2.0.0)."""

    PATTERN = (
        r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)"
        r"(-(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*)?"
        r"(\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$"
    )
    EXAMPLES = ("1.0.0", "2.1.0")
    WANTED = 'a semantic version such as "2.1.0"'

    major: int
    minor: int
    patch: int
    prerelease: str = ""
    build: str = ""

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Take the version apart."""
        match = re.fullmatch(cls.PATTERN, text)
        if match is None:
            raise ValueError(text)
        major, minor, patch, prerelease, build = match.groups(default="")
        return cls(int(major), int(minor), int(patch), prerelease[1:], build[1:])

    @classmethod
    def correction(cls, text: str) -> str | None:
        """Complete `2.1` and `v2`."""
        numbers = re.fullmatch(r"[vV]?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?", text)
        if numbers is None:
            return None
        return ".".join(str(int(number)) for number in numbers.groups(default="0"))

    def __lt__(self, other: "SemanticVersion") -> bool:
        return self._precedence() < other._precedence()

    def __str__(self) -> str:
        release = f"{self.major}.{self.minor}.{self.patch}"
        prerelease = f"-{self.prerelease}" if self.prerelease else ""
        return release + prerelease + (f"+{self.build}" if self.build else "")

    def _precedence(self) -> tuple[object, ...]:
        """Order by rule 11: pre-releases first, numbers before words, builds not at all."""
        identifiers = [
            (0, int(part), "") if part.isdigit() else (1, 0, part)
            for part in self.prerelease.split(".")
        ]
        release = (self.major, self.minor, self.patch)
        return (*release, 0, *identifiers) if self.prerelease else (*release, 1)
