"""Contracts in ODCS 3.1 with their next versions, and a few that are broken."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BROKEN_EVERY = 50
_COLUMNS_OF_A_SMALL_ONE = 24
_COLUMNS_OF_A_LARGE_ONE = 950
"""Which is somewhat more than 200 KB."""

_HEAD = """\
apiVersion: v3.1.0
kind: DataContract
id: urn:datacontract:benchmark:{name}
name: {name}
version: {version}
status: active
domain: benchmark
description:
  purpose: What the table {name} holds, so that others can rely on it.
schema:
  - name: {name}
    logicalType: object
    physicalType: table
    properties:
"""
_KEY = """\
      - name: {name}_id
        description: What identifies a row.
        logicalType: string
        logicalTypeOptions: {{pattern: '^[a-z0-9_]+$'}}
        primaryKey: true
        primaryKeyPosition: 1
        required: true
"""
_COLUMN = """\
      - name: column_{number}
        description: What the owner says of column {number} of {name}.
        logicalType: {kind}
        required: {required}
        classification: internal
"""
_ALLOWED = """\
        quality:
          - {{metric: invalidValues, arguments: {{validValues: [new, paid]}}, mustBe: 0}}
"""
_FIELDS = """\
        properties:
          - {{name: city, logicalType: string, required: true}}
          - {{name: land, logicalType: string, logicalTypeOptions: {{maxLength: 2}}}}
"""
_KINDS = (
    ("string", "        logicalTypeOptions: {{minLength: 1, maxLength: {limit}}}\n"),
    ("integer", "        logicalTypeOptions: {{minimum: 0, maximum: {limit}}}\n"),
    ("number", "        physicalType: decimal(18, 2)\n"),
    ("timestamp", ""),
    ("string", _ALLOWED),
    ("object", _FIELDS),
)
"""What columns are in turns, and what is said of each beside its type."""


@dataclass(frozen=True, slots=True)
class ContractFolders:
    """What was written."""

    current: Path
    """Holds all contracts; every fiftieth is broken."""
    pairs: tuple[tuple[Path, Path], ...]
    """The contracts that are not broken, each with its next version."""

    @property
    def files(self) -> list[Path]:
        """All contracts of the folder, in its order."""
        return sorted(self.current.iterdir())


def write_contracts(folder: Path, count: int) -> ContractFolders:
    """Write so many small contracts."""
    return _write(folder, count, _COLUMNS_OF_A_SMALL_ONE)


def write_large_contract(folder: Path) -> ContractFolders:
    """Write one contract of 200 KB."""
    return _write(folder, 1, _COLUMNS_OF_A_LARGE_ONE)


def _write(folder: Path, count: int, columns: int) -> ContractFolders:
    current, following = folder / "current", folder / "next"
    current.mkdir(parents=True)
    following.mkdir()
    pairs = []
    for index in range(count):
        name = f"table_{index:04d}"
        old, new = (each / f"{name}.odcs.yaml" for each in (current, following))
        numbers = list(range(columns))
        text = _text(name, "1.0.0", numbers)
        if index % _BROKEN_EVERY == _BROKEN_EVERY - 1:
            text = text.replace("logicalType: integer", "logicalType: intger", 1)
        else:
            # One column goes, one comes, and a limit moves.
            changed = _text(name, "2.0.0", [*numbers[1:], columns], limit=80)
            new.write_text(changed, encoding="utf-8")
            pairs.append((old, new))
        old.write_text(text, encoding="utf-8")
    return ContractFolders(current, tuple(pairs))


def _text(name: str, version: str, numbers: list[int], limit: int = 100) -> str:
    head = _HEAD.format(name=name, version=version) + _KEY.format(name=name)
    return head + "".join(_columns(name, numbers, limit))


def _columns(name: str, numbers: list[int], limit: int) -> Iterator[str]:
    for number in numbers:
        kind, more = _KINDS[number % len(_KINDS)]
        required = str(number % 3 == 0).lower()
        yield _COLUMN.format(name=name, number=number, kind=kind, required=required)
        yield more.format(limit=limit)
