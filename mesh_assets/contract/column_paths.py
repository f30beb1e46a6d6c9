"""Dotted paths of columns: `address.city`, `lines[].sku`."""

import re
from collections.abc import Iterator

_STEP = re.compile(r"\.|\[\]")
"""What leads into an object, and into an array."""


def around(path: str) -> Iterator[str]:
    """The paths of the objects and arrays that a column is in; none of a column at the top."""
    return (path[: step.start()] for step in _STEP.finditer(path))


def lies_within(path: str, column: str) -> bool:
    """Whether a path is that of a column, or of something inside it."""
    return path == column or path.startswith((f"{column}.", f"{column}[]"))


def overlap(one: str, other: str) -> bool:
    """Whether one of two paths lies within the other: what happens to one concerns the other."""
    return lies_within(one, other) or lies_within(other, one)
