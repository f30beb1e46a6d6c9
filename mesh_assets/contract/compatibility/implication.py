"""Whether what one rule demands of a value is already demanded by another.

The answer is yes only where that is certain: of two different patterns nobody knows.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from mesh_assets.contract.column_paths import around
from mesh_assets.contract.compatibility.comparing import is_narrower, missing_values
from mesh_assets.contract.rule import Rule, RuleKind


def implies(known: Rule, demanded: Rule) -> bool:
    """Whether every value that keeps the known rule keeps the demanded one.

    Both speak of the same column, which has the same type in both contracts.
    """
    if demanded.kind in _LISTS and known.kind in _LISTS:
        return not missing_values(_listed(known), _listed(demanded))
    if demanded.kind is RuleKind.NULL_COUNT and known.kind is RuleKind.REQUIRED:
        # Inside an object or an array it is required only where that is there.
        is_in_every_row = known.column is not None and not any(around(known.column))
        return (
            is_in_every_row and _requires_a_value(known) and not demanded.parameters.get("values")
        )
    return known.kind is demanded.kind and _IMPLIES.get(demanded.kind, _same)(known, demanded)


def _requires_a_value(rule: Rule) -> bool:
    return bool(rule.parameters.get("not_null"))


def _same(known: Rule, demanded: Rule) -> bool:
    return dict(known.parameters) == dict(demanded.parameters)


def _at_least_as_narrow(known: Rule, demanded: Rule) -> bool:
    return not is_narrower(known, demanded)


def _at_least_as_present(known: Rule, demanded: Rule) -> bool:
    return _requires_a_value(known) or not _requires_a_value(demanded)


def _at_least_as_typed(known: Rule, demanded: Rule) -> bool:
    may_be_null = known.parameters["nullable"] and not demanded.parameters["nullable"]
    wanted = demanded.parameters.get("json")
    return not may_be_null and wanted in {None, known.parameters.get("json")}


def _at_least_as_closed(known: Rule, demanded: Rule) -> bool:
    return not missing_values(known.parameters["allowed"], demanded.parameters["allowed"])


def _multiple(known: Rule, demanded: Rule) -> bool:
    """Steps that are no whole numbers are not divided: neither are they exact in a double."""
    step, wanted = known.parameters["step"], demanded.parameters["step"]
    if isinstance(step, int) and isinstance(wanted, int):
        return step % wanted == 0
    return bool(step == wanted)


def _counts_as_much(known: Rule, demanded: Rule) -> bool:
    """Of two counts that allow no missing value."""
    counts_null = known.parameters.get("null", True) or not demanded.parameters.get("null", True)
    known_values = known.parameters.get("values", [])
    return counts_null and not missing_values(demanded.parameters.get("values", []), known_values)


def _at_least_as_strict(known: Rule, demanded: Rule) -> bool:
    """Of two counts that allow no invalid value."""
    if known.parameters.get("regex") != demanded.parameters.get("regex"):
        return False
    allowed, wanted = known.parameters.get("values"), demanded.parameters.get("values")
    return wanted is None or (allowed is not None and not missing_values(allowed, wanted))


_LISTS = {RuleKind.ENUM, RuleKind.CONST}
_IMPLIES: Mapping[RuleKind, Callable[[Rule, Rule], bool]] = MappingProxyType(
    {
        RuleKind.REQUIRED: _at_least_as_present,
        RuleKind.TYPE: _at_least_as_typed,
        RuleKind.ADDITIONAL_PROPERTIES: _at_least_as_closed,
        RuleKind.MULTIPLE_OF: _multiple,
        RuleKind.INVALID_COUNT: _at_least_as_strict,
        RuleKind.NULL_COUNT: _counts_as_much,
        RuleKind.MINIMUM: _at_least_as_narrow,
        RuleKind.MAXIMUM: _at_least_as_narrow,
        RuleKind.MIN_LENGTH: _at_least_as_narrow,
        RuleKind.MAX_LENGTH: _at_least_as_narrow,
        RuleKind.MIN_ITEMS: _at_least_as_narrow,
        RuleKind.MAX_ITEMS: _at_least_as_narrow,
    }
)


def _listed(rule: Rule) -> list[object]:
    return [rule.parameters["value"]] if rule.kind is RuleKind.CONST else rule.parameters["values"]
