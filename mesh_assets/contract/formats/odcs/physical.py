"""`physicalType` of an ODCS property: the kind of type that it names, and its size.

A `variant` holds any JSON value, for which ODCS has no logical type. The table is made by
`logicalType`. The physical type is needed where that is missing, and adds the
digits of a decimal and the length of a text; where the two disagree, one of them is wrong.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

_NAME = re.compile(r"\s*(\w+)")
_SIZE = re.compile(r"\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)")

_LOGICAL_TYPES = {
    "string": (
        "string varchar text char character nvarchar nchar varchar2 nvarchar2 bpchar clob uuid"
    ),
    "integer": (
        "integer int bigint long smallint tinyint mediumint int2 int4 int8 int16 int32 int64"
    ),
    "number": "double float real float4 float8 float32 float64 decimal numeric number",
    "boolean": "boolean bool",
    "date": "date",
    "timestamp": (
        "timestamp timestamptz timestamp_tz timestamp_ltz timestamp_ntz datetime datetime2"
    ),
    "time": "time timetz",
    "object": "struct record json jsonb map",
    "array": "array list",
    "any": "variant",
}
_LOGICAL_TYPE_OF = {
    name: logical for logical, names in _LOGICAL_TYPES.items() for name in names.split()
}
_DECIMALS = frozenset({"decimal", "numeric", "number"})
_SIZED_TEXTS = frozenset(
    {"varchar", "char", "character", "nvarchar", "nchar", "varchar2", "nvarchar2", "bpchar"}
)


@dataclass(frozen=True, slots=True)
class PhysicalType:
    """A physical type as far as it is known."""

    name: str = ""
    """Its first word in lower case; empty where there is none."""
    size: tuple[int, ...] | None = ()
    """The numbers in brackets; None where brackets hold something else."""

    @property
    def logical(self) -> str | None:
        """The `logicalType` that it stands for; None where that is not known."""
        return _LOGICAL_TYPE_OF.get(self.name)

    @property
    def is_decimal(self) -> bool:
        """Whether it has a fixed number of digits after the point."""
        return self.name in _DECIMALS and (self.name != "number" or self.size != ())

    @property
    def is_whole(self) -> bool:
        """Whether it is a decimal without digits after the point."""
        return self.name in _DECIMALS and self.size is not None and self.size[1:] in {(), (0,)}

    @property
    def is_json(self) -> bool:
        """Whether it holds JSON of any shape."""
        return self.name in {"json", "jsonb"}

    @property
    def is_sized_text(self) -> bool:
        """Whether its size limits the length of a text."""
        return self.name in _SIZED_TEXTS


@lru_cache(maxsize=1024)
def physical_type(written: str | None) -> PhysicalType:
    """Read a physical type; what is not known of it stays unknown."""
    text = written or ""
    found = _NAME.match(text)
    if found is None:
        return PhysicalType()
    size = _SIZE.search(text)
    if size is None:
        return PhysicalType(found[1].lower(), None if "(" in text else ())
    numbers = tuple(int(number) for number in size.groups() if number is not None)
    return PhysicalType(found[1].lower(), numbers)
