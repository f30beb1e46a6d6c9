"""Whether a data file can hold one of some keys, by the bounds of columns that manifests keep.

A bound may be wider than the values, as Iceberg cuts long texts, but never narrower. What has no
bound, such as a personal column, rules nothing out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyiceberg.conversions import from_bytes
from pyiceberg.manifest import DataFile
from pyiceberg.schema import Schema
from pyiceberg.types import (
    DateType,
    DecimalType,
    IntegerType,
    LongType,
    NestedField,
    StringType,
    TimestampType,
    TimestamptzType,
)

_BOUNDED = (
    DateType,
    DecimalType,
    IntegerType,
    LongType,
    StringType,
    TimestampType,
    TimestamptzType,
)
"""Types whose every value lies within the bounds, in Python's order; NaN lies within none."""


@dataclass(frozen=True, slots=True)
class _Range:
    lowest: Any
    highest: Any

    def meets(self, other: "_Range") -> bool:
        return bool(self.lowest <= other.highest and other.lowest <= self.highest)


def key_fields(schema: Schema, key: Sequence[str]) -> list[NestedField]:
    """The top-level columns in which a key lies, whose columns are given by dotted path."""
    return [
        field
        for field in schema.fields
        if any(path == field.name or _lies_inside(path, field) for path in key)
    ]


class KeyBounds:
    """The bounds of a key's columns over some files."""

    def __init__(self, key: Sequence[NestedField], files: Sequence[DataFile]) -> None:
        ranges = ((field, _range_over(field, files)) for field in key)
        self._ranges = [(field, found) for field, found in ranges if found is not None]

    def may_hold(self, file: DataFile) -> bool:
        """Whether a file may hold one of the keys as well; False is a proof that it does not."""
        return all(
            (found := _range(field, file)) is None or found.meets(bounds)
            for field, bounds in self._ranges
        )


def _lies_inside(path: str, field: NestedField) -> bool:
    return not field.field_type.is_primitive and path.startswith(
        (f"{field.name}.", f"{field.name}[]")
    )


def _range_over(field: NestedField, files: Sequence[DataFile]) -> _Range | None:
    ranges = [_range(field, file) for file in files]
    known = [found for found in ranges if found is not None]
    if not known or len(known) < len(ranges):
        return None
    return _Range(min(each.lowest for each in known), max(each.highest for each in known))


def _range(field: NestedField, file: DataFile) -> _Range | None:
    kind = field.field_type
    lowest, highest = (
        bounds.get(field.field_id) for bounds in (file.lower_bounds, file.upper_bounds)
    )
    if not isinstance(kind, _BOUNDED) or lowest is None or highest is None:
        return None
    return _Range(from_bytes(kind, lowest), from_bytes(kind, highest))
