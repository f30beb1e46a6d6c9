"""What a contract promises of each column, in the terms that other formats have."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from mesh_assets.contract.model import Contract
from mesh_assets.contract.rule import Rule, RuleKind, Severity

_NONE_INVALID = {("=", 0), ("<=", 0), ("<", 1)}
_ABOUT_MANY_ROWS = frozenset(
    {
        *(RuleKind.NULL_COUNT, RuleKind.DUPLICATE_COUNT, RuleKind.ROW_COUNT),
        *(RuleKind.SQL, RuleKind.CUSTOM),
    }
)


class Promises:
    """The rules of a contract, by the columns that they are about."""

    def __init__(self, contract: Contract) -> None:
        self._rules: dict[str | None, list[Rule]] = defaultdict(list)
        for rule in contract.rules:
            self._rules[rule.column].append(rule)

    def of(self, path: str | None) -> Sequence[Rule]:
        """Every rule about a column, or about the whole record or table."""
        return self._rules[path]

    def is_present(self, path: str) -> bool:
        """Whether the column is there in every record, be it null."""
        return self.presence(path) is not None

    def presence(self, path: str) -> Rule | None:
        """The rule that the column is there."""
        return self._first(path, RuleKind.REQUIRED)

    def type_rule(self, path: str) -> Rule | None:
        """The rule about the column's type."""
        return self._first(path, RuleKind.TYPE)

    def is_nullable(self, path: str) -> bool:
        """Whether null is allowed."""
        presence, typed = self.presence(path), self.type_rule(path)
        refused = presence is not None and presence.parameters.get("not_null")
        return not refused and (typed is None or bool(typed.parameters["nullable"]))

    def value_rules(self, path: str) -> list[Rule]:
        """The rules that each value has to keep.

        A check that allows no invalid value is one of them, under its own name.
        """
        binding = [rule for rule in self._rules[path] if rule.severity is Severity.ERROR]
        about_values = [self._of_each_value(rule, path) for rule in binding]
        return [rule for rule in about_values if rule is not None]

    def choice(self, path: str) -> Rule | None:
        """The rule that lists the allowed values, always an enum."""
        for rule in self.value_rules(path):
            if rule.kind is RuleKind.ENUM:
                return rule
            if rule.kind is RuleKind.CONST:
                values = [rule.parameters["value"]]
                return replace(rule, kind=RuleKind.ENUM, parameters={"values": values})
        return None

    def _first(self, path: str, kind: RuleKind) -> Rule | None:
        return next((rule for rule in self._rules[path] if rule.kind is kind), None)

    def _of_each_value(self, rule: Rule, path: str) -> Rule | None:
        if rule.kind in _ABOUT_MANY_ROWS | {RuleKind.REQUIRED, RuleKind.TYPE}:
            return None
        if rule.kind is not RuleKind.INVALID_COUNT:
            return rule
        given = rule.parameters
        if (given["operator"], given["limit"]) not in _NONE_INVALID or given["unit"] != "rows":
            return None
        match given.get("values"), given.get("regex"):
            case (list() as values, None):
                nulls = [None] if self.is_nullable(path) else []
                return replace(rule, kind=RuleKind.ENUM, parameters={"values": [*values, *nulls]})
            case (None, str() as regex):
                return replace(rule, kind=RuleKind.PATTERN, parameters={"regex": regex})
            case _:
                return None


def plain(value: object) -> Any:  # noqa: ANN401
    """A value as JSON and YAML write it: decimals as numbers, dates and instants as ISO 8601."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return value.isoformat()
        case list() | tuple():
            return [plain(each) for each in value]
        case _:
            return value
