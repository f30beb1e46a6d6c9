"""The keywords that constrain a value, as rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mesh_assets.contract.checks.formats import FORMATS
from mesh_assets.contract.formats.json_schema_words import UNDERSTOOD
from mesh_assets.contract.formats.former_reading import ContractReading
from mesh_assets.contract.model import LogicalType
from mesh_assets.contract.rule import RuleKind
from mesh_assets.documents.nodes import Path

_TEXTS = frozenset({LogicalType.STRING, LogicalType.DATE, LogicalType.TIMESTAMP})
_NUMBERS = frozenset({LogicalType.INTEGER, LogicalType.NUMBER})
_ARRAYS = frozenset({LogicalType.ARRAY})
_SCALARS = _NUMBERS | {LogicalType.STRING, LogicalType.BOOLEAN}


@dataclass(frozen=True, slots=True)
class _Word:
    """A keyword: the rule it becomes, the types it speaks of, and what its value must be."""

    kind: RuleKind
    types: frozenset[LogicalType]
    parameters: Callable[[Any], dict[str, Any]]
    accepts: Callable[[Any], bool]
    wanted: str
    suffix: str


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _limit(value: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"limit": value}


def _exclusive(value: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"limit": value, "exclusive": True}


def _number_word(kind: RuleKind, suffix: str, parameters: Callable[[Any], dict[str, Any]]) -> _Word:
    return _Word(kind, _NUMBERS, parameters, _is_number, "a number", suffix)


def _count_word(kind: RuleKind, types: frozenset[LogicalType], suffix: str) -> _Word:
    return _Word(kind, types, _limit, _is_count, "a whole number of 0 or more", suffix)


_WORDS: Mapping[str, _Word] = {
    "pattern": _Word(
        RuleKind.PATTERN,
        _TEXTS,
        lambda regex: {"regex": regex},
        lambda regex: isinstance(regex, str),
        "a regular expression",
        "pattern",
    ),
    "format": _Word(
        RuleKind.FORMAT,
        _TEXTS,
        lambda name: {"format": name},
        lambda name: name in FORMATS,
        f"one of {', '.join(FORMATS)}",
        "format",
    ),
    "minLength": _count_word(RuleKind.MIN_LENGTH, _TEXTS, "min_length"),
    "maxLength": _count_word(RuleKind.MAX_LENGTH, _TEXTS, "max_length"),
    "minItems": _count_word(RuleKind.MIN_ITEMS, _ARRAYS, "min_items"),
    "maxItems": _count_word(RuleKind.MAX_ITEMS, _ARRAYS, "max_items"),
    "minimum": _number_word(RuleKind.MINIMUM, "minimum", _limit),
    "maximum": _number_word(RuleKind.MAXIMUM, "maximum", _limit),
    "exclusiveMinimum": _number_word(RuleKind.MINIMUM, "exclusive_minimum", _exclusive),
    "exclusiveMaximum": _number_word(RuleKind.MAXIMUM, "exclusive_maximum", _exclusive),
    "multipleOf": _Word(
        RuleKind.MULTIPLE_OF,
        _NUMBERS,
        lambda step: {"step": step},
        lambda step: _is_number(step) and step > 0,
        "a number above 0",
        "multiple_of",
    ),
    "uniqueItems": _Word(
        RuleKind.UNIQUE_ITEMS,
        _ARRAYS,
        lambda _: {},
        lambda unique: isinstance(unique, bool),
        "true or false",
        "unique_items",
    ),
}


def value_rules(
    reading: ContractReading, schema: Mapping[str, Any], at: Path, path: str, kind: LogicalType
) -> None:
    """Add the rules about a property's value."""
    for name in [word for word in schema if word in UNDERSTOOD]:
        value, place = schema[name], (*at, name)
        if name in {"enum", "const"}:
            _add_choice(reading, name, value, place, path, kind)
        elif kind not in _WORDS[name].types:
            reading.problem(place, f"`{name}` says nothing about a {kind.value}", on_key=True)
        elif not _WORDS[name].accepts(value):
            reading.problem(place, f"`{name}` wants {_WORDS[name].wanted}")
        elif value is not False:
            word = _WORDS[name]
            reading.add(place, f"{path}.{word.suffix}", word.kind, path, word.parameters(value))


def _add_choice(
    reading: ContractReading,
    name: str,
    value: Any,  # noqa: ANN401
    place: Path,
    path: str,
    kind: LogicalType,
) -> None:
    values = value if name == "enum" else [value]
    if not isinstance(values, list) or not values:
        reading.problem(place, "an enum is a list of the allowed values")
    elif kind not in _SCALARS:
        reading.problem(place, f"a {kind.value} cannot be chosen from a list", on_key=True)
    elif wrong := [one for one in values if not _has_type(one, kind)]:
        reading.problem(place, f"{wrong[0]!r} is no {kind.value}, so no value could equal it")
    elif name == "enum":
        reading.add(place, f"{path}.enum", RuleKind.ENUM, path, {"values": values})
    else:
        reading.add(place, f"{path}.const", RuleKind.CONST, path, {"value": value})


def _has_type(value: object, kind: LogicalType) -> bool:
    match kind:
        case LogicalType.STRING:
            return value is None or isinstance(value, str)
        case LogicalType.BOOLEAN:
            return value is None or isinstance(value, bool)
        case LogicalType.INTEGER:
            whole = isinstance(value, float) and value.is_integer()
            return value is None or whole or (_is_number(value) and isinstance(value, int))
        case _:
            return value is None or _is_number(value)
