"""`logicalTypeOptions` of an ODCS property, as rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from open_data_contract_standard.model import SchemaProperty

from mesh_assets.contract.checks.formats import FORMATS
from mesh_assets.contract.formats.former_reading import ContractReading
from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.contract.rule import RuleKind
from mesh_assets.documents.nodes import Path

_TEXTS = frozenset({LogicalType.STRING})
_NUMBERS = frozenset({LogicalType.INTEGER, LogicalType.NUMBER, LogicalType.DECIMAL})
_TIMES = frozenset({LogicalType.DATE, LogicalType.TIMESTAMP})
_ARRAYS = frozenset({LogicalType.ARRAY})

_REPRESENTATION = {
    LogicalType.DATE: {"format"},
    LogicalType.TIMESTAMP: {"format", "timezone", "defaultTimezone"},
    LogicalType.INTEGER: {"format"},
    LogicalType.NUMBER: {"format"},
    LogicalType.DECIMAL: {"format"},
}
"""Options about how a value is written, of which a typed column knows nothing."""


@dataclass(frozen=True, slots=True)
class _Option:
    kind: RuleKind
    types: frozenset[LogicalType]
    suffix: str
    parameter: str = "limit"
    exclusive: bool = False


_OPTIONS: Mapping[str, _Option] = {
    "pattern": _Option(RuleKind.PATTERN, _TEXTS, "pattern", "regex"),
    "format": _Option(RuleKind.FORMAT, _TEXTS, "format", "format"),
    "minLength": _Option(RuleKind.MIN_LENGTH, _TEXTS, "min_length"),
    "maxLength": _Option(RuleKind.MAX_LENGTH, _TEXTS, "max_length"),
    "minimum": _Option(RuleKind.MINIMUM, _NUMBERS | _TIMES, "minimum"),
    "maximum": _Option(RuleKind.MAXIMUM, _NUMBERS | _TIMES, "maximum"),
    "exclusiveMinimum": _Option(
        RuleKind.MINIMUM, _NUMBERS | _TIMES, "exclusive_minimum", exclusive=True
    ),
    "exclusiveMaximum": _Option(
        RuleKind.MAXIMUM, _NUMBERS | _TIMES, "exclusive_maximum", exclusive=True
    ),
    "multipleOf": _Option(RuleKind.MULTIPLE_OF, _NUMBERS, "multiple_of", "step"),
    "minItems": _Option(RuleKind.MIN_ITEMS, _ARRAYS, "min_items"),
    "maxItems": _Option(RuleKind.MAX_ITEMS, _ARRAYS, "max_items"),
    "uniqueItems": _Option(RuleKind.UNIQUE_ITEMS, _ARRAYS, "unique_items", ""),
}


def option_rules(
    reading: ContractReading, described: SchemaProperty, column: Column, at: Path, path: str
) -> None:
    """Add the rules that the options of a property make, and the time format of a `time`."""
    if described.logicalType == "time":
        reading.add(at, f"{path}.format", RuleKind.FORMAT, path, {"format": "time"})
    for name, value in (described.logicalTypeOptions or {}).items():
        place = (*at, "logicalTypeOptions", name)
        if name in _REPRESENTATION.get(column.type, ()):
            continue
        option = _OPTIONS.get(name)
        if option is None:
            message = f"`{name}` is no option that can be judged"
            reading.unknown(place, name, _OPTIONS, message)
        elif column.type not in option.types:
            message = f"`{name}` says nothing about a {column.type.value}"
            reading.problem(place, message, on_key=True)
        else:
            _add(reading, option, value, column, place, path)


def _add(
    reading: ContractReading,
    option: _Option,
    value: Any,  # noqa: ANN401
    column: Column,
    place: Path,
    path: str,
) -> None:
    if option.kind is RuleKind.UNIQUE_ITEMS:
        if value:
            reading.add(place, f"{path}.{option.suffix}", option.kind, path, {})
        return
    read = _reader(option, column)(value)
    if read is None:
        reading.problem(place, f"{value!r} cannot be the {option.suffix} of `{path}`")
        return
    parameters = {option.parameter: read}
    if option.exclusive:
        parameters["exclusive"] = True
    reading.add(place, f"{path}.{option.suffix}", option.kind, path, parameters)


def _reader(option: _Option, column: Column) -> Callable[[Any], Any]:
    match option.kind:
        case RuleKind.PATTERN:
            return lambda value: value if isinstance(value, str) else None
        case RuleKind.FORMAT:
            return lambda value: value if value in FORMATS else None
        case RuleKind.MINIMUM | RuleKind.MAXIMUM if column.type in _TIMES:
            return lambda value: _time(value, column.type)
        case RuleKind.MINIMUM | RuleKind.MAXIMUM:
            return lambda value: value if _is_number(value) else None
        case RuleKind.MULTIPLE_OF:
            return lambda value: value if _is_number(value) and value > 0 else None
        case _:
            return lambda value: value if _is_number(value) and int(value) == value >= 0 else None


def _time(value: object, kind: LogicalType) -> date | datetime | None:
    """Read an ISO 8601 point in time; without an offset it is in UTC."""
    try:
        read = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    if kind is LogicalType.DATE:
        return read.date()
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
