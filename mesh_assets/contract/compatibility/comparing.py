"""Limits and values of rules, as they are compared."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

from mesh_assets.contract.rule import Rule, RuleKind, Severity

LOWER_LIMITS = frozenset({RuleKind.MINIMUM, RuleKind.MIN_LENGTH, RuleKind.MIN_ITEMS})
UPPER_LIMITS = frozenset({RuleKind.MAXIMUM, RuleKind.MAX_LENGTH, RuleKind.MAX_ITEMS})
LIMITS = LOWER_LIMITS | UPPER_LIMITS

_COUNTS = frozenset({RuleKind.INVALID_COUNT, RuleKind.NULL_COUNT, RuleKind.DUPLICATE_COUNT})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def ordered_limit(limit: object) -> Decimal:
    """A number as such, and a date or an instant by its place in time."""
    try:
        return Decimal(str(limit))
    except InvalidOperation:
        instant = datetime.fromisoformat(str(limit))
        known = instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant
        return Decimal((known - _EPOCH) // timedelta(microseconds=1))


def is_narrower(was: Rule, now: Rule) -> bool:
    """Whether a limit refuses something that another limit of its kind allows."""
    before, after = ordered_limit(was.parameters["limit"]), ordered_limit(now.parameters["limit"])
    if before == after:
        return bool(now.parameters.get("exclusive")) and not was.parameters.get("exclusive")
    return after > before if now.kind in LOWER_LIMITS else after < before


def refuses_rows(rule: Rule) -> bool:
    """Whether a count of rows allows none, so that it binds each row as a rule about rows does."""
    if rule.kind not in _COUNTS or rule.severity is not Severity.ERROR:
        return False
    operator, limit = rule.parameters.get("operator", "="), rule.parameters.get("limit")
    if operator == "<":
        return limit == 1 and rule.parameters.get("unit", "rows") == "rows"
    return operator in {"=", "<="} and limit == 0


def is_key(rule: Rule) -> bool:
    """Whether no two rows may have the same values of some columns: consumers join by them."""
    if rule.kind is RuleKind.DUPLICATE_COUNT:
        return refuses_rows(rule)
    return rule.kind is RuleKind.UNIQUE and rule.severity is Severity.ERROR


def missing_values(wanted: Iterable[object], listed: Iterable[object]) -> list[object]:
    """The wanted values that are not listed, as JSON tells them apart: 1 is 1.0, and not true."""
    known = [_as_json(value) for value in listed]
    return [value for value in wanted if _as_json(value) not in known]


def _as_json(value: object) -> tuple[bool, object]:
    return isinstance(value, bool), value
