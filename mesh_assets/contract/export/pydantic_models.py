"""Pydantic models of one record, as Python source.

The models are strict: JSON of another type is refused, and so are a point in time without an offset
and an integer that is written as 2.0.
"""

import json
import keyword
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from mesh_assets.contract.checks.formats import FORMATS
from mesh_assets.contract.duckdb_types import decimal_digits
from mesh_assets.contract.export.account import Account
from mesh_assets.contract.export.exported import Export, Part
from mesh_assets.contract.export.names import TypeNames, identifier, identifiers
from mesh_assets.contract.export.promises import Promises
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.rule import Rule, RuleKind

_PLAIN = {
    LogicalType.STRING: "str",
    LogicalType.INTEGER: "int",
    LogicalType.NUMBER: "float",
    LogicalType.DECIMAL: "Decimal",
    LogicalType.BOOLEAN: "bool",
    LogicalType.DATE: "date",
    LogicalType.TIMESTAMP: "AwareDatetime",
}
_JSON = {"object": "dict[str, Any]", "array": "list[Any]", None: "Any"}
_WORDS = {
    RuleKind.MIN_LENGTH: "min_length",
    RuleKind.MAX_LENGTH: "max_length",
    RuleKind.MIN_ITEMS: "min_length",
    RuleKind.MAX_ITEMS: "max_length",
    RuleKind.MULTIPLE_OF: "multiple_of",
}
_BOUNDS = {RuleKind.MINIMUM: ("ge", "gt"), RuleKind.MAXIMUM: ("le", "lt")}
_CARRIED = (Part.DESCRIPTION, Part.CLASSIFICATION, Part.TAGS, Part.IDENTIFIER)
_BASE = "_Record"
_ANNOTATIONS = frozenset(
    {
        *("str", "int", "float", "bool", "list", "dict", "date", "datetime", "Decimal"),
        *("Annotated", "Any", "Literal", "AwareDatetime", "BaseModel", "ConfigDict", "Field"),
    }
)
_RESERVED = frozenset({*keyword.kwlist, *keyword.softkwlist, *dir(BaseModel), *_ANNOTATIONS})
"""The names that Python, a model or its annotations need for themselves."""
_HEADER = """\
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class _Record(BaseModel):
    model_config = ConfigDict(
        strict=True, validate_by_name=True, extra="allow", protected_namespaces=()
    )
"""


def export_pydantic(contract: Contract) -> Export:
    """Write a module of models; the last one is the record."""
    account = Account(contract, "pydantic")
    writer = _Writer(Promises(contract), account)
    name = writer.types.give(contract.name)
    writer.write_model(name, contract.columns, None, contract.description)
    heading = f"{contract.name} {contract.version}".strip()
    parts = [f"{_docstring(f'The records of {heading}.')}\n\n{_HEADER}", *writer.models]
    return account.close("\n\n".join(parts), _CARRIED)


