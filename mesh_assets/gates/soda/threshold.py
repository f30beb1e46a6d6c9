"""The limits of Soda checks: read from SodaCL's words, written as a Soda 4 threshold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

Number = int | float

_NUMBER = r"[-+]?\d[\d_]*(?:\.\d+)?(?:e[-+]?\d+)?"
_DURATION = r"(?:\d+(?:\.\d+)?[dhms])+"
_LIMIT = rf"(?:{_DURATION}|{_NUMBER}\s*%?)"
_COMPARISON = re.compile(rf"(=|!=|<>|<=|>=|<|>)\s*({_LIMIT})", re.IGNORECASE)
_RANGE = re.compile(
    rf"(not\s+)?between\s+([(\[]?)\s*({_LIMIT})\s+and\s+({_LIMIT})\s*([)\]]?)", re.IGNORECASE
)

_SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_UNITS = {"day": 86_400, "hour": 3_600, "minute": 60}

_OPPOSITES = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MUST_BE = {
    "=": "must_be",
    "!=": "must_not_be",
    "<": "must_be_less_than",
    "<=": "must_be_less_than_or_equal",
    ">": "must_be_greater_than",
    ">=": "must_be_greater_than_or_equal",
}


class ThresholdUnreadable(ValueError):
    """The words are no threshold; the message says what one looks like."""


class Measure(StrEnum):
    """What a limit counts."""

    NUMBER = "number"
    PERCENT = "percent"
    TIME = "time"
    """Seconds."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A condition on one measured number."""

    operator: str
    """A comparison such as `<=`, or `between`, or `not between`."""
    measure: Measure
    low: Number
    high: Number | None = None
    """The upper end of a range."""
    low_included: bool = True
    high_included: bool = True

    def negated(self) -> "Threshold":
        """Return the condition that holds exactly where this one does not."""
        if self.high is None:
            return replace(self, operator=_OPPOSITES[self.operator])
        other = "between" if self.operator == "not between" else "not between"
        return replace(self, operator=other)

    def contract(self, unit: str | None) -> dict[str, Any]:
        """Write it as Soda 4's threshold, with times in the unit."""
        low = self._in(unit, self.low)
        if self.high is None:
            return {_MUST_BE[self.operator]: low}
        high = self._in(unit, self.high)
        if self.operator == "between":
            lower = "greater_than_or_equal" if self.low_included else "greater_than"
            upper = "less_than_or_equal" if self.high_included else "less_than"
            return {"must_be_between": {lower: low, upper: high}}
        # Where an end belongs to the range, outside begins beyond it; otherwise, at it.
        lower = "less_than" if self.low_included else "less_than_or_equal"
        upper = "greater_than" if self.high_included else "greater_than_or_equal"
        return {"must_be_not_between": {lower: low, upper: high}}

    def fits(self, unit: str) -> bool:
        """Tell whether its limits are whole numbers of the unit."""
        return all(limit % _UNITS[unit] == 0 for limit in (self.low, self.high or 0))

    def _in(self, unit: str | None, limit: Number) -> Number:
        return limit if unit is None else _whole(limit / _UNITS[unit])


def time_unit(*thresholds: Threshold) -> str | None:
    """Choose the unit in which Soda 4 measures a time; None for what is not a time."""
    if any(threshold.measure is not Measure.TIME for threshold in thresholds):
        return None
    fitting = (unit for unit in _UNITS if all(t.fits(unit) for t in thresholds))
    return next(fitting, "minute")


def parse_threshold(text: str) -> Threshold:
    """Read `= 0`, `<= 5%`, `< 1d12h` or `between 1 and 10`; raises ThresholdUnreadable."""
    text = text.strip()
    if match := _COMPARISON.fullmatch(text):
        operator, limit = match.groups()
        return Threshold("!=" if operator == "<>" else operator, *_limit(limit))
    if match := _RANGE.fullmatch(text):
        return _range(*match.groups())
    if not text:
        raise ThresholdUnreadable("has no threshold: add one such as `= 0` or `fail: when > 0`")
    raise ThresholdUnreadable(
        f"`{text}` is not a threshold: write one such as `= 0`, `< 5%`, `< 1h` or "
        "`between 1 and 10`"
    )


def describe(threshold: Mapping[str, Any]) -> str:
    """Say in words what a Soda 4 threshold demands: `>= 0.01`, `between 1 and 10`, `< 1 hour`."""
    unit = threshold.get("unit") or ("%" if threshold.get("metric") == "percent" else "")
    additional = threshold.get("additional")
    if not additional:
        return _condition(threshold, unit)
    levels = {part.get("level", "fail"): part for part in (threshold, additional)}
    fail, warn = (_condition(levels.get(level, {}), unit) for level in ("fail", "warn"))
    return f"{fail} (a warning unless {warn})"


def _condition(threshold: Mapping[str, Any], unit: str) -> str:
    for operator, key in _MUST_BE.items():
        if key in threshold:
            return f"{operator} {_amount(threshold[key], unit)}"
    for key, words in (("must_be_between", "between"), ("must_be_not_between", "not between")):
        if key in threshold:
            low, high = [*threshold[key].values(), "?", "?"][:2]
            return f"{words} {low} and {_amount(high, unit)}"
    return ""


def _amount(limit: object, unit: str) -> str:
    if unit in {"", "%"}:
        return f"{limit}{unit}"
    return f"{limit} {unit}" if limit == 1 else f"{limit} {unit}s"


def _range(inverted: str | None, opening: str, low: str, high: str, closing: str) -> Threshold:
    measure, lower = _limit(low)
    other_measure, upper = _limit(high)
    if measure is not other_measure:
        raise ThresholdUnreadable(f"`{low} and {high}` is not a range of one kind of number")
    if lower >= upper:
        raise ThresholdUnreadable(f"`{low} and {high}` is an empty range: the lower end is first")
    operator = "not between" if inverted else "between"
    return Threshold(operator, measure, lower, upper, opening != "(", closing != ")")


def _limit(text: str) -> tuple[Measure, Number]:
    if re.fullmatch(_DURATION, text, re.IGNORECASE):
        parts = re.findall(r"(\d+(?:\.\d+)?)([dhms])", text.lower())
        return Measure.TIME, _whole(sum(float(n) * _SECONDS[unit] for n, unit in parts))
    digits = text.rstrip("% ").replace("_", "")
    number = int(digits) if re.fullmatch(r"[-+]?\d+", digits) else float(digits)
    return Measure.PERCENT if text.endswith("%") else Measure.NUMBER, number


def _whole(number: Number) -> Number:
    return int(number) if number == int(number) else number
