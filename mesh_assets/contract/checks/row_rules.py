"""All the rules about one row, as one list of violated rules for each row."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mesh_assets.contract.checks.formats import TEMPORAL_FORMATS
from mesh_assets.contract.checks.place import Place, all_of, any_of
from mesh_assets.contract.checks.predicates import ROW_KINDS, is_proven, keeps
from mesh_assets.contract.model import Contract
from mesh_assets.contract.rule import Rule, RuleKind
from mesh_assets.contract.sql import quote_literal


@dataclass(frozen=True, slots=True)
class RowRule:
    """A named rule and the SQL that is TRUE for the rows that keep it."""

    name: str
    kept: str
    proof: str = "FALSE"
    """What is cheap to see, and proves that the rule is kept."""


def row_rules(contract: Contract, places: Mapping[str | None, Place]) -> list[RowRule]:
    """Compile the contract's rules about single rows against the places of some data."""
    stated = [rule for rule in contract.rules if rule.kind in ROW_KINDS]
    return [_row_rule(rule, places[rule.column]) for rule in (*stated, *_unstated(contract))]


def _row_rule(rule: Rule, place: Place) -> RowRule:
    proof = place.proven if is_proven(rule) else "FALSE"
    return RowRule(rule.name, keeps(rule, place), proof)


def _unstated(contract: Contract) -> Iterator[Rule]:
    """Add what a column's type demands and its contract leaves unsaid.

    Otherwise a value that is no value of the type would silently become null.
    """
    stated = {(rule.column, rule.kind) for rule in contract.rules}
    for path, column in contract.walk():
        if (path, RuleKind.TYPE) not in stated:
            yield Rule(f"{path}.type", RuleKind.TYPE, path, {"nullable": True})
        if column.type in TEMPORAL_FORMATS and (path, RuleKind.FORMAT) not in stated:
            wanted = TEMPORAL_FORMATS[column.type]
            yield Rule(f"{path}.format", RuleKind.FORMAT, path, {"format": wanted})


def violated_rules(rules: Sequence[RowRule], fatal: Sequence[RowRule] = ()) -> str:
    """Write the list of the names of the violated rules; NULL for a row that keeps them all.

    A row that violates a `fatal` rule is not asked about the rules after it. Naming is only paid
    for rows with a violation, and there is no limit to the number of rules.
    """
    # Sound rows come first: a later WHEN would have DuckDB gather its rows for every expression.
    hopeless = " ".join(f"WHEN {rule.kept} IS NOT TRUE THEN [{_name(rule)}]" for rule in fatal)
    names = (f"CASE WHEN {rule.kept} THEN NULL ELSE {_name(rule)} END" for rule in rules)
    violated = f"list_filter([{', '.join(names)}], lambda name: name IS NOT NULL)"
    return f"CASE WHEN {_sound([*fatal, *rules])} THEN NULL {hopeless} ELSE {violated} END"


def _sound(rules: Sequence[RowRule]) -> str:
    """Write that a row keeps all rules; what one proof proves of several, it proves once."""
    kept_by_proof = defaultdict(list)
    for rule in rules:
        kept_by_proof[rule.proof].append(rule.kept)
    unproven = kept_by_proof.pop("FALSE", [])
    proven = (any_of(proof, all_of(*kept)) for proof, kept in kept_by_proof.items())
    return all_of("TRUE", *proven, *unproven)


def _name(rule: RowRule) -> str:
    return quote_literal(rule.name)
