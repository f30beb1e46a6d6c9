"""Values that may be absent, null, or another kind of JSON, where the columns look alike.

A column is required where it is there and not null. JSON knows what lies between: a property that
has to be there and may be null, and one that may be absent and not null.
"""

from collections.abc import Iterator, Mapping

from mesh_assets.contract.compatibility.change import Change
from mesh_assets.contract.compatibility.kinds import ChangeKind
from mesh_assets.contract.model import Contract
from mesh_assets.contract.rule import Rule, RuleKind

_PRESENCE = frozenset({RuleKind.REQUIRED, RuleKind.TYPE})
"""The kinds of which a column has one rule at most."""

_Rules = Mapping[tuple[str | None, RuleKind], Rule]


def nullability_changes(old: Contract, new: Contract) -> Iterator[Change]:
    """Compare the columns that both contracts have with one type, and require alike."""
    before = dict(old.walk())
    was_ruled, is_ruled = _rules_by_place(old), _rules_by_place(new)
    for path, column in new.walk():
        was = before.get(path)
        if was is None or was.type is not column.type:
            continue
        yield from _other_json(was_ruled, is_ruled, path)
        if was.required == column.required:
            yield from _absent(was_ruled, is_ruled, path)
            yield from _null(was_ruled, is_ruled, path)


def _absent(old: _Rules, new: _Rules, path: str) -> Iterator[Change]:
    was, now = ((path, RuleKind.REQUIRED) in each for each in (old, new))
    if now and not was:
        yield Change(ChangeKind.REQUIRED, f"`{path}` may no longer be absent", path)
    elif was and not now:
        yield Change(ChangeKind.NULL_ALLOWED, f"`{path}` may now be absent, beside null", path)


def _null(old: _Rules, new: _Rules, path: str) -> Iterator[Change]:
    was, now = _may_be_null(old, path), _may_be_null(new, path)
    if was and not now:
        yield Change(ChangeKind.REQUIRED, f"`{path}` may no longer be null", path)
    elif now and not was:
        yield Change(ChangeKind.NULL_ALLOWED, f"`{path}` may now be null, beside absent", path)


def _other_json(old: _Rules, new: _Rules, path: str) -> Iterator[Change]:
    was, now = _json_kind(old, path), _json_kind(new, path)
    if was == now:
        return
    message = f"`{path}` was {_spoken(was)} and is now {_spoken(now)}"
    if now is None:
        yield Change(ChangeKind.TYPE_WIDENED, message, path)
    elif was is None:
        yield Change(ChangeKind.TYPE_NARROWED, message, path)
    else:
        yield Change(ChangeKind.TYPE_CHANGED, message, path)


def _may_be_null(rules: _Rules, path: str) -> bool:
    rule = rules.get((path, RuleKind.TYPE))
    return rule is None or bool(rule.parameters["nullable"])


def _json_kind(rules: _Rules, path: str) -> str | None:
    rule = rules.get((path, RuleKind.TYPE))
    return None if rule is None else rule.parameters.get("json")


def _spoken(json_kind: str | None) -> str:
    return f"a JSON {json_kind}" if json_kind else "any JSON value"


def _rules_by_place(contract: Contract) -> _Rules:
    return {(rule.column, rule.kind): rule for rule in contract.rules if rule.kind in _PRESENCE}
