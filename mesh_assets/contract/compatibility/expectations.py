"""What a consumer expects of columns, and a producer does not promise."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from mesh_assets.contract.column_paths import lies_within
from mesh_assets.contract.compatibility.comparing import refuses_rows
from mesh_assets.contract.compatibility.readability import Content, unreadable
from mesh_assets.contract.model import Column, Contract
from mesh_assets.contract.rule import Rule, RuleKind


class Unkept(NamedTuple):
    """One expectation that may be disappointed."""

    column: str
    """The name of the column as a whole, even if it is about something inside."""
    obstacle: str


def unkept(promised: Contract, expected: Contract) -> Iterator[Unkept]:
    """Hold what a consumer expects of each column against what the producer's contract promises.

    Columns that the producer does not have are not told here.
    """
    known = replace(promised, rules=(*promised.rules, *_as_enums(promised)))
    for column in expected.columns:
        if promised.column(column.name) is not None:
            for obstacle in unreadable(known, _only(expected, column), Content.ROWS):
                yield Unkept(column.name, obstacle)


def _as_enums(contract: Contract) -> Iterator[Rule]:
    """What a count of invalid values that allows none promises of each row."""
    counts = (rule for rule in contract.rules if rule.kind is RuleKind.INVALID_COUNT)
    for rule in counts:
        if refuses_rows(rule) and rule.parameters.get("values") is not None:
            values = {"values": rule.parameters["values"]}
            yield replace(rule, name=f"{rule.name}.enum", kind=RuleKind.ENUM, parameters=values)


def _only(contract: Contract, column: Column) -> Contract:
    """The same contract, as if it were about one column alone."""
    return replace(
        contract,
        columns=(column,),
        rules=tuple(rule for rule in contract.rules if _is_about(rule, column.name)),
    )


def _is_about(rule: Rule, column: str) -> bool:
    if rule.column is not None:
        return lies_within(rule.column, column)
    return rule.kind is RuleKind.UNIQUE and tuple(rule.parameters["columns"]) == (column,)
