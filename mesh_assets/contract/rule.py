"""One promise of a contract, in the only form that every consumer of contracts reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class RuleKind(StrEnum):
    """What a rule demands; its parameters are named beside each."""

    REQUIRED = "required"
    """`not_null`: whether null counts as missing, as it does in tables."""
    TYPE = "type"
    """`type`: the logical type's name; `nullable`: whether null is allowed beside it.

    Of a JSON column, `json` may demand an `object` or an `array`.
    """
    PATTERN = "pattern"
    """`regex`: searched anywhere in the value, as JSON Schema does."""
    ENUM = "enum"
    """`values`: the allowed values."""
    CONST = "const"
    """`value`."""
    MINIMUM = "minimum"
    """`limit`; `exclusive`: whether the limit itself is refused."""
    MAXIMUM = "maximum"
    """`limit`; `exclusive`."""
    MULTIPLE_OF = "multiple_of"
    """`step`."""
    MIN_LENGTH = "min_length"
    """`limit`, in Unicode code points."""
    MAX_LENGTH = "max_length"
    """`limit`, in Unicode code points."""
    FORMAT = "format"
    """`format`: date-time, date, time, uuid, email, uri."""
    MIN_ITEMS = "min_items"
    """`limit`."""
    MAX_ITEMS = "max_items"
    """`limit`."""
    UNIQUE_ITEMS = "unique_items"
    UNIQUE = "unique"
    """`columns`: the columns that together identify a row."""
    ADDITIONAL_PROPERTIES = "additional_properties"
    """`allowed`: the property names the object may have."""
    NULL_COUNT = "null_count"
    """A limit on the share or number of nulls: `operator`, `limit`, `unit` (rows, percent).

    `values`: the values that count as missing beside null; `null`: false where null does not.
    """
    INVALID_COUNT = "invalid_count"
    """`operator`, `limit`, `unit`; `values`, `regex` or both say what is valid."""
    DUPLICATE_COUNT = "duplicate_count"
    """`operator`, `limit`, `unit`; `columns`."""
    ROW_COUNT = "row_count"
    """`operator`, `limit`.

    The operators are `=`, `!=`, `>`, `>=`, `<`, `<=`, `between` and `not between`; the last two
    have a pair as their limit, both ends included.
    """
    SQL = "sql"
    """`query` giving one number; `operator`, `limit`.

    `${table}` in it stands for the rows that are judged.
    """
    CUSTOM = "custom"
    """`engine`: the tool that judges it; `implementation`: the check in its words, text or mapping.

    Only a gate that runs the engine can judge it.
    """


class Severity(StrEnum):
    """What a violated rule does: an error refuses, a warning is published and recorded."""

    ERROR = "error"
    WARNING = "warning"


class Scope(StrEnum):
    """How much data a rule has to see before it can be judged."""

    ROW = "row"
    PARTITION = "partition"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Rule:
    """One promise about a record, a partition or a table."""

    name: str
    """Unique in its contract and stable across versions, such as `amount.minimum`."""
    kind: RuleKind
    column: str | None = None
    """Dotted path of the column, `[]` for the items of an array; None for the whole record."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = Severity.ERROR
    scope: Scope = Scope.ROW
    description: str = ""
