"""The type of a field, as the types of an ODCS property."""

import re
from collections.abc import Mapping
from typing import Any

_SIZED = re.compile(r"\s*(\w+)\s*(?:\(.*\))?\s*")

_LOGICAL_TYPES = {
    "string": "string text varchar",
    "integer": "int integer long bigint",
    "number": "number decimal numeric float double",
    "boolean": "boolean",
    "timestamp": "timestamp timestamp_tz timestamp_ntz",
    "date": "date",
    "time": "time",
    "array": "array",
    # ODCS has no type for any JSON value; a column that holds one holds objects.
    "object": "object record struct map variant json",
}
LOGICAL_TYPE_OF = {
    name: logical for logical, names in _LOGICAL_TYPES.items() for name in names.split()
}
WITHOUT_COLUMN = frozenset({"bytes", "null"})
"""Types of the specification that no column of a table can have here."""

_WITH_DIGITS = frozenset({"number", "decimal", "numeric"})


def base_type(written: object) -> str:
    """The name of a type without its size: `decimal` of `decimal(18, 2)`."""
    sized = _SIZED.fullmatch(written) if isinstance(written, str) else None
    return sized[1].lower() if sized else str(written)


def odcs_types(field: Mapping[str, Any]) -> dict[str, str]:
    """Give `logicalType` and `physicalType`, as far as the field says what it holds."""
    written = field.get("type")
    if not isinstance(written, str):
        return {}
    logical = LOGICAL_TYPE_OF.get(base_type(written))
    types = {} if logical is None else {"logicalType": logical}
    return {**types, "physicalType": _with_digits(written, field)}


def _with_digits(written: str, field: Mapping[str, Any]) -> str:
    """Write the digits of a decimal behind its name, where they stand beside it."""
    precision, scale = field.get("precision"), field.get("scale")
    if written.lower() not in _WITH_DIGITS or (precision is None and scale is None):
        return written
    digits = 38 if precision is None else precision
    return f"{written}({digits}, {0 if scale is None else scale})"
