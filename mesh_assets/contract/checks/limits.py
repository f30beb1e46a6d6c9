"""The limit of a rule about many rows, such as `= 0 rows` or `< 60 percent`."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mesh_assets.contract.rule import Rule, RuleKind

Number = int | float

_COMPARISONS: Mapping[str, Callable[[Number, Number], bool]] = MappingProxyType(
    {
        "=": operator.eq,
        "!=": operator.ne,
        ">": operator.gt,
        ">=": operator.ge,
        "<": operator.lt,
        "<=": operator.le,
    }
)
_PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Limit:
    """An operator, a number or a pair of them, and their unit."""

    operator: str
    limit: Number | tuple[Number, Number]
    unit: str

    @classmethod
    def of(cls, rule: Rule) -> "Limit":
        """The limit of a rule; rules about single rows allow no violation at all."""
        if "operator" not in rule.parameters:
            return cls("=", 0, "rows")
        written = rule.parameters["limit"]
        limit = (written[0], written[1]) if isinstance(written, list | tuple) else written
        # What a query gives is in no unit that is known here.
        unit = "" if rule.kind is RuleKind.SQL else rule.parameters.get("unit", "rows")
        return cls(rule.parameters["operator"], limit, unit)

    def allows(self, measured: Number) -> bool:
        """Whether a measured number keeps the limit."""
        if isinstance(self.limit, tuple):
            within = self.limit[0] <= measured <= self.limit[1]
            return within if self.operator == "between" else not within
        return _COMPARISONS[self.operator](measured, self.limit)

    def in_unit(self, count: Number, total: int) -> Number:
        """A count of rows in the limit's unit; no rows at all are 0 percent."""
        if self.unit != _PERCENT:
            return count
        return 100 * count / total if total else 0.0

    @property
    def words(self) -> str:
        """The limit as people read it."""
        if isinstance(self.limit, tuple):
            numbers = f"{self.limit[0]} and {self.limit[1]}"
        else:
            numbers = str(self.limit)
        return f"{self.operator} {numbers} {self.unit}".rstrip()
