"""All the rules about one row, as one list of violated rules for each row."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mesh_assets.contract.checks.formats import TEMPORAL_FORMATS
from mesh_assets.contract.checks.place import Iteration, Place, all_of, any_of, every
from mesh_assets.contract.checks.predicates import ROW_KINDS, keeps
from mesh_assets.contract.checks.proofs import NO_PROOF, column_proofs
from mesh_assets.contract.model import Contract
from mesh_assets.contract.rule import Rule, RuleKind
from mesh_assets.contract.sql import quote_literal


@dataclass(frozen=True, slots=True)
class RowRule:
    """A named rule and the SQL that is TRUE for the rows that keep it."""

    name: str
    kept: str
    column: str | None = None
    proof: str = NO_PROOF
    """What is cheap to see, and proves that the rule is kept, if it holds for each element."""
    lists: tuple[Iteration, ...] = ()
    """The lists whose elements the proof speaks of."""


def row_rules(contract: Contract, places: Mapping[str | None, Place]) -> list[RowRule]:
    """Compile the contract's rules about single rows against the places of some data."""
    by_column = defaultdict(list)
    for rule in rules_about_rows(contract):
        by_column[rule.column].append(rule)
    return [
        RowRule(rule.name, keeps(rule, places[column]), column, proof, places[column].lists)
        for column, rules in by_column.items()
        for rule, proof in zip(rules, column_proofs(rules, places[column]), strict=True)
    ]


def rules_about_rows(contract: Contract) -> Iterator[Rule]:
    """Give all that single rows have to keep, stated by the contract or not."""
    return (rule for rule in (*contract.rules, *_unstated(contract)) if rule.kind in ROW_KINDS)


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
    return f"CASE WHEN {sound} THEN NULL {hopeless} ELSE {_violated(rules)} END"


def _judged_together(rules: Sequence[RowRule]) -> list[list[RowRule]]:
    """Group the rules of each column, and the rules about the elements of each list."""
    groups = defaultdict(list)
    for rule in rules:
        groups[rule.lists or rule.column].append(rule)
    return list(groups.values())


def _all_kept(group: Sequence[RowRule]) -> str:
    """Write that a row keeps all rules of a group; what one proof proves, it proves once."""
    proofs = dict.fromkeys(rule.proof for rule in group if rule.proof != NO_PROOF)
    provable = [rule.kept for rule in group if rule.proof != NO_PROOF]
    unprovable = [rule.kept for rule in group if rule.proof == NO_PROOF]
    if not proofs:
        return all_of(*unprovable)
    proven = every(group[0].lists, all_of(*proofs))
    return all_of(any_of(proven, all_of(*provable)), *unprovable)


def _violated(rules: Sequence[RowRule]) -> str:
    """Write the names of the violated rules; a list is gone through again only if it matters."""
    flat = [rule for rule in rules if not rule.lists]
    groups = _judged_together([rule for rule in rules if rule.lists])
    in_lists = (f"CASE WHEN {_all_kept(each)} THEN [] ELSE {_names(each)} END" for each in groups)
    return " || ".join([_names(flat), *in_lists])


def _names(rules: Sequence[RowRule]) -> str:
    names = (f"CASE WHEN {rule.kept} THEN NULL ELSE {_name(rule)} END" for rule in rules)
    return f"list_filter([{', '.join(names)}]::VARCHAR[], lambda name: name IS NOT NULL)"


def _name(rule: RowRule) -> str:
    return quote_literal(rule.name)
