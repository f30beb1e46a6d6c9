"""Rules about many rows as checks of ODCS."""

from typing import Any

from mesh_assets.contract.export.promises import plain
from mesh_assets.contract.rule import Rule, RuleKind, Severity

_OPERATORS = {
    "=": "mustBe",
    "!=": "mustNotBe",
    ">": "mustBeGreaterThan",
    ">=": "mustBeGreaterOrEqualTo",
    "<": "mustBeLessThan",
    "<=": "mustBeLessOrEqualTo",
    "between": "mustBeBetween",
    "not between": "mustNotBeBetween",
}
_METRICS = {
    RuleKind.NULL_COUNT: "nullValues",
    RuleKind.INVALID_COUNT: "invalidValues",
    RuleKind.DUPLICATE_COUNT: "duplicateValues",
    RuleKind.ROW_COUNT: "rowCount",
}
ABOUT_MANY_ROWS = frozenset({*_METRICS, RuleKind.SQL, RuleKind.CUSTOM})
"""The kinds of rules that are checks."""


def check(rule: Rule) -> dict[str, Any]:
    """Write a rule of ABOUT_MANY_ROWS as a check."""
    written: dict[str, Any] = {"name": rule.name}
    if rule.description:
        written["description"] = rule.description
    match rule.kind:
        case RuleKind.CUSTOM:
            written |= {"type": "custom", **rule.parameters}
        case RuleKind.SQL:
            written |= {"type": "sql", "query": rule.parameters["query"], **_limit(rule)}
        case _:
            written |= {**_metric(rule), **_limit(rule)}
    if rule.severity is Severity.WARNING:
        written["severity"] = "warning"
    return written


def _limit(rule: Rule) -> dict[str, Any]:
    given = rule.parameters
    written = {_OPERATORS[given["operator"]]: plain(given["limit"])}
    return written | ({"unit": given["unit"]} if given.get("unit", "rows") != "rows" else {})


def _metric(rule: Rule) -> dict[str, Any]:
    given = rule.parameters
    arguments: dict[str, Any] = {}
    metric = _METRICS[rule.kind]
    if rule.kind is RuleKind.NULL_COUNT and "values" in given:
        metric = "missingValues"
        nulls = [None] if given.get("null") else []
        arguments["missingValues"] = [*nulls, *plain(given["values"])]
    elif "values" in given:
        arguments["validValues"] = plain(given["values"])
    if "regex" in given:
        arguments["pattern"] = given["regex"]
    if rule.kind is RuleKind.DUPLICATE_COUNT and rule.column is None:
        arguments["properties"] = list(given["columns"])
    return {"metric": metric} | ({"arguments": arguments} if arguments else {})
