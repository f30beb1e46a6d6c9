"""One SodaCL check of a metric, such as `missing_count(order_id) = 0`, as Soda 4 takes it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mesh_assets.contract.sql import quote_identifier
from mesh_assets.documents.suggestion import suggest
from mesh_assets.gates.soda.mistake import CheckMistake, refuse_unknown_keys
from mesh_assets.gates.soda.sodacl_metrics import GENERAL, METRICS, Metric
from mesh_assets.gates.soda.threshold import (
    Measure,
    Threshold,
    ThresholdUnreadable,
    parse_threshold,
    time_unit,
)

_STATEMENT = re.compile(r"(\w+)\s*(?:\(([^)]*)\))?\s*(.*)", re.DOTALL)

_LEVELS = ("fail", "warn")

_FITTING = {
    Measure.NUMBER: {Measure.NUMBER},
    Measure.PERCENT: {Measure.PERCENT, Measure.NUMBER},
    Measure.TIME: {Measure.TIME},
}
_WANTED = {
    Measure.NUMBER: "a limit of a number, such as `= 0`",
    Measure.PERCENT: "a limit of a percentage, such as `< 5%`",
    Measure.TIME: "a limit of a time, such as `< 1h`",
}

Settings = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MetricCheck:
    """A check as Soda 4 takes it."""

    type: str
    column: str | None
    """The column it is listed under; None for a check of the dataset."""
    settings: Settings
    title: str
    """Metric and columns, such as `missing_count order_id`."""


def read_metric_check(statement: str, body: Mapping[str, Any]) -> MetricCheck:
    """Translate a check; raises CheckMistake."""
    name, columns, limit = _take_apart(statement)
    metric = METRICS[name]
    if not metric.least_columns <= len(columns) <= metric.most_columns:
        wanted = "no column" if metric.most_columns == 0 else "the column in parentheses"
        raise CheckMistake(f"`{name}` takes {wanted}")
    refuse_unknown_keys(body, [*GENERAL, *metric.settings])
    settings = _own_settings(metric, body) | {"threshold": _threshold(metric, limit, body)}
    if "filter" in body:
        settings["filter"] = _text(body, "filter")
    return _place(name, metric, columns, settings)


def _take_apart(statement: str) -> tuple[str, list[str], str]:
    match = _STATEMENT.fullmatch(statement.strip())
    name = match[1] if match else statement
    if match is None or name not in METRICS:
        known = [*METRICS, "schema", "anomaly detection for row_count"]
        raise CheckMistake(
            f"`{name}` is not a check that the mesh runs; known are {', '.join(known)}",
            suggestion=suggest(name, known),
        )
    columns = [part.strip().strip('"`') for part in (match[2] or "").split(",")]
    return name, [column for column in columns if column], match[3]


def _place(name: str, metric: Metric, columns: list[str], settings: Settings) -> MetricCheck:
    column = None
    match metric.type:
        case "row_count":
            pass
        case "freshness":
            settings["column"] = columns[0]
        case "metric":
            condition = f" FILTER (WHERE {settings.pop('filter')})" if "filter" in settings else ""
            measured = quote_identifier(columns[0])
            settings["expression"] = f"{metric.expression}({measured}){condition}"
        case "duplicate" if len(columns) > 1:
            settings["columns"] = columns
        case _:
            column = columns[0]
    if metric.function is not None:
        settings["function"] = metric.function
    return MetricCheck(metric.type, column, settings, " ".join([name, *columns]))


def _own_settings(metric: Metric, body: Mapping[str, Any]) -> Settings:
    settings = {
        name: _value(words, body[words]) for words, name in metric.settings.items() if words in body
    }
    if metric.type == "invalid" and not any("valid" in name for name in settings):
        raise CheckMistake("does not say what is valid: add `valid values`, `valid regex` or such")
    return settings


def _value(words: str, value: object) -> object:
    match words.rpartition(" ")[2], value:
        case ("values", list()) | ("min" | "max" | "length", int() | float()):
            return value
        case "regex", str():
            return {"name": words, "regex": value}
        case "values", _:
            raise CheckMistake("is a list of values", words)
        case "regex", _:
            raise CheckMistake("is a regular expression", words)
    raise CheckMistake("is a number", words)


def _threshold(metric: Metric, limit: str, body: Mapping[str, Any]) -> Settings:
    levels = {level: body[level] for level in _LEVELS if level in body}
    if limit and levels:
        raise CheckMistake(f"has two thresholds: `{limit}`, and the one below")
    if levels:
        demanded = {level: _read(metric, _condition(body, level), level) for level in levels}
        demanded = {level: refused.negated() for level, refused in demanded.items()}
    else:
        demanded = {"fail": _read(metric, limit)}
    unit = time_unit(*demanded.values())
    first, *second = [
        threshold.contract(unit) | ({"level": level} if level == "warn" or len(levels) > 1 else {})
        for level, threshold in demanded.items()
    ]
    if metric.measure is Measure.PERCENT:
        first["metric"] = "percent"
    return first | ({"unit": unit} if unit else {}) | ({"additional": second[0]} if second else {})


def _condition(body: Mapping[str, Any], level: str) -> str:
    condition = _text(body, level)
    if not condition.startswith("when "):
        raise CheckMistake("is a condition such as `when > 0`", level)
    return condition.removeprefix("when ")


def _read(metric: Metric, text: str, *at: str) -> Threshold:
    try:
        threshold = parse_threshold(text)
    except ThresholdUnreadable as error:
        raise CheckMistake(str(error), *at) from None
    if threshold.measure not in _FITTING[metric.measure]:
        raise CheckMistake(f"`{text}` is not {_WANTED[metric.measure]}", *at)
    return threshold


def _text(body: Mapping[str, Any], key: str) -> str:
    if not isinstance(body[key], str):
        raise CheckMistake("is text", key)
    return str(body[key]).strip()
