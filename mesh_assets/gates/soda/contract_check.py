"""A check as Soda 3's data contracts write it, in the words of SodaCL.

It is the form that the documentation of ODCS shows: `type: duplicate_percent`, `must_be_less_than`.
Reference: https://github.com/sodadata/soda-core/blob/v3/docs/data-contracts-language.md
"""

from collections.abc import Mapping
from typing import Any

from mesh_assets.documents.suggestion import suggest
from mesh_assets.gates.soda.mistake import CheckMistake, refuse_unknown_keys
from mesh_assets.gates.soda.sodacl_metrics import METRICS, Metric

_WITHOUT_LIMIT = {
    "no_missing_values": ("missing_count", "= 0"),
    "no_invalid_values": ("invalid_count", "= 0"),
    "no_duplicate_values": ("duplicate_count", "= 0"),
    "rows_exist": ("row_count", "> 0"),
}
_FRESHNESS = {"freshness_in_days": "d", "freshness_in_hours": "h", "freshness_in_minutes": "m"}
_AGE = "freshness"
_COMPARISONS = {
    "must_be": "=",
    "must_not_be": "!=",
    "must_be_greater_than": ">",
    "must_be_greater_than_or_equal_to": ">=",
    "must_be_less_than": "<",
    "must_be_less_than_or_equal_to": "<=",
}
_RANGES = {"must_be_between": "between", "must_be_not_between": "not between"}
_GENERAL = {"name": "name", "filter_sql": "filter"}
_SUBJECTS = ("column", "columns")


def sodacl_entry(check: Mapping[str, Any], column: str | None) -> dict[str, dict[str, Any]]:
    """Write the check as an entry of SodaCL; raises CheckMistake.

    `column` is the one that the check stands under; None where it stands under the table.
    """
    kind = str(check["type"])
    name = _metric_name(kind)
    metric = METRICS[name]
    words = _GENERAL | {each.replace(" ", "_"): each for each in metric.settings}
    limits = () if kind in _WITHOUT_LIMIT else (*_COMPARISONS, *_RANGES)
    subjects = _SUBJECTS if metric.most_columns else ()
    refuse_unknown_keys(check, ["type", *subjects, *limits, *words])
    limit = _WITHOUT_LIMIT[kind][1] if kind in _WITHOUT_LIMIT else _limit(check, kind)
    body = {words[key]: value for key, value in check.items() if key in words}
    return {f"{name}{_subject(check, metric, column)} {limit}": body}


def _metric_name(kind: str) -> str:
    if kind in _WITHOUT_LIMIT:
        return _WITHOUT_LIMIT[kind][0]
    if kind in _FRESHNESS:
        return _AGE
    known = [*_WITHOUT_LIMIT, *_FRESHNESS, *(name for name in METRICS if name != _AGE)]
    if kind not in known:
        message = f"`{kind}` is not a check that the mesh runs; known are {', '.join(known)}"
        raise CheckMistake(message, "type", suggestion=suggest(kind, known))
    return kind


def _limit(check: Mapping[str, Any], kind: str) -> str:
    unit = _FRESHNESS.get(kind, "")
    given = [key for key in (*_COMPARISONS, *_RANGES) if key in check]
    if len(given) != 1:
        what = "two limits: keep one" if given else "no limit: add one such as `must_be: 0`"
        raise CheckMistake(f"has {what}")
    [key] = given
    match check[key]:
        case [low, high] if key in _RANGES and _is_number(low) and _is_number(high):
            return f"{_RANGES[key]} {low}{unit} and {high}{unit}"
        case number if key in _COMPARISONS and _is_number(number):
            return f"{_COMPARISONS[key]} {number}{unit}"
    raise CheckMistake("is a pair of numbers" if key in _RANGES else "is a number", key)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _subject(check: Mapping[str, Any], metric: Metric, column: str | None) -> str:
    if metric.most_columns == 0:
        return ""
    if all(key in check for key in _SUBJECTS):
        raise CheckMistake("has `column` and `columns`: keep one")
    named = check.get("columns", [check["column"]] if "column" in check else [])
    if not isinstance(named, list) or not all(isinstance(name, str) for name in named):
        raise CheckMistake("is a list of column names", "columns")
    columns = named or ([column] if column else [])
    return f"({', '.join(columns)})"
