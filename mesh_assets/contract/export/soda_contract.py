"""A contract of Soda 4, whose checks count the rows that break each rule.

Reference: https://docs.soda.io/soda-v4/reference/contract-language-reference
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mesh_assets.contract.checks.formats import FORMATS
from mesh_assets.contract.duckdb_types import decimal_digits
from mesh_assets.contract.export.account import Account
from mesh_assets.contract.export.exported import Export, Part
from mesh_assets.contract.export.promises import Promises, plain
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.rule import Rule, RuleKind, Scope, Severity
from mesh_assets.documents.writing import write_yaml

_THRESHOLDS = {
    "=": "must_be",
    "!=": "must_not_be",
    ">": "must_be_greater_than",
    ">=": "must_be_greater_than_or_equal",
    "<": "must_be_less_than",
    "<=": "must_be_less_than_or_equal",
    "between": "must_be_between",
    "not between": "must_be_not_between",
}
_LENGTHS = {RuleKind.MIN_LENGTH: "valid_min_length", RuleKind.MAX_LENGTH: "valid_max_length"}
_BOUNDS = {RuleKind.MINIMUM: "valid_min", RuleKind.MAXIMUM: "valid_max"}
_TYPES = {
    LogicalType.STRING: "varchar",
    LogicalType.INTEGER: "bigint",
    LogicalType.NUMBER: "double",
    LogicalType.BOOLEAN: "boolean",
    LogicalType.DATE: "date",
    LogicalType.TIMESTAMP: "timestamp with time zone",
    LogicalType.DECIMAL: "decimal",
}
_NUMBERS = frozenset({LogicalType.INTEGER, LogicalType.NUMBER, LogicalType.DECIMAL})


def export_soda(contract: Contract) -> Export:
    """Write a contract for `mesh/main/<table>`, the data source of the mesh."""
    account = Account(contract, "Soda")
    promises = Promises(contract)
    document: dict[str, Any] = {"dataset": f"mesh/main/{contract.name}"}
    if contract.description:
        document["description"] = contract.description
    document["columns"] = [
        _ColumnChecks(column, promises, account).write() for column in contract.columns
    ]
    checks = [
        {"schema": {"name": "schema", "qualifier": "schema", "allow_other_column_order": True}}
    ]
    for rule in contract.rules:
        check = _table_check(rule)
        if check is not None:
            checks.append(check)
            _carry_unique(rule, account)
    document["checks"] = checks
    text = write_yaml(document)
    return account.close(text, (Part.DESCRIPTION,))


@dataclass(frozen=True, slots=True)
class _ColumnChecks:
    column: Column
    promises: Promises
    account: Account

    def write(self) -> dict[str, Any]:
        """Write a column with its checks; Soda sees the columns at the top only."""
        written: dict[str, Any] = {"name": self.column.name, **self._type()}
        if self.column.description:
            written["description"] = self.column.description
        checks = [check for rule in self._rules() if (check := self._check(rule)) is not None]
        return written | ({"checks": checks} if checks else {})

    def _type(self) -> dict[str, Any]:
        """Write the type as DuckDB has it, where Soda can compare it."""
        written: dict[str, Any] = {}
        if self.column.type in _TYPES:
            written["data_type"] = _TYPES[self.column.type]
            typed = self.promises.type_rule(self.column.name)
            is_said = self.promises.is_nullable(self.column.name) or self._is_required()
            if typed is not None and is_said:
                self.account.carry(typed)
        if self.column.type is LogicalType.DECIMAL:
            precision, scale = decimal_digits(self.column)
            written |= {"numeric_precision": precision, "numeric_scale": scale}
        return written

    def _is_required(self) -> bool:
        return self.promises.is_present(self.column.name)

    def _rules(self) -> list[Rule]:
        """The rules of the column; a check of Soda says what each counts."""
        by_value = {rule.name: rule for rule in self.promises.value_rules(self.column.name)}
        return [by_value.get(rule.name, rule) for rule in self.promises.of(self.column.name)]

    def _check(self, rule: Rule) -> dict[str, Any] | None:
        check = self._known_check(rule)
        if check is not None:
            self.account.carry(rule)
            if rule.kind is RuleKind.UNIQUE:
                _carry_unique(rule, self.account)
        return check

    def _known_check(self, rule: Rule) -> dict[str, Any] | None:
        given = rule.parameters
        match rule.kind:
            case RuleKind.REQUIRED if not self.promises.is_nullable(self.column.name):
                return {"missing": _named(rule)}
            case RuleKind.UNIQUE if list(given["columns"]) == [self.column.name]:
                return {"duplicate": _named(rule)}
            case RuleKind.DUPLICATE_COUNT:
                return {"duplicate": _named(rule) | _threshold(rule)}
            case RuleKind.NULL_COUNT if given.get("null", True):
                values = {"missing_values": plain(given["values"])} if "values" in given else {}
                return {"missing": _named(rule) | values | _threshold(rule)}
            case RuleKind.INVALID_COUNT:
                return {"invalid": _named(rule) | _valid(given) | _threshold(rule)}
            case _:
                valid = self._validity(rule)
                return None if valid is None else {"invalid": _named(rule) | valid}

    def _validity(self, rule: Rule) -> dict[str, Any] | None:
        """Say which values are valid; None where Soda has no words for it."""
        given, kind = rule.parameters, self.column.type
        match rule.kind:
            case RuleKind.ENUM if kind in _NUMBERS | {LogicalType.STRING}:
                values = [value for value in given["values"] if value is not None]
                refuses_null = None not in given["values"]
                is_nullable = self.promises.is_nullable(self.column.name)
                return None if refuses_null and is_nullable else _valid({"values": values})
            case RuleKind.PATTERN if kind is LogicalType.STRING:
                return _valid(given)
            case RuleKind.FORMAT if kind is LogicalType.STRING:
                return _valid({"regex": f"^(?:{FORMATS[given['format']]})$"})
            case RuleKind.MIN_LENGTH | RuleKind.MAX_LENGTH if kind is LogicalType.STRING:
                return {_LENGTHS[rule.kind]: given["limit"]}
            case RuleKind.MINIMUM | RuleKind.MAXIMUM if kind in _NUMBERS:
                # Soda's own bounds are valid themselves.
                is_exclusive = given.get("exclusive")
                return None if is_exclusive else {_BOUNDS[rule.kind]: plain(given["limit"])}
            case _:
                return None


def _table_check(rule: Rule) -> dict[str, Any] | None:
    """Write a rule about the whole table; None where it is none, or Soda has no words for it."""
    if rule.column is not None:
        return None
    match rule.kind:
        case RuleKind.ROW_COUNT:
            return {"row_count": _named(rule) | _threshold(rule)}
        case RuleKind.UNIQUE:
            return {"duplicate": _named(rule) | {"columns": list(rule.parameters["columns"])}}
        case RuleKind.DUPLICATE_COUNT:
            columns = {"columns": list(rule.parameters["columns"])}
            return {"duplicate": _named(rule) | columns | _threshold(rule)}
        case _:
            return None


def _carry_unique(rule: Rule, account: Account) -> None:
    if rule.kind is RuleKind.UNIQUE and rule.scope is Scope.TABLE:
        why = "Soda sees one partition: it is judged there, and not against other partitions"
        account.leave_out_rule(rule, why)
    account.carry(rule)


def _named(rule: Rule) -> dict[str, Any]:
    named: dict[str, Any] = {"name": rule.name, "qualifier": rule.name}
    if rule.severity is Severity.WARNING:
        named["threshold"] = {"level": "warn"}
    return named


def _valid(given: Mapping[str, Any]) -> dict[str, Any]:
    valid: dict[str, Any] = {}
    if given.get("values") is not None:
        valid["valid_values"] = plain(list(given["values"]))
    if given.get("regex") is not None:
        valid["valid_format"] = {"name": "as the contract says", "regex": given["regex"]}
    return valid


def _threshold(rule: Rule) -> dict[str, Any]:
    given = rule.parameters
    word, limit = _THRESHOLDS[given["operator"]], plain(given["limit"])
    if word.endswith("between"):
        low, high = limit
        limit = {"greater_than_or_equal": low, "less_than_or_equal": high}
    threshold: dict[str, Any] = {word: limit}
    if given.get("unit") == "percent":
        threshold["metric"] = "percent"
    if rule.severity is Severity.WARNING:
        threshold["level"] = "warn"
    return {"threshold": threshold}
