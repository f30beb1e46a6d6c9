"""A contract's rules on a table: how many rows violate each, and whether that is within its limit.

All rules about single rows, nulls and values are counted in one scan. Uniqueness needs one
aggregation for each key, and looks at the rest of the table where its scope says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mesh_assets.contract.checks.limits import Limit
from mesh_assets.contract.checks.predicates import ROW_KINDS, keeps
from mesh_assets.contract.checks.table_places import table_places
from mesh_assets.contract.duckdb_types import duckdb_type
from mesh_assets.contract.model import Contract
from mesh_assets.contract.rule import Rule, RuleKind, Scope
from mesh_assets.contract.sql import quote_identifier, quote_literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class RuleMeasurement:
    """What was measured of one rule."""

    rule: Rule
    measured: float | int
    """Rows that violate it, or the number that its metric or its SQL gave."""
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
    """Measure every rule of the contract on a relation, a SELECT.

    `rest_sql` is a SELECT of the rest of the table, for rules of scope `table`; None where there
    is no rest. A rule about a column that the relation lacks, or has with another type than the
    contract's, is violated by every row.

    Raises duckdb.Error when the contract's own SQL cannot be run.
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
        self._relation = f"({relation_sql}) AS judged"
        self._select = relation_sql
        self._contract = contract
        self._rest = rest_sql
        self._types = self._described(relation_sql)
        promised = ", ".join(
            f"NULL::{duckdb_type(column)} AS {quote_identifier(column.name)}"
            for column in contract.columns
        )
        self._promised = self._described(f"SELECT {promised}")
        self._places = table_places(contract, self._types)

    def measurements(self) -> list[RuleMeasurement]:
        """Measure every rule, in the contract's order."""
        absent = {rule.name: why for rule in self._contract.rules if (why := self._absence(rule))}
        counted = [r for r in self._contract.rules if r.name not in absent and _is_counted(r)]
        total, counts = self._count(counted)
        return [
            self._absent(rule, absent[rule.name], total)
            if rule.name in absent
            else _measurement(rule, self._value(rule, counts, total), total)
            for rule in self._contract.rules
        ]

    def _absence(self, rule: Rule) -> str:
        """Why a rule has nothing to look at; empty when it has."""
        return next((why for name in _columns_of(rule) if (why := self._column_absence(name))), "")

    def _column_absence(self, name: str) -> str:
        if name not in self._types:
            return f"the table has no column `{name}`"
        if self._types[name] != self._promised.get(name, self._types[name]):
            return f"`{name}` is {self._types[name]}, not {self._promised[name]}"
        return ""

    def _described(self, select: str) -> dict[str, str]:
        """Every column's type, as DuckDB itself writes it."""
        columns = self._connection.execute(f"DESCRIBE {select}").fetchall()
        return {name: kind for name, kind, *_ in columns}

    def _absent(self, rule: Rule, why: str, total: int) -> RuleMeasurement:
        return RuleMeasurement(rule, max(total, 1), total, False, _limit(rule).words, why)

    def _count(self, rules: list[Rule]) -> tuple[int, dict[str, int]]:
        """Count the rows, and for each rule those that violate it, in one scan."""
        conditions = [self._violation(rule) for rule in rules]
        filtered = "".join(f", count(*) FILTER (WHERE {one})" for one in conditions)
        [(total, *counts)] = self._connection.execute(
            f"SELECT count(*){filtered} FROM {self._relation}"
        ).fetchall()
        names = [rule.name for rule in rules]
        return total, dict(zip(names, counts, strict=True))

    def _violation(self, rule: Rule) -> str:
        if rule.kind in ROW_KINDS:
            return f"NOT coalesce({keeps(rule, self._places[rule.column])}, FALSE)"
        value = self._places[rule.column].value
        if rule.kind is RuleKind.NULL_COUNT:
            missing = [quote_literal(one) for one in rule.parameters.get("values", ())]
            also = f" OR {value}::VARCHAR IN ({', '.join(missing)})" if missing else ""
            return f"{value} IS NULL{also}"
        if "regex" in rule.parameters:
            regex = quote_literal(rule.parameters["regex"])
            return f"NOT regexp_matches({value}::VARCHAR, {regex})"
        valid = ", ".join(quote_literal(one) for one in rule.parameters["values"])
        return f"{value} NOT IN ({valid})"

    def _value(self, rule: Rule, counts: Mapping[str, int], total: int) -> float | int:
        match rule.kind:
            case RuleKind.ROW_COUNT:
                return total
            case RuleKind.SQL:
                return self._number(
                    rule.parameters["query"].replace("${table}", f"({self._select})")
                )
            case RuleKind.UNIQUE | RuleKind.DUPLICATE_COUNT:
                return self._duplicates(rule)
            case _:
                return counts[rule.name]

    def _duplicates(self, rule: Rule) -> int:
        """Rows too many: all but one of each key here, and all whose key the rest has."""
        keys = [quote_identifier(name) for name in rule.parameters["columns"]]
        known = " AND ".join(f"{key} IS NOT NULL" for key in keys)
        here = self._number(
            f"SELECT coalesce(sum(times - 1), 0)::BIGINT FROM (SELECT count(*) AS times "
            f"FROM {self._relation} WHERE {known} GROUP BY {', '.join(keys)} HAVING count(*) > 1)"
        )
        if rule.scope is not Scope.TABLE or self._rest is None:
            return int(here)
        same = " AND ".join(f"judged.{key} = rest.{key}" for key in keys)
        there = self._number(
            f"SELECT count(*) FROM {self._relation} SEMI JOIN ({self._rest}) AS rest ON {same}"
        )
        return int(here + there)

    def _number(self, sql: str) -> float | int:
        [(number,)] = self._connection.execute(sql).fetchall()
        return number if isinstance(number, int | float) else float(number or 0)


def _is_counted(rule: Rule) -> bool:
    return rule.kind in ROW_KINDS or rule.kind in {RuleKind.NULL_COUNT, RuleKind.INVALID_COUNT}


def _columns_of(rule: Rule) -> Iterator[str]:
    """The top-level columns that a rule looks at."""
    for path in rule.parameters.get("columns") or ([rule.column] if rule.column else []):
        yield path.split(".")[0].removesuffix("[]")


def _measurement(rule: Rule, value: float, total: int) -> RuleMeasurement:
    limit = _limit(rule)
    measured = limit.in_unit(value, total)
    return RuleMeasurement(rule, measured, total, limit.allows(measured), limit.words)


def _limit(rule: Rule) -> Limit:
    return Limit.of(rule)
