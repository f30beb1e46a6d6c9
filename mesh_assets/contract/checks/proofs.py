"""Cheap proofs that a sound value keeps its rules, so that the exact checks can be left for others.

Most costly about a string is to prove that it is one. Where another rule of the column allows only
what no other value of JSON reads like, that rule proves it in passing.
"""

import re
from collections.abc import Sequence

from mesh_assets.contract.checks.json_texts import PLAIN_TEXT
from mesh_assets.contract.checks.place import Place, any_of
from mesh_assets.contract.checks.predicates import ABOUT_VALUES, allows, refuses_null, says_nothing
from mesh_assets.contract.rule import Rule, RuleKind

NO_PROOF = "FALSE"

_PRESENCE = frozenset({RuleKind.REQUIRED, RuleKind.TYPE})
_BEGINS_OTHER_VALUES = frozenset("-0123456789tfnNiI[{")
_BEGINS_WITH_LITERAL = re.compile(r"\^(?:([A-Za-z_])|\\([+./#@]))(?![?*{])[^|]*")


def column_proofs(rules: Sequence[Rule], place: Place) -> list[str]:
    """Write a proof for each of the rules about one column; of one element, if it lies in lists."""
    telling = next((rule for rule in rules if shows_a_string(rule)), None)
    if telling is None or place.column.type not in PLAIN_TEXT:
        return [_proof(rule, place) for rule in rules]
    shown = allows(telling, place)
    if not any(map(_demands_a_value, rules)):
        shown = any_of(shown, f"{place.text} IS NULL")
    return [
        shown if rule is telling or rule.kind in _PRESENCE else _proof(rule, place)
        for rule in rules
    ]


def _demands_a_value(rule: Rule) -> bool:
    is_typed = rule.kind is RuleKind.TYPE and not rule.parameters["nullable"]
    return is_typed or rule.kind is RuleKind.REQUIRED or refuses_null(rule)


def shows_a_string(rule: Rule) -> bool:
    """Tell whether the rule allows only texts that read like no other value of JSON."""
    match rule.kind:
        case RuleKind.FORMAT:
            return True
        case RuleKind.PATTERN:
            begun = _BEGINS_WITH_LITERAL.fullmatch(rule.parameters["regex"])
            return begun is not None and (begun[1] or "") not in _BEGINS_OTHER_VALUES
        case RuleKind.ENUM:
            values = [value for value in rule.parameters["values"] if value is not None]
            return bool(values) and all(map(_is_unmistakable, values))
        case RuleKind.CONST:
            return _is_unmistakable(rule.parameters["value"])
        case _:
            return False


def _is_unmistakable(value: object) -> bool:
    return isinstance(value, str) and value[:1] not in {"", *_BEGINS_OTHER_VALUES}


def _proof(rule: Rule, place: Place) -> str:
    if rule.kind in _PRESENCE:
        return NO_PROOF if "json" in rule.parameters else place.proven
    if rule.kind not in ABOUT_VALUES:
        return NO_PROOF
    allowed = allows(rule, place)
    return allowed if refuses_null(rule) else any_of(allowed, says_nothing(rule, place))
