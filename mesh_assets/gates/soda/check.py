"""A product's Soda checks, known by name before any of them runs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mesh_assets.contract.rule import Severity


@dataclass(frozen=True, slots=True)
class SodaCheck:
    """One check, as people and other systems know it."""

    name: str
    """Unique in its file, made of letters, digits and `_`; also the check's qualifier in Soda."""
    description: str
    """The check in its author's words."""
    expected: str
    """The limit in words, such as `>= 0.01`."""
    severity: Severity
    """What a failure means at most: a check with only a `warn` level is a warning."""


@dataclass(frozen=True, slots=True)
class SodaChecks:
    """All checks of one file."""

    file: Path
    checks: tuple[SodaCheck, ...]
    contracts: tuple[Mapping[str, Any], ...]
    """Soda 4 contracts without their `dataset`; each check has its name as qualifier."""
    volume: bool = False
    """Whether the file asks for the row count's anomaly score, which the volume gate gives."""


class Names:
    """Gives each check of a file a name of its own, in reading order."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def give(self, wanted: str) -> str:
        """Return `wanted` as an identifier, numbered from the second check that wants it."""
        stem = re.sub(r"[^A-Za-z0-9]+", "_", wanted).strip("_").lower() or "check"
        name, number = stem, 1
        while name in self._given:
            number += 1
            name = f"{stem}_{number}"
        self._given.add(name)
        return name
