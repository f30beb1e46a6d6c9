"""The changes from one contract to the next.

What is added beside is compatible: an optional column, an allowed value, a check. What is taken
away, renamed, given another type or narrowed breaks: consumers read it, or rows that were
published before may not keep the new promise.
"""

from collections.abc import Iterator
from dataclasses import replace
from types import NoneType

from pydantic_core import to_jsonable_python

from mesh_assets.contract.compatibility.change import Change
from mesh_assets.contract.compatibility.columns import column_changes
from mesh_assets.contract.compatibility.kinds import ChangeKind
from mesh_assets.contract.compatibility.nullability import nullability_changes
from mesh_assets.contract.compatibility.rules import rule_changes
from mesh_assets.contract.compatibility.service_levels import service_level_changes
from mesh_assets.contract.model import Contract
from mesh_assets.contract.rule import Rule

_PLAIN = frozenset({str, bool, int, float, NoneType})
"""The types that JSON keeps as they are."""


def contract_changes(old: Contract, new: Contract) -> list[Change]:
    """List the changes of columns, keys, rules, service levels and words for people."""
    old, new = canonical(old), canonical(new)
    about_columns = (*column_changes(old, new), *nullability_changes(old, new))
    return [
        *(replace(change, columns=(change.place,)) for change in about_columns),
        *_key_changes(old, new),
        *rule_changes(old, new),
        *service_level_changes(old, new),
        *_description_changes(old, new),
    ]


def canonical(contract: Contract) -> Contract:
    """The values of rules as JSON keeps them, whether the contract was kept or just read."""
    return replace(contract, rules=tuple(map(_with_plain_values, contract.rules)))


def _with_plain_values(rule: Rule) -> Rule:
    if _PLAIN.issuperset(map(type, rule.parameters.values())):
        return rule
    plain = to_jsonable_python(dict(rule.parameters))
    return rule if plain == rule.parameters else replace(rule, parameters=plain)


def _key_changes(old: Contract, new: Contract) -> Iterator[Change]:
    if old.primary_key != new.primary_key:
        before, after = (", ".join(key) or "nothing" for key in (old.primary_key, new.primary_key))
        message = f"a row is identified by {after}, and was by {before}"
        both = tuple(dict.fromkeys([*old.primary_key, *new.primary_key]))
        yield Change(ChangeKind.KEY_CHANGED, message, columns=both)


def _description_changes(old: Contract, new: Contract) -> Iterator[Change]:
    if old.description != new.description:
        yield Change(ChangeKind.DESCRIPTION_CHANGED, "the contract is described otherwise")
