"""All the rules about one row, as one list of violated rules for each row."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mesh_assets.contract.checks.formats import TEMPORAL_FORMATS
from mesh_assets.contract.checks.place import Iteration, Place, all_of, any_of, every
from mesh_assets.contract.checks.predicates import ROW_KINDS, keeps, proof
from mesh_assets.contract.model import Contract
from mesh_assets.contract.rule import Rule, RuleKind
from mesh_assets.contract.sql import quote_literal


_NO_PROOF = "FALSE"


@dataclass(frozen=True, slots=True)
class RowRule:
    """A named rule and the SQL that is TRUE for the rows that keep it."""

    name: str
    kept: str
    proof: str = _NO_PROOF
    """What is cheap to see, and proves that the rule is kept, if it holds for each element."""
    lists: tuple[Iteration, ...] = ()
    """The lists whose elements the proof speaks of."""


def row_rules(contract: Contract, places: Mapping[str | None, Place]) -> list[RowRule]:
    """Compile the contract's rules about single rows against the places of some data."""
    stated = [rule for rule in contract.rules if rule.kind in ROW_KINDS]
    return [_row_rule(rule, places[rule.column]) for rule in (*stated, *_unstated(contract))]


def _row_rule(rule: Rule, place: Place) -> RowRule:
    return RowRule(rule.name, keeps(rule, place), proof(rule, place), place.lists)


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
    sound = all_of("TRUE", *map(_all_kept, _judged_together((*fatal, *rules))))
    hopeless = " ".join(f"WHEN {rule.kept} IS NOT TRUE THEN [{_name(rule)}]" for rule in fatal)
    named = [_violated(group) for group in _judged_together(rules)]
    return f"CASE WHEN {sound} THEN NULL {hopeless} ELSE {' || '.join(named or ['[]'])} END"


def _judged_together(rules: Sequence[RowRule]) -> list[list[RowRule]]:
    """Group the rules that share a proof, and those about the elements of one list."""
    groups = defaultdict(list)
    for rule in rules:
        groups[rule.lists, rule.lists or rule.proof].append(rule)
    return list(groups.values())


def _all_kept(group: Sequence[RowRule]) -> str:
    """Write that a row keeps all rules of a group; what one proof proves, it proves once."""
    lists = group[0].lists
    provable = [rule for rule in group if rule.proof != _NO_PROOF]
    unprovable = [rule.kept for rule in group if rule.proof == _NO_PROOF]
    kept = [rule.kept for rule in provable]
    if len(provable) > 1 or (provable and lists):
        proof = every(lists, all_of(*dict.fromkeys(rule.proof for rule in provable)))
        kept = [any_of(proof, all_of(*kept))]
    return all_of(*kept, *unprovable)


def _violated(group: Sequence[RowRule]) -> str:
    """Write the names of the violated rules of a group."""
    names = (f"CASE WHEN {rule.kept} THEN NULL ELSE {_name(rule)} END" for rule in group)
    violated = f"list_filter([{', '.join(names)}], lambda name: name IS NOT NULL)"
    return f"CASE WHEN {_all_kept(group)} THEN [] ELSE {violated} END"


def _name(rule: RowRule) -> str:
    return quote_literal(rule.name)
