"""What people read of a contract, before it is written as Markdown or HTML."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from mesh_assets.contract.checks.limits import Limit
from mesh_assets.contract.duckdb_types import decimal_digits
from mesh_assets.contract.export.account import NOTES, Account
from mesh_assets.contract.export.exported import Export
from mesh_assets.contract.export.promises import plain
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.rule import Rule, RuleKind, Severity

_BOUNDS = {RuleKind.MINIMUM: (">=", ">"), RuleKind.MAXIMUM: ("<=", "<")}
_COUNTS = frozenset(
    {
        RuleKind.NULL_COUNT,
        RuleKind.INVALID_COUNT,
        RuleKind.DUPLICATE_COUNT,
        RuleKind.ROW_COUNT,
        RuleKind.SQL,
    }
)
_IN_THE_LIMIT = frozenset({"operator", "limit", "unit"})
_SAID_BY_COLUMNS = frozenset({RuleKind.REQUIRED, RuleKind.TYPE})


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """What the table of columns says of one column."""

    path: str
    type: str
    required: str
    description: str
    notes: str
    """Its place in the key, its classification and its tags."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """What the table of rules says of one rule."""

    name: str
    demand: str
    severity: str
    scope: str
    description: str


@dataclass(frozen=True, slots=True)
class Documentation:
    """A contract in words."""

    title: str
    facts: tuple[tuple[str, str], ...]
    description: str
    columns: tuple[ColumnLine, ...]
    rules: tuple[RuleLine, ...]


def documentation(contract: Contract) -> Documentation:
    """Put a contract in words."""
    facts = {
        "Identifier": contract.identifier,
        "Version": contract.version,
        "Digest": contract.digest,
        "Primary key": ", ".join(contract.primary_key),
    }
    return Documentation(
        contract.name,
        tuple((name, value) for name, value in facts.items() if value),
        contract.description,
        tuple(_columns(contract)),
        tuple(_rule(rule) for rule in contract.rules if not _is_said_by_columns(rule)),
    )


def documented(contract: Contract, text: str) -> Export:
    """Give the export of a page, which carries every rule and note."""
    account = Account(contract, "a page")
    for rule in contract.rules:
        account.carry(rule)
    return account.close(text, NOTES)


def _columns(contract: Contract) -> Iterator[ColumnLine]:
    demands = {rule.column: rule for rule in contract.rules if rule.kind is RuleKind.REQUIRED}
    types = {rule.column: rule for rule in contract.rules if rule.kind is RuleKind.TYPE}
    for path, column in contract.walk():
        yield ColumnLine(
            path,
            _type(column),
            _presence(demands.get(path), types.get(path)),
            column.description,
            "; ".join(_notes(column)),
        )


def _type(column: Column) -> str:
    match column.type:
        case LogicalType.DECIMAL:
            precision, scale = decimal_digits(column)
            return f"decimal({precision}, {scale})"
        case LogicalType.ARRAY if column.items is not None:
            return f"array of {_type(column.items)}"
        case plain_type:
            return plain_type.value


def _presence(required: Rule | None, typed: Rule | None) -> str:
    refuses_null = typed is not None and not typed.parameters["nullable"]
    if required is None:
        return "never null" if refuses_null else ""
    return "yes" if refuses_null or required.parameters.get("not_null") else "may be null"


def _notes(column: Column) -> Iterator[str]:
    if column.primary_key is not None:
        yield f"key {column.primary_key}"
    if column.classification:
        yield column.classification
    yield from column.tags
    if column.identifier:
        yield f"id {column.identifier}"


def _is_said_by_columns(rule: Rule) -> bool:
    return rule.kind in _SAID_BY_COLUMNS and rule.parameters.get("json") is None


def _rule(rule: Rule) -> RuleLine:
    subject = rule.column or "the table"
    return RuleLine(
        rule.name,
        f"{subject}: {_demand(rule)}",
        "warns" if rule.severity is Severity.WARNING else "refuses",
        rule.scope.value,
        rule.description,
    )


def _demand(rule: Rule) -> str:
    """Say in words what a rule demands."""
    words = rule.kind.value.replace("_", " ")
    given = rule.parameters
    if rule.kind in _BOUNDS:
        inclusive, exclusive = _BOUNDS[rule.kind]
        return f"{exclusive if given.get('exclusive') else inclusive} {plain(given['limit'])}"
    details = {name: value for name, value in given.items() if name not in _IN_THE_LIMIT}
    if rule.kind in _COUNTS:
        words = f"{words} {Limit.of(rule).words}"
    elif "limit" in given:
        words = f"{words} {plain(given['limit'])}"
    if not details:
        return words
    return f"{words}: {'; '.join(_written(plain(value)) for value in details.values())}"


def _written(value: object) -> str:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
