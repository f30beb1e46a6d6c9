"""The Soda checks of a product, read without importing Soda.

Soda 4 judges contracts. A SodaCL file, the format of Soda 3 and of most checks in the field, is
translated into contracts; a Soda 4 contract is taken as it is. Either way every check gets a name
of its own before anything runs, so that a check that gives no result is noticed.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mesh_assets.contract.rule import Severity
from mesh_assets.documents.document import Document, read_document
from mesh_assets.documents.problem import DocumentError


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
    """Soda 4 contracts without their `dataset`; their checks have the names as qualifiers."""
    volume: bool
    """Whether the file asks for an anomaly score of the row count, which our volume gate gives."""


def soda_checks(file: Path) -> SodaChecks:
    """Read a SodaCL file or a Soda 4 contract.

    Raises DocumentError with every check that is unknown, unreadable or not supported, located: a
    check that would not run must not pass unnoticed.
    """
    # Both readers build on this module's types.
    from mesh_assets.gates.soda_contract import read_soda_contract
    from mesh_assets.gates.sodacl import read_sodacl

    document = read_document(file)
    if not isinstance(document.data, dict):
        raise DocumentError([document.problem((), "is empty: write `checks for <table>:`")])
    is_contract = {"dataset", "columns"} & document.data.keys()
    return read_soda_contract(document) if is_contract else read_sodacl(document)


class Names:
    """Gives each check of a file a name of its own, in reading order."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def give(self, wanted: str) -> str:
        """Return `wanted` as an identifier, numbered from the second check that wants it."""
        name = re.sub(r"[^A-Za-z0-9]+", "_", wanted).strip("_").lower() or "check"
        while True:
            self._given[name] += 1
            if self._given[name] == 1:
                return name
            name = f"{name}_{self._given[name]}"
