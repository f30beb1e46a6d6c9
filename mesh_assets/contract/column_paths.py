"""Dotted paths of columns: `address.city`, `lines[].sku`."""


def lies_within(path: str, column: str) -> bool:
    """Whether a path is that of a column, or of something inside it."""
    return path == column or path.startswith((f"{column}.", f"{column}[]"))


def overlap(one: str, other: str) -> bool:
    """Whether one of two paths lies within the other: what happens to one concerns the other."""
    return lies_within(one, other) or lies_within(other, one)
