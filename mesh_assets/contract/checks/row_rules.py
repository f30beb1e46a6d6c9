"""All the rules about one row, as one list of violated rules for each row."""

from collections.abc import Mapping
from dataclasses import dataclass

from mesh_assets.contract.checks.place import Place, all_of
from mesh_assets.contract.checks.predicates import ROW_KINDS, keeps
from mesh_assets.contract.model import Contract
from mesh_assets.contract.sql import quote_literal


@dataclass(frozen=True, slots=True)
class RowRule:
    """A named rule and the SQL that is TRUE for the rows that keep it."""

    name: str
    kept: str


def row_rules(contract: Contract, places: Mapping[str | None, Place]) -> list[RowRule]:
    """Compile the contract's rules about single rows against the places of some data."""
    return [
        RowRule(rule.name, keeps(rule, places[rule.column]))
        for rule in contract.rules
        if rule.kind in ROW_KINDS
    ]


def violated_rules(rules: Sequence[RowRule], fatal: Sequence[RowRule] = ()) -> str:
    """Write the list of the names of the violated rules; NULL for a row that keeps them all.

    A row that violates a `fatal` rule is not asked about the rules after it. Naming is only paid
    for rows with a violation, and there is no limit to the number of rules.
    """
    # The sound rows come first, because DuckDB pays for every later WHEN with a copy.
    sound = all_of(*(rule.kept for rule in (*fatal, *rules)))
    names = (f"CASE WHEN {rule.kept} THEN NULL ELSE {_name(rule)} END" for rule in rules)
    beyond_repair = (f"WHEN {rule.kept} THEN NULL ELSE [{_name(rule)}] END" for rule in fatal)
