"""`logicalTypeOptions` of an ODCS property, as rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from open_data_contract_standard.model import SchemaProperty

from mesh_assets.contract.formats.odcs.formats import add_format
from mesh_assets.contract.formats.reading import ContractReading
from mesh_assets.contract.formats.values import count, limit_of, number, text
from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.contract.rule import RuleKind
from mesh_assets.documents.nodes import Path

_TEXTS = frozenset({LogicalType.STRING})
_NUMBERS = frozenset({LogicalType.INTEGER, LogicalType.NUMBER, LogicalType.DECIMAL})
_TIMES = frozenset({LogicalType.DATE, LogicalType.TIMESTAMP})
_ARRAYS = frozenset({LogicalType.ARRAY})
_ORDERED = _NUMBERS | _TIMES

_EXCLUSIVE = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
_ZONES = frozenset({"timezone", "defaultTimezone"})


@dataclass(frozen=True, slots=True)
class _Option:
    kind: RuleKind
    types: frozenset[LogicalType]
    suffix: str
    parameter: str = "limit"


_OPTIONS: Mapping[str, _Option] = {
    "pattern": _Option(RuleKind.PATTERN, _TEXTS, "pattern", "regex"),
    "minLength": _Option(RuleKind.MIN_LENGTH, _TEXTS, "min_length"),
    "maxLength": _Option(RuleKind.MAX_LENGTH, _TEXTS, "max_length"),
    "minimum": _Option(RuleKind.MINIMUM, _ORDERED, "minimum"),
    "maximum": _Option(RuleKind.MAXIMUM, _ORDERED, "maximum"),
    "exclusiveMinimum": _Option(RuleKind.MINIMUM, _ORDERED, "exclusive_minimum"),
    "exclusiveMaximum": _Option(RuleKind.MAXIMUM, _ORDERED, "exclusive_maximum"),
    "multipleOf": _Option(RuleKind.MULTIPLE_OF, _NUMBERS, "multiple_of", "step"),
    "minItems": _Option(RuleKind.MIN_ITEMS, _ARRAYS, "min_items"),
    "maxItems": _Option(RuleKind.MAX_ITEMS, _ARRAYS, "max_items"),
}


def option_rules(
    reading: ContractReading, described: SchemaProperty, column: Column, at: Path, path: str
) -> None:
    """Add the rules that the options of a property make."""
    given = described.logicalTypeOptions or {}
    options = {name: value for name, value in given.items() if value is not None}
    inside = (*at, "logicalTypeOptions")
    reader = _OptionReader(reading, column, inside, path, options)
    add_format(reading, described, options, column, (*at, "logicalTypeOptions"), path)
    for name in options:
        reader.read(name)


class _OptionReader:
    """Reads the options of one property, except how values are written (`format`)."""

    def __init__(
        self,
        reading: ContractReading,
        column: Column,
        at: Path,
        path: str,
        options: Mapping[str, Any],
    ) -> None:
        self._reading = reading
        self._column = column
        self._at = at
        self._path = path
        self._options = options

    def read(self, name: str) -> None:
        """Add the rule of one option, or say why it cannot be judged."""
        ...
