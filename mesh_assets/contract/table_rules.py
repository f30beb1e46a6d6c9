"""A contract's rules on a table: what each measures, and whether that is within its limit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mesh_assets.contract.checks.limits import Limit
from mesh_assets.contract.checks.table_places import table_places
from mesh_assets.contract.model import Contract, LogicalType
from mesh_assets.contract.rule import Rule, RuleKind, Scope
from mesh_assets.contract.tables.own_sql import NoNumber, measure
from mesh_assets.contract.tables.presence import broken_columns, column_types
from mesh_assets.contract.tables.repetition import count_repetitions, count_taken
from mesh_assets.contract.tables.violations import COUNTED_KINDS, count_violations

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ABOUT_TEXT = frozenset({RuleKind.PATTERN, RuleKind.MIN_LENGTH, RuleKind.MAX_LENGTH})
_WITHOUT_TEXT = frozenset({LogicalType.DATE, LogicalType.TIMESTAMP})


@dataclass(frozen=True, slots=True)
class RuleMeasurement:
    """What was measured of one rule."""

    rule: Rule
    measured: float | int | None
    """Rows that violate it, or the number that its metric or its SQL gave; None if it gave none."""
    total: int
    """Rows that were looked at."""
    kept: bool
    expected: str
    """The limit in words, such as `= 0 rows`."""
    detail: str = ""
    """Why it could not hold at all, such as a column that the table lacks."""


def judge_table(
    connection: "DuckDBPyConnection",
    relation_sql: str,
    contract: Contract,
    *,
    rest_sql: str | None,
) -> list[RuleMeasurement]:
    """Measure every rule of the contract on a relation, a SELECT, in the contract's order.

    All rules that each row keeps or violates are counted in one scan; a key needs an aggregation
    of its own. `rest_sql` is a SELECT of the rest of the table, for keys of scope `table`; None
    where there is no rest. A rule about a column that the relation lacks, or has with another type
    than the contract's, is violated by every row, and even where there is no row.

    Raises duckdb.Error when the relation, or the contract's own SQL, cannot be run.
    """
    return _Judge(connection, relation_sql, contract, rest_sql).measurements()


class _Judge:
    def __init__(
        self,
        connection: "DuckDBPyConnection",
        relation_sql: str,
        contract: Contract,
        rest_sql: str | None,
    ) -> None:
        self._connection = connection
        self._select = relation_sql
        self._relation = f"({relation_sql}) AS judged"
        self._rules = contract.rules
        self._rest = rest_sql
        types = column_types(connection, relation_sql)
        self._broken = broken_columns(contract, types)
        self._places = table_places(contract, types)

    def measurements(self) -> list[RuleMeasurement]:
        """Measure every rule."""
        hopeless = {rule.name: why for rule in self._rules if (why := self._obstacle(rule))}
        counted = [
            rule for rule in self._rules if rule.name not in hopeless and rule.kind in COUNTED_KINDS
        ]
        total, counts = count_violations(self._connection, self._relation, counted, self._places)
        return [
            _violated(rule, max(total, 1), total, hopeless[rule.name])
            if rule.name in hopeless
            else self._measured(rule, counts, total)
            for rule in self._rules
        ]

    def _obstacle(self, rule: Rule) -> str:
        """Why there is nothing that a rule could look at; empty when there is."""
        for path in _paths_of(rule):
            column = path.split(".")[0].removesuffix("[]")
            if column in self._broken:
                return self._broken[column]
            if path not in self._places:
                return f"the contract describes no column `{path}`"
            kind = self._places[path].column.type
            if rule.kind in _ABOUT_TEXT and kind in _WITHOUT_TEXT:
                return f"`{path}` is kept as a {kind}, and no longer has the text that was written"
        return ""

    def _measured(self, rule: Rule, counts: Mapping[str, int], total: int) -> RuleMeasurement:
        try:
            value = self._value(rule, counts, total)
        except NoNumber as why:
            return _violated(rule, None, total, str(why))
        limit = Limit.of(rule)
        measured = limit.in_unit(value, total)
        return RuleMeasurement(rule, measured, total, limit.allows(measured), limit.words)

    def _value(self, rule: Rule, counts: Mapping[str, int], total: int) -> float | int:
        match rule.kind:
            case RuleKind.ROW_COUNT:
                return total
            case RuleKind.SQL:
                return measure(self._connection, rule.parameters["query"], self._select)
            case RuleKind.CUSTOM:
                raise NoNumber(f"only {rule.parameters['engine']} can measure it")
            case RuleKind.UNIQUE | RuleKind.DUPLICATE_COUNT:
                return self._repetitions(rule)
            case _:
                return counts[rule.name]

    def _repetitions(self, rule: Rule) -> int:
        keys = [self._places[path].value for path in rule.parameters["columns"]]
        here = count_repetitions(self._connection, self._relation, keys)
        if rule.scope is not Scope.TABLE or self._rest is None:
            return here
        return here + count_taken(self._connection, self._relation, keys, self._rest)


def _paths_of(rule: Rule) -> Iterator[str]:
    """The columns that a rule looks at, by their dotted paths."""
    if "columns" in rule.parameters:
        yield from rule.parameters["columns"]
    elif rule.column is not None:
        yield rule.column


def _violated(rule: Rule, measured: int | None, total: int, why: str) -> RuleMeasurement:
    return RuleMeasurement(rule, measured, total, False, Limit.of(rule).words, why)
