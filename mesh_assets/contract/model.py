"""The contract of one port: its columns, its rules, and what they mean to people."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from mesh_assets.contract.rule import Rule


class LogicalType(StrEnum):
    """The type a column promises, independent of any engine."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    """An instant, stored in UTC."""
    OBJECT = "object"
    """With known fields; an object without any is `JSON`."""
    ARRAY = "array"
    JSON = "json"
    """Any JSON value, kept as its text."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column, or one field of an object column."""

    name: str
    type: LogicalType
    required: bool = False
    """Present and not null in every row."""
    precision: int | None = None
    """Total digits of a decimal."""
    scale: int | None = None
    """Digits of a decimal after the point."""
    fields: tuple["Column", ...] = ()
    """The fields of an object."""
    items: "Column | None" = None
    """The element of an array."""
    description: str = ""
    classification: str = ""
    """Such as `public`, `internal`, `pii`; empty where the contract says nothing."""
    primary_key: int | None = None
    """One-based position in the primary key."""
    tags: tuple[str, ...] = ()
    identifier: str = ""
    """What stays the same when the column is renamed; empty where the contract gives none."""

    @property
    def is_personal(self) -> bool:
        """Whether the contract says that the column identifies a person."""
        words = {self.classification.lower(), *(tag.lower() for tag in self.tags)}
        return bool(words & {"pii", "personal", "restricted-pii"})

    @property
    def carries_personal_data(self) -> bool:
        """Whether the column, or anything inside it, identifies a person."""
        return any(column.is_personal for _, column in _walk(self.name, self))


@dataclass(frozen=True, slots=True)
class Contract:
    """What a port promises of one table or of one kind of record."""

    identifier: str
    name: str
    """The table or record name, in snake_case."""
    version: str
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...]
    open: bool = True
    """Whether records may carry properties that the contract does not name."""
    description: str = ""
    digest: str = ""
    """SHA-256 of the contract's canonical content, in hexadecimal."""
    extras: dict[str, Any] = field(default_factory=dict, hash=False, compare=False)
    """What the source format says beyond columns and rules, kept for writing back."""

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The names of the key columns, in key order."""
        keys = [column for column in self.columns if column.primary_key is not None]
        return tuple(c.name for c in sorted(keys, key=lambda c: c.primary_key or 0))

    def column(self, name: str) -> Column | None:
        """Return the top-level column of that name."""
        return next((column for column in self.columns if column.name == name), None)

    def walk(self) -> Iterator[tuple[str, Column]]:
        """Every column with its dotted path (`address.city`, `lines[].sku`), depth first."""
        for column in self.columns:
            yield from _walk(column.name, column)


def _walk(path: str, column: Column) -> Iterator[tuple[str, Column]]:
    yield path, column
    for inner in column.fields:
        yield from _walk(f"{path}.{inner.name}", inner)
    if column.items is not None:
        yield from _walk(f"{path}[]", column.items)