@dataclass(frozen=True, slots=True)
class _Writer:
    promises: Promises
    account: Account
    types: TypeNames = field(default_factory=TypeNames)
    models: list[str] = field(default_factory=list)

    def write_model(
        self, name: str, columns: tuple[Column, ...], inside: str | None, description: str
    ) -> None:
        """Write the model of an object, after the models inside it."""
        # A leading underscore makes an attribute private in pydantic.
        wanted = {
            c.name: f"field_{c.name}" if identifier(c.name).startswith("_") else c.name
            for c in columns
        }
        names = identifiers(wanted.values(), _RESERVED)
        lines = [f"class {name}({_BASE}):"]
        if description:
            lines += [f"    {_docstring(description)}", ""]
        closing = [r for r in self.promises.of(inside) if r.kind is RuleKind.ADDITIONAL_PROPERTIES]
        if closing:
            lines += ['    model_config = ConfigDict(extra="forbid")', ""]
        for rule in closing:
            self.account.carry(rule)
        for column in columns:
            path = column.name if inside is None else f"{inside}.{column.name}"
            lines.append(f"    {self._field(column, path, names[wanted[column.name]])}")
        self.models.append("\n".join(lines) + "\n")

    def _field(self, column: Column, path: str, name: str) -> str:
        presence = self.promises.presence(path)
        if presence is not None:
            self.account.carry(presence)
        annotation = self._annotation(column, path)
        settings = _notes(column) | ({"alias": column.name} if name != column.name else {})
        if presence is None:
            settings = {"default": None} | settings
        if not settings:
            return f"{name}: {annotation}"
        return f"{name}: {annotation} = Field({_arguments(settings)})"

    def _annotation(self, column: Column, path: str) -> str:
        """Write the type with its constraints; null is beside both."""
        constraints: dict[str, Any] = {}
        if column.type is LogicalType.DECIMAL:
            precision, scale = decimal_digits(column)
            constraints = {"max_digits": precision, "decimal_places": scale}
        for rule in self.promises.value_rules(path):
            self._constrain(rule, column, constraints)
        inner = self._choice(column, path) or self._type(column, path)
        written = f"Annotated[{inner}, Field({_arguments(constraints)})]" if constraints else inner
        self._carry_type(path)
        return f"{written} | None" if self.promises.is_nullable(path) else written

    def _carry_type(self, path: str) -> None:
        presence, typed = self.promises.presence(path), self.promises.type_rule(path)
        for rule in (presence, typed):
            if rule is not None:
                self.account.carry(rule)

    def _type(self, column: Column, path: str) -> str:
        if column.type is LogicalType.OBJECT:
            name = self.types.give(path)
            self.write_model(name, column.fields, path, column.description)
            return name
        if column.items is not None:
            return f"list[{self._annotation(column.items, f'{path}[]')}]"
        typed = self.promises.type_rule(path)
        return _PLAIN.get(column.type) or _JSON[typed.parameters.get("json") if typed else None]

    def _choice(self, column: Column, path: str) -> str | None:
        choice = self.promises.choice(path)
        if choice is None:
            return None
        if column.type not in {LogicalType.STRING, LogicalType.INTEGER, LogicalType.BOOLEAN}:
            self.account.leave_out_rule(choice, f"Python has no Literal of a {column.type}")
            return None
        values = [value for value in choice.parameters["values"] if value is not None]
        if None not in choice.parameters["values"] and self.promises.is_nullable(path):
            self.account.leave_out_rule(choice, "the column is nullable, so that null is allowed")
        if not values:
            return None
        self.account.carry(choice)
        return f"Literal[{', '.join(map(_literal, values))}]"

    def _constrain(self, rule: Rule, column: Column, constraints: dict[str, Any]) -> None:
        constraint = _constraint(rule, column)
        if constraint is None:
            return
        word, value = constraint
        if constraints.setdefault(word, value) == value:
            self.account.carry(rule)


def _constraint(rule: Rule, column: Column) -> tuple[str, Any] | None:
    """The argument of `Field` that says a rule; None where there is none."""
    given = rule.parameters
    if rule.kind in _BOUNDS:
        return _BOUNDS[rule.kind][bool(given.get("exclusive"))], given["limit"]
    if rule.kind in {RuleKind.MIN_ITEMS, RuleKind.MAX_ITEMS}:
        return _WORDS[rule.kind], given["limit"]
    if rule.kind is RuleKind.MULTIPLE_OF:
        # Binary fractions have no exact multiples of 0.01.
        is_exact = column.type in {LogicalType.INTEGER, LogicalType.DECIMAL}
        return (_WORDS[rule.kind], given["step"]) if is_exact else None
    return _text_constraint(rule) if column.type is LogicalType.STRING else None


def _text_constraint(rule: Rule) -> tuple[str, Any] | None:
    given = rule.parameters
    match rule.kind:
        case RuleKind.MIN_LENGTH | RuleKind.MAX_LENGTH:
            return _WORDS[rule.kind], given["limit"]
        case RuleKind.PATTERN:
            return "pattern", given["regex"]
        case RuleKind.FORMAT:
            return "pattern", f"^(?:{FORMATS[given['format']]})$"
        case _:
            return None


def _notes(column: Column) -> dict[str, Any]:
    extra = {
        "classification": column.classification,
        "tags": list(column.tags),
        "columnId": column.identifier,
    }
    extra = {word: value for word, value in extra.items() if value}
    notes = {"description": column.description, "json_schema_extra": extra}
    return {word: value for word, value in notes.items() if value}


def _arguments(settings: dict[str, Any]) -> str:
    return ", ".join(f"{word}={_literal(value)}" for word, value in settings.items())


def _literal(value: object) -> str:
    match value:
        case Decimal():
            return f'Decimal("{value}")'
        case datetime():
            return f'datetime.fromisoformat("{value.isoformat()}")'
        case date():
            return f'date.fromisoformat("{value.isoformat()}")'
        case str():
            return json.dumps(value, ensure_ascii=False) if value.isprintable() else repr(value)
        case _:
            return repr(value)


def _docstring(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"""{escaped}"""'
