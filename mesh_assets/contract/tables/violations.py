"""Rules whose violations are counted row by row, all of them in one scan."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mesh_assets.contract.checks.place import Place, all_of, any_of
from mesh_assets.contract.checks.predicates import ROW_KINDS, keeps
from mesh_assets.contract.rule import Rule, RuleKind
from mesh_assets.contract.sql import Literal, quote_literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COUNTED_KINDS = ROW_KINDS | {RuleKind.NULL_COUNT, RuleKind.INVALID_COUNT}
"""The kinds of rules that each row violates or does not."""


def count_violations(
    connection: "DuckDBPyConnection",
    relation: str,
    rules: Sequence[Rule],
    places: Mapping[str | None, Place],
) -> tuple[int, dict[str, int]]:
    """Count the rows, and for each rule, by its name, those that violate it."""
    counts = "".join(
        f", count(*) FILTER (WHERE ({_kept(rule, places[rule.column])}) IS NOT TRUE)"
        for rule in rules
    )
    [(total, *violations)] = connection.execute(
        f"SELECT count(*){counts} FROM {relation}"
    ).fetchall()
    return total, dict(zip((rule.name for rule in rules), violations, strict=True))


def _kept(rule: Rule, place: Place) -> str:
    """Write the SQL that is TRUE for the rows that do not count as violations."""
    match rule.kind:
        case RuleKind.NULL_COUNT:
            return _is_there(rule, place)
        case RuleKind.INVALID_COUNT:
            return _is_valid(rule, place)
        case _:
            return keeps(rule, place)


def _is_there(rule: Rule, place: Place) -> str:
    values = rule.parameters.get("values", ())
    is_known = f"{place.value} IS NOT NULL"
    is_something = f"NOT {_among(values, place)}" if values else "TRUE"
    if rule.parameters.get("null", True):
        return place.every(all_of(is_known, is_something))
    return place.every(any_of(f"{place.value} IS NULL", is_something))


def _is_valid(rule: Rule, place: Place) -> str:
    """A null is neither valid nor invalid; with values and a pattern, both must hold."""
    conditions = []
    if "values" in rule.parameters:
        conditions.append(_among(rule.parameters["values"], place))
    if "regex" in rule.parameters:
        regex = quote_literal(rule.parameters["regex"])
        conditions.append(f"regexp_matches({place.value}::VARCHAR, {regex})")
    return place.every(any_of(f"{place.value} IS NULL", all_of(*conditions)))


def _among(values: Sequence[Literal], place: Place) -> str:
    # DuckDB makes a join of a long IN, which costs many times as much.
    named = ", ".join(quote_literal(value) for value in values if value is not None)
    return f"list_contains([{named}], {place.value})" if named else "FALSE"
