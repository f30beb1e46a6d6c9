"""The keywords that constrain a value, as rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mesh_assets.contract.checks.formats import FORMATS
from mesh_assets.contract.formats.json_schema.types import PropertyType
from mesh_assets.contract.formats.json_schema.words import VALUE_WORDS
from mesh_assets.contract.formats.reading import ContractReading
from mesh_assets.contract.formats.values import count, number, text, value_of
from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.contract.rule import RuleKind
from mesh_assets.contract.sql import Literal
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.suggestion import suggest

_TEXTS = frozenset({LogicalType.STRING, LogicalType.DATE, LogicalType.TIMESTAMP})
_NUMBERS = frozenset({LogicalType.INTEGER, LogicalType.NUMBER})
_ARRAYS = frozenset({LogicalType.ARRAY})
_CHOSEN = _NUMBERS | {LogicalType.STRING, LogicalType.BOOLEAN}
_CHOICES = {"enum": RuleKind.ENUM, "const": RuleKind.CONST}


@dataclass(frozen=True, slots=True)
class _Word:
    """A keyword: the rule it becomes, the types it speaks of, and how its value is read."""

    kind: RuleKind
    types: frozenset[LogicalType]
    read: Callable[[object], Literal]
    wanted: str
    suffix: str
    parameter: str = "limit"
    exclusive: bool = False


def _step(written: object) -> int | float | None:
    step = number(written)
    return step if step is not None and step > 0 else None


def _format(written: object) -> str | None:
    return written if isinstance(written, str) and written in FORMATS else None


def _count(kind: RuleKind, types: frozenset[LogicalType], suffix: str) -> _Word:
    return _Word(kind, types, count, "a whole number of 0 or more", suffix)


def _number(kind: RuleKind, suffix: str, *, exclusive: bool = False) -> _Word:
    return _Word(kind, _NUMBERS, number, "a number", suffix, exclusive=exclusive)


_WORDS: Mapping[str, _Word] = {
    "pattern": _Word(
        RuleKind.PATTERN, _TEXTS, text, "a regular expression", "pattern", parameter="regex"
    ),
    "format": _Word(
        RuleKind.FORMAT, _TEXTS, _format, f"one of {', '.join(FORMATS)}", "format", "format"
    ),
    "minLength": _count(RuleKind.MIN_LENGTH, _TEXTS, "min_length"),
    "maxLength": _count(RuleKind.MAX_LENGTH, _TEXTS, "max_length"),
    "minItems": _count(RuleKind.MIN_ITEMS, _ARRAYS, "min_items"),
    "maxItems": _count(RuleKind.MAX_ITEMS, _ARRAYS, "max_items"),
    "minimum": _number(RuleKind.MINIMUM, "minimum"),
    "maximum": _number(RuleKind.MAXIMUM, "maximum"),
    "exclusiveMinimum": _number(RuleKind.MINIMUM, "exclusive_minimum", exclusive=True),
    "exclusiveMaximum": _number(RuleKind.MAXIMUM, "exclusive_maximum", exclusive=True),
    "multipleOf": _Word(
        RuleKind.MULTIPLE_OF, _NUMBERS, _step, "a number above 0", "multiple_of", "step"
    ),
}


@dataclass(frozen=True, slots=True)
class ValueReading:
    """The keywords about the value of one property."""

    reading: ContractReading
    schema: Mapping[str, Any]
    at: Path
    path: str
    """The dotted path of its column."""
    type: PropertyType

    def read(self) -> None:
        """Add the rules of all keywords."""
        for name in self.schema:
            if name in _CHOICES:
                self._read_choice(name)
            elif name == "uniqueItems":
                self._read_unique_items()
            elif name in VALUE_WORDS:
                self._read_word(name, _WORDS[name])

    def _read_word(self, name: str, word: _Word) -> None:
        if not self._speaks_of(name, word.types):
            return
        read = word.read(self.schema[name])
        if read is None:
            suggestion = suggest(str(self.schema[name]), FORMATS) if name == "format" else None
            self.reading.problem((*self.at, name), f"`{name}` wants {word.wanted}", suggestion)
            return
        exclusive = {"exclusive": True} if word.exclusive else {}
        self._add(name, word.suffix, word.kind, {word.parameter: read, **exclusive})

    def _read_unique_items(self) -> None:
        unique = self.schema["uniqueItems"]
        if not isinstance(unique, bool):
            self.reading.problem((*self.at, "uniqueItems"), "`uniqueItems` wants true or false")
        elif unique and self._speaks_of("uniqueItems", _ARRAYS):
            self._add("uniqueItems", "unique_items", RuleKind.UNIQUE_ITEMS, {})

    def _read_choice(self, name: str) -> None:
        written = self.schema[name] if name == "enum" else [self.schema[name]]
        if not isinstance(written, list) or not written:
            self.reading.problem((*self.at, name), "an enum is a list of the allowed values")
        elif self._speaks_of(name, _CHOSEN):
            values = [self._chosen(name, index, one) for index, one in enumerate(written)]
            choice: Mapping[str, Any] = (
                {"values": values} if name == "enum" else {"value": values[0]}
            )
            self._add(name, name, _CHOICES[name], choice)

    def _chosen(self, name: str, index: int, written: object) -> Literal:
        """Read an allowed value; report one that the type rules out."""
        place = (*self.at, name, index) if name == "enum" else (*self.at, name)
        if written is None:
            if not self.type.nullable:
                message = f"null is no {self.type.type}: write the type as [..., null] to allow it"
                self.reading.problem(place, message)
            return None
        value = value_of(Column("", self.type.type), written)
        if value is None:
            message = f"`{written}` is no {self.type.type}, so no value could equal it"
            self.reading.problem(place, message)
        return value

    def _speaks_of(self, name: str, types: frozenset[LogicalType]) -> bool:
        if self.type.type in types:
            return True
        message = f"`{name}` says nothing about {self._described_type}"
        self.reading.problem((*self.at, name), message, on_key=True)
        return False

    @property
    def _described_type(self) -> str:
        if self.type.json == "array":
            return "an array of anything: describe its items"
        if self.type.type is LogicalType.JSON and self.type.json is None:
            return "a value of any type: add `type`"
        return f"a {self.type.type}"

    def _add(self, word: str, suffix: str, kind: RuleKind, parameters: Mapping[str, Any]) -> None:
        name = f"{self.path}.{suffix}"
        self.reading.add((*self.at, word), name, kind, self.path, parameters)
