"""`logicalTypeOptions` of an ODCS property, as rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mesh_assets.contract.formats.odcs.property import PropertyReading
from mesh_assets.contract.formats.odcs.types import logical_type
from mesh_assets.contract.formats.odcs.written_forms import format_rules
from mesh_assets.contract.formats.values import count, limit_of, number, text
from mesh_assets.contract.model import LogicalType
from mesh_assets.contract.rule import RuleKind
from mesh_assets.contract.sql import Literal
from mesh_assets.documents.suggestion import suggest

_OPTIONS = "logicalTypeOptions"

_TEXTS = frozenset({LogicalType.STRING})
_NUMBERS = frozenset({LogicalType.INTEGER, LogicalType.NUMBER, LogicalType.DECIMAL})
_ORDERED = _NUMBERS | {LogicalType.DATE, LogicalType.TIMESTAMP}
_ARRAYS = frozenset({LogicalType.ARRAY})


def _limit(one: PropertyReading, written: object) -> Literal:
    return limit_of(one.column, written, _zone(one) or UTC)


def _step(_: PropertyReading, written: object) -> Literal:
    step = number(written)
    return step if step is not None and step > 0 else None


@dataclass(frozen=True, slots=True)
class _Option:
    """An option: the rule it becomes, the types it speaks of, and how its value is read."""

    kind: RuleKind
    types: frozenset[LogicalType]
    read: Callable[[PropertyReading, object], Literal]
    suffix: str
    parameter: str = "limit"


def _count(kind: RuleKind, types: frozenset[LogicalType], suffix: str) -> _Option:
    return _Option(kind, types, lambda _, written: count(written), suffix)


_JUDGED: Mapping[str, _Option] = {
    "pattern": _Option(
        RuleKind.PATTERN, _TEXTS, lambda _, written: text(written), "pattern", "regex"
    ),
    "minLength": _count(RuleKind.MIN_LENGTH, _TEXTS, "min_length"),
    "maxLength": _count(RuleKind.MAX_LENGTH, _TEXTS, "max_length"),
    "minItems": _count(RuleKind.MIN_ITEMS, _ARRAYS, "min_items"),
    "maxItems": _count(RuleKind.MAX_ITEMS, _ARRAYS, "max_items"),
    "minimum": _Option(RuleKind.MINIMUM, _ORDERED, _limit, "minimum"),
    "maximum": _Option(RuleKind.MAXIMUM, _ORDERED, _limit, "maximum"),
    "exclusiveMinimum": _Option(RuleKind.MINIMUM, _ORDERED, _limit, "exclusive_minimum"),
    "exclusiveMaximum": _Option(RuleKind.MAXIMUM, _ORDERED, _limit, "exclusive_maximum"),
    "multipleOf": _Option(RuleKind.MULTIPLE_OF, _NUMBERS, _step, "multiple_of", "step"),
}
_EXCLUSIVE = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}
_DEMANDED = "required"
_READ_ELSEWHERE = frozenset({"format", "timezone", "defaultTimezone", "uniqueItems", _DEMANDED})
_ZONED = frozenset({"timestamp", "time"})


def option_rules(one: PropertyReading) -> None:
    """Add the rules that the options of a property make."""
    format_rules(one)
    if not one.options:
        return
    _read_zones(one)
    _add_unique_items(one)
    if _DEMANDED in one.options and one.column.type is not LogicalType.OBJECT:
        message = f"`{_DEMANDED}` is no option of a {one.column.type}: describe its properties"
        one.problem((_OPTIONS, _DEMANDED), message, on_key=True)
    for name, written in one.options.items():
        if name in _READ_ELSEWHERE:
            continue
        option = _JUDGED.get(name)
        if option is None:
            message = f"`{name}` is no option that can be judged"
            known = {*_JUDGED, *_READ_ELSEWHERE}
            one.reading.unknown((*one.at, _OPTIONS, name), name, known, message)
        elif logical_type(one.described) == "time" and option.types is not _TEXTS:
            message = "a time of day is kept as text, which has no least and no greatest"
            one.problem((_OPTIONS, name), message, on_key=True)
        elif one.column.type not in option.types:
            message = f"`{name}` says nothing about a {one.column.type}"
            one.problem((_OPTIONS, name), message, on_key=True)
        elif name in _EXCLUSIVE.values() and isinstance(written, bool):
            _check_exclusiveness(one, name, is_exclusive=written)
        else:
            _add(one, name, option, written)


def demanded_fields(one: PropertyReading) -> list[str]:
    """Read the names of the fields that an object demands, which are `required` by that."""
    written = one.options.get(_DEMANDED, [])
    known = [field.name or "" for field in one.described.properties or []]
    if not isinstance(written, list):
        one.problem((_OPTIONS, _DEMANDED), "`required` is a list of the names of properties")
        return []
    for index, name in enumerate(written):
        if name not in known:
            at = (*one.at, _OPTIONS, _DEMANDED, index)
            message = f"`{name}` is required, and no property describes it"
            one.reading.problem(at, message, suggest(str(name), known))
    return [str(name) for name in written]


def _add(one: PropertyReading, name: str, option: _Option, written: object) -> None:
    read = option.read(one, written)
    if read is None:
        message = f"`{written}` cannot be the {name} of a {one.column.type}"
        one.problem((_OPTIONS, name), message)
        return
    parameters: dict[str, object] = {option.parameter: read}
    # In ODCS 3.0 a limit is exclusive by a word of its own, `exclusiveMinimum: true`.
    if name in _EXCLUSIVE.values() or one.options.get(_EXCLUSIVE.get(name, "")) is True:
        parameters["exclusive"] = True
    one.add((_OPTIONS, name), option.suffix, option.kind, parameters)


def _check_exclusiveness(one: PropertyReading, name: str, *, is_exclusive: bool) -> None:
    limit = next(limit for limit, exclusive in _EXCLUSIVE.items() if exclusive == name)
    if is_exclusive and limit not in one.options:
        one.problem((_OPTIONS, name), f"`{name}` is about a {limit}, and there is none")


def _add_unique_items(one: PropertyReading) -> None:
    unique = one.options.get("uniqueItems", False)
    if not isinstance(unique, bool):
        one.problem((_OPTIONS, "uniqueItems"), "`uniqueItems` is true or false")
    elif unique and one.column.type not in _ARRAYS:
        message = f"`uniqueItems` says nothing about a {one.column.type}"
        one.problem((_OPTIONS, "uniqueItems"), message, on_key=True)
    elif unique:
        one.add((_OPTIONS, "uniqueItems"), "unique_items", RuleKind.UNIQUE_ITEMS, {})


def _read_zones(one: PropertyReading) -> None:
    """Hold the options about time zones against what they can be; instants are kept in UTC."""
    for name in ("timezone", "defaultTimezone"):
        if name in one.options and logical_type(one.described) not in _ZONED:
            message = f"`{name}` says nothing about a {one.column.type}"
            one.problem((_OPTIONS, name), message, on_key=True)
    if not isinstance(one.options.get("timezone", True), bool):
        one.problem((_OPTIONS, "timezone"), "`timezone` is true or false")
    if _zone(one) is None:
        name = one.options["defaultTimezone"]
        one.problem((_OPTIONS, "defaultTimezone"), f"`{name}` is no time zone")


def _zone(one: PropertyReading) -> tzinfo | None:
    """The zone of limits without an offset; None when it is not known."""
    try:
        return ZoneInfo(str(one.options.get("defaultTimezone", "UTC")))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
