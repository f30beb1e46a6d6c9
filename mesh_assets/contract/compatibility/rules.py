"""Rules that become narrower or wider."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from mesh_assets.contract.compatibility.change import Change
from mesh_assets.contract.compatibility.comparing import (
    LIMITS,
    is_key,
    is_narrower,
    missing_values,
    ordered_limit,
    refuses_rows,
)
from mesh_assets.contract.compatibility.kinds import ChangeKind
from mesh_assets.contract.model import Contract
from mesh_assets.contract.rule import Rule, RuleKind, Severity

_TOLD_BY_COLUMNS = {RuleKind.REQUIRED, RuleKind.TYPE}
_FORMS = {RuleKind.PATTERN, RuleKind.FORMAT, RuleKind.MULTIPLE_OF, RuleKind.UNIQUE_ITEMS}
_VALUES = {
    RuleKind.ENUM: "values",
    RuleKind.INVALID_COUNT: "values",
    RuleKind.ADDITIONAL_PROPERTIES: "allowed",
}
"""The parameter that lists what is allowed."""


def rule_changes(old: Contract, new: Contract) -> Iterator[Change]:
    """Compare the rules about what both contracts have; new and gone columns tell their own."""
    shared = {path for path, _ in old.walk()} & {path for path, _ in new.walk()}
    before, after = _by_place(old.rules, shared), _by_place(new.rules, shared)
    for place in dict.fromkeys([*before, *after]):
        was, now = before.get(place), after.get(place)
        columns = tuple(dict.fromkeys([*_columns_of(was), *_columns_of(now)]))
        for change in _rule_changes(place[0], was, now):
            yield replace(change, columns=columns)


def _rule_changes(name: str, was: Rule | None, now: Rule | None) -> Iterator[Change]:
    if was is None and now is not None:
        kind = ChangeKind.RULE_ADDED if _is_binding(now) else ChangeKind.QUALITY_CHECK_CHANGED
        yield Change(kind, f"the rule `{name}` is new", name)
    elif was is not None and now is None:
        yield Change(_kind_of_removal(was), f"the rule `{name}` is gone", name)
    elif was is not None and now is not None and _demands(was) != _demands(now):
        yield from _changed(was, now)


def _columns_of(rule: Rule | None) -> tuple[str, ...]:
    """The columns that a rule is about; none where it is about the record as a whole."""
    if rule is None:
        return ()
    if rule.column is not None:
        return (rule.column,)
    return tuple(rule.parameters.get("columns") or ())


def _by_place(rules: Iterable[Rule], shared: set[str]) -> dict[tuple[str, str | None], Rule]:
    """The rules by their names and columns: one that moves to another column is another one."""
    return {
        (rule.name, rule.column): rule
        for rule in rules
        if rule.kind not in _TOLD_BY_COLUMNS and (rule.column is None or rule.column in shared)
    }


def _demands(rule: Rule) -> object:
    bound = _bound(rule) if rule.kind in LIMITS else dict(rule.parameters)
    return rule.kind, bound, rule.severity, rule.scope


def _bound(rule: Rule) -> object:
    """A limit however it is written: an instant may be written with another offset."""
    return ordered_limit(rule.parameters["limit"]), bool(rule.parameters.get("exclusive"))


def _kind_of_removal(was: Rule) -> ChangeKind:
    """What it means that rows need not keep a rule any more."""
    if is_key(was):
        return ChangeKind.KEY_CHANGED
    if not _is_binding(was):
        return ChangeKind.QUALITY_CHECK_CHANGED
    is_about_nulls = was.kind is RuleKind.NULL_COUNT
    return ChangeKind.OPTIONAL if is_about_nulls else ChangeKind.RULE_REMOVED


def _changed(was: Rule, now: Rule) -> Iterator[Change]:
    message = f"the rule `{now.name}` demands something else"
    if _is_binding(was) and not _is_binding(now):
        yield Change(_kind_of_removal(was), message, now.name)
    elif _is_binding(now) and not _is_binding(was):
        yield Change(ChangeKind.RULE_ADDED, message, now.name)
    elif was.kind is not now.kind:
        yield Change(_kind_of_change(now), message, now.name)
    elif _list_other_values(was, now):
        yield from _changed_values(was, now)
    elif now.kind in LIMITS and _bound(was) != _bound(now):
        yield _changed_limit(was, now)
    else:
        yield Change(_kind_of_change(now), f"the rule `{now.name}` is another one", now.name)


def _list_other_values(was: Rule, now: Rule) -> bool:
    """Whether two lists of allowed values differ; a count may go by a pattern, or by both."""
    if now.kind not in _VALUES or was.parameters.get("regex") != now.parameters.get("regex"):
        return False
    lists_some = all(each.parameters.get(_VALUES[now.kind]) is not None for each in (was, now))
    return lists_some and _values(was) != _values(now)


def _kind_of_change(now: Rule) -> ChangeKind:
    if not _is_binding(now):
        return ChangeKind.QUALITY_CHECK_CHANGED
    is_pattern = now.kind is RuleKind.PATTERN
    return ChangeKind.PATTERN_CHANGED if is_pattern else ChangeKind.RULE_CHANGED


def _changed_values(was: Rule, now: Rule) -> Iterator[Change]:
    place = now.column or "the record"
    before, after = _values(was), _values(now)
    is_binding = _is_binding(now)
    refused = ChangeKind.VALUE_REFUSED if is_binding else ChangeKind.QUALITY_CHECK_CHANGED
    for value in missing_values(before, after):
        yield Change(refused, f"`{place}` no longer allows `{value}`", now.name)
    for value in missing_values(after, before):
        yield Change(ChangeKind.VALUE_ALLOWED, f"`{place}` also allows `{value}`", now.name)


def _changed_limit(was: Rule, now: Rule) -> Change:
    narrower = is_narrower(was, now)
    kind = ChangeKind.LIMIT_TIGHTENED if narrower else ChangeKind.LIMIT_LOOSENED
    message = (
        f"the rule `{now.name}` is {'narrower' if narrower else 'wider'}: "
        f"{now.parameters['limit']}, and was {was.parameters['limit']}"
    )
    return Change(kind if _is_binding(now) else ChangeKind.QUALITY_CHECK_CHANGED, message, now.name)


def _values(rule: Rule) -> list[Any]:
    return list(rule.parameters.get(_VALUES[rule.kind]) or [])


def _is_binding(rule: Rule) -> bool:
    """Whether each row has to keep it; a check of quality may come, go and change."""
    is_about_values = rule.kind in {
        RuleKind.ENUM,
        RuleKind.CONST,
        RuleKind.ADDITIONAL_PROPERTIES,
        RuleKind.UNIQUE,
        *LIMITS,
        *_FORMS,
    }
    return refuses_rows(rule) or (rule.severity is Severity.ERROR and is_about_values)
