"""Rules that become narrower or wider."""

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from mesh_assets.contract.compatibility.change import Change
from mesh_assets.contract.model import Contract
from mesh_assets.contract.rule import Rule, RuleKind, Severity

_TOLD_BY_COLUMNS = {RuleKind.REQUIRED, RuleKind.TYPE}
_LOWER_LIMITS = {RuleKind.MINIMUM, RuleKind.MIN_LENGTH, RuleKind.MIN_ITEMS}
_UPPER_LIMITS = {RuleKind.MAXIMUM, RuleKind.MAX_LENGTH, RuleKind.MAX_ITEMS}
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
    before, after = _by_name(old.rules, shared), _by_name(new.rules, shared)
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name), after.get(name)
        if was is None and now is not None:
            yield _added(now)
        elif was is not None and now is None:
            yield _removed(was)
        elif was is not None and now is not None and _demands(was) != _demands(now):
            yield from _changed(was, now)


def _by_name(rules: Iterable[Rule], shared: set[str]) -> dict[str, Rule]:
    return {
        rule.name: rule
        for rule in rules
        if rule.kind not in _TOLD_BY_COLUMNS and (rule.column is None or rule.column in shared)
    }


def _demands(rule: Rule) -> object:
    return rule.kind, dict(rule.parameters), rule.severity, rule.scope


def _added(rule: Rule) -> Change:
    return Change(f"the rule `{rule.name}` is new", breaks=_is_binding(rule))


def _removed(rule: Rule) -> Change:
    is_key = rule.kind is RuleKind.UNIQUE and rule.severity is Severity.ERROR
    return Change(f"the rule `{rule.name}` is gone", breaks=is_key)


def _changed(was: Rule, now: Rule) -> Iterator[Change]:
    if was.kind is not now.kind or _is_binding(was) != _is_binding(now):
        yield Change(f"the rule `{now.name}` demands something else", breaks=_is_binding(now))
    elif now.kind in _VALUES and _values(was) != _values(now):
        yield from _changed_values(was, now)
    elif now.kind in _LOWER_LIMITS | _UPPER_LIMITS:
        yield _changed_limit(was, now)
    else:
        yield Change(f"the rule `{now.name}` is another one", breaks=_is_binding(now))


def _changed_values(was: Rule, now: Rule) -> Iterator[Change]:
    place = now.column or "the record"
    before, after = _values(was), _values(now)
    for value in before:
        if value not in after:
            yield Change(f"`{place}` no longer allows `{value}`", breaks=_is_binding(now))
    for value in after:
        if value not in before:
            yield Change(f"`{place}` also allows `{value}`")


def _changed_limit(was: Rule, now: Rule) -> Change:
    words = "narrower" if _is_narrower(was, now) else "wider"
    message = (
        f"the rule `{now.name}` is {words}: {now.parameters['limit']}, and was "
        f"{was.parameters['limit']}"
    )
    return Change(message, breaks=_is_narrower(was, now) and _is_binding(now))


def _is_narrower(was: Rule, now: Rule) -> bool:
    before, after = _ordered(was.parameters["limit"]), _ordered(now.parameters["limit"])
    if before == after:
        return bool(now.parameters.get("exclusive"))
    return after > before if now.kind in _LOWER_LIMITS else after < before


def _ordered(limit: object) -> tuple[Decimal, str]:
    """A limit that can be compared: numbers as such, instants by their ISO 8601 text."""
    try:
        return Decimal(str(limit)), ""
    except InvalidOperation:
        return Decimal(), str(limit)


def _values(rule: Rule) -> list[Any]:
    return list(rule.parameters.get(_VALUES[rule.kind]) or [])


def _is_binding(rule: Rule) -> bool:
    """Whether each row has to keep it; a check of quality may come, go and change."""
    allows_none = rule.kind is RuleKind.INVALID_COUNT and rule.parameters.get("limit") == 0
    is_about_values = rule.kind in {
        RuleKind.ENUM,
        RuleKind.CONST,
        RuleKind.ADDITIONAL_PROPERTIES,
        RuleKind.UNIQUE,
        *_LOWER_LIMITS,
        *_UPPER_LIMITS,
        *_FORMS,
    }
    return rule.severity is Severity.ERROR and (is_about_values or allows_none)
