"""The rules about one row: for each kind, the SQL of a row that keeps the rule.

A rule about a value says nothing of a value that is absent, null or of another type: that is the
business of `required` and `type`. So no fault is named twice, and none is missed. (An element of a
list may be: there it is not known which element has another type.)
"""

from collections.abc import Callable, Mapping
from typing import Any

from mesh_assets.contract.checks.formats import FORMATS, TEMPORAL_FORMATS
from mesh_assets.contract.checks.place import Place, all_of, any_of
from mesh_assets.contract.model import LogicalType
from mesh_assets.contract.rule import Rule, RuleKind
from mesh_assets.contract.sql import Literal, quote_literal

_Parameters = Mapping[str, Any]
_Predicate = Callable[[Place, _Parameters], str]


def keeps(rule: Rule, place: Place) -> str:
    """Write the SQL that is TRUE for each row in which the rule holds.

    Raises KeyError for a kind that is not about single rows.
    """
    if rule.kind in _ABOUT_PLACES:
        return _ABOUT_PLACES[rule.kind](place, rule.parameters)
    allowed = allows(rule, place)
    kept = place.every(any_of(allowed, says_nothing(rule, place), place.other_type))
    if refuses_null(rule):
        return any_of(place.every(allowed), all_of(kept, place.never_null))
    return kept


def allows(rule: Rule, place: Place) -> str:
    """Write the SQL that is TRUE for the values that a rule of ABOUT_VALUES allows."""
    return _ABOUT_VALUES[rule.kind](place, rule.parameters)


def says_nothing(rule: Rule, place: Place) -> str:
    """Write that there is no value of which a rule of ABOUT_VALUES could say anything."""
    return f"{place.text if rule.kind in _ABOUT_TEXT else place.value} IS NULL"


def refuses_null(rule: Rule) -> bool:
    """Tell whether the rule lists the values that are allowed, and null is not among them."""
    if rule.kind is RuleKind.CONST:
        return rule.parameters["value"] is not None
    return rule.kind is RuleKind.ENUM and None not in rule.parameters["values"]


def _required(place: Place, parameters: _Parameters) -> str:
    return all_of(place.exists, place.never_null) if parameters.get("not_null") else place.exists


def _type(place: Place, parameters: _Parameters) -> str:
    promises = [place.fits]
    if not parameters["nullable"]:
        promises.append(place.never_null)
    if "json" in parameters:
        opening = {"object": "{", "array": "["}[parameters["json"]]
        opens = f"starts_with({place.text}, {quote_literal(opening)})"
        promises.append(place.every(any_of(opens, f"{place.text} IS NULL")))
    return all_of(*promises)


def _additional_properties(place: Place, _: _Parameters) -> str:
    return place.closed


def _pattern(place: Place, parameters: _Parameters) -> str:
    return f"regexp_matches({place.text}, {quote_literal(parameters['regex'])})"


def _enum(place: Place, parameters: _Parameters) -> str:
    return _one_of(place, parameters["values"])


def _const(place: Place, parameters: _Parameters) -> str:
    return _one_of(place, [parameters["value"]])


def _one_of(place: Place, values: list[Any]) -> str:
    named = ", ".join(quote_literal(value) for value in values if value is not None)
    # DuckDB would make a join of a long IN, and so ask about every row and not only when needed.
    return f"list_contains([{named}], {place.value})" if named else "FALSE"


def _minimum(place: Place, parameters: _Parameters) -> str:
    return _compared(place, ">" if parameters.get("exclusive") else ">=", parameters["limit"])


def _maximum(place: Place, parameters: _Parameters) -> str:
    return _compared(place, "<" if parameters.get("exclusive") else "<=", parameters["limit"])


def _compared(place: Place, operator: str, limit: Literal) -> str:
    return f"{place.value} {operator} {quote_literal(limit)}"


def _multiple_of(place: Place, parameters: _Parameters) -> str:
    step = parameters["step"]
    if place.column.type is LogicalType.INTEGER and isinstance(step, int):
        return f"{place.value} % {step} = 0"
    quotient = f"({place.value}::DOUBLE / {quote_literal(float(step))})"
    # 19.99 is a multiple of 0.01, although neither is a double: allow for two roundings.
    is_whole = f"abs({quotient} - round({quotient})) <= 4.5e-16 * abs({quotient})"
    return all_of(is_whole, f"({quotient} <> 0 OR {place.value} = 0)")


def _min_length(place: Place, parameters: _Parameters) -> str:
    return f"length({place.text}) >= {parameters['limit']:d}"


def _max_length(place: Place, parameters: _Parameters) -> str:
    return f"length({place.text}) <= {parameters['limit']:d}"


def _format(place: Place, parameters: _Parameters) -> str:
    name = parameters["format"]
    shape = f"regexp_full_match({place.text}, {quote_literal(FORMATS[name])})"
    if TEMPORAL_FORMATS.get(place.column.type) == name:
        return all_of(f"{place.value} IS NOT NULL", shape)
    return shape


def _min_items(place: Place, parameters: _Parameters) -> str:
    return f"len({place.value}) >= {parameters['limit']:d}"


def _max_items(place: Place, parameters: _Parameters) -> str:
    return f"len({place.value}) <= {parameters['limit']:d}"


def _unique_items(place: Place, _: _Parameters) -> str:
    # list_unique counts no nulls, of which there may be one.
    nulls = f"least(len({place.value}) - list_count({place.value}), 1)"
    return f"list_unique({place.value}) + {nulls} = len({place.value})"


_ABOUT_PLACES: Mapping[RuleKind, _Predicate] = {
    RuleKind.REQUIRED: _required,
    RuleKind.TYPE: _type,
    RuleKind.ADDITIONAL_PROPERTIES: _additional_properties,
}

_ABOUT_VALUES: Mapping[RuleKind, _Predicate] = {
    RuleKind.PATTERN: _pattern,
    RuleKind.ENUM: _enum,
    RuleKind.CONST: _const,
    RuleKind.MINIMUM: _minimum,
    RuleKind.MAXIMUM: _maximum,
    RuleKind.MULTIPLE_OF: _multiple_of,
    RuleKind.MIN_LENGTH: _min_length,
    RuleKind.MAX_LENGTH: _max_length,
    RuleKind.FORMAT: _format,
    RuleKind.MIN_ITEMS: _min_items,
    RuleKind.MAX_ITEMS: _max_items,
    RuleKind.UNIQUE_ITEMS: _unique_items,
}

_ABOUT_TEXT = frozenset(
    {RuleKind.PATTERN, RuleKind.MIN_LENGTH, RuleKind.MAX_LENGTH, RuleKind.FORMAT}
)

ABOUT_VALUES = frozenset(_ABOUT_VALUES)
"""The kinds of rules that speak of a value that is there, not null, and of its type."""

ROW_KINDS = frozenset({*_ABOUT_PLACES, *_ABOUT_VALUES})
"""The kinds of rules that are judged row by row."""
