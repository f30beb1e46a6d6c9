"""The limits of Soda checks: read from SodaCL's words, written as a Soda 4 threshold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

Number = int | float

_NUMBER = r"[-+]?(?:\d[\d_]*)(?:\.\d+)?(?:e[-+]?\d+)?"
_DURATION = r"(?:\d+(?:\.\d+)?(?:d|h|m|s))+"
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


@dataclass(frozen=True, slots=True)
class Limit:
    """A number, and what it counts: plain things, percent or seconds."""

    value: Number
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A condition on one measured number."""

    operator: str
    """A comparison, or `between`, or `not between`."""
    low: Limit
    high: Limit | None = None
    """The upper end of a range."""
    low_included: bool = True
    high_included: bool = True

    @property
    def kind(self) -> str:
        """What its limits count."""
        return self.low.kind

    def negated(self) -> "Threshold":
        """Return the condition that holds exactly where this one does not."""
        if self.high is None:
            return replace(self, operator=_OPPOSITES[self.operator])
        other = "between" if self.operator == "not between" else "not between"
        return replace(self, operator=other)

    def unit(self) -> str | None:
        """Return the time unit in which Soda 4 should measure; None when it is not a time."""
        if self.kind != "seconds":
            return None
        limits = [self.low.value, *([self.high.value] if self.high else [])]
        whole = (unit for unit, size in _UNITS.items() if all(v % size == 0 for v in limits))
        return next(whole, "minute")

    def contract(self) -> dict[str, Any]:
        """Write it as the threshold of a Soda 4 check, its unit aside."""
        size = _UNITS[unit] if (unit := self.unit()) else 1
        low = _scaled(self.low.value, size)
        if self.high is None:
            return {_MUST_BE[self.operator]: low}
        high = _scaled(self.high.value, size)
        if self.operator == "between":
            lower = "greater_than_or_equal" if self.low_included else "greater_than"
            upper = "less_than_or_equal" if self.high_included else "less_than"
            return {"must_be_between": {lower: low, upper: high}}
        # Outside an end that belongs to the range means beyond it; otherwise at it, too.
        lower = "less_than" if self.low_included else "less_than_or_equal"
        upper = "greater_than" if self.high_included else "greater_than_or_equal"
        return {"must_be_not_between": {lower: low, upper: high}}


def parse_threshold(text: str) -> Threshold:
    """Read `= 0`, `<= 5%`, `< 1d12h` or `between 1 and 10`; raises ThresholdUnreadable."""
    text = text.strip()
    if match := _COMPARISON.fullmatch(text):
        operator, limit = match.groups()
        return Threshold("!=" if operator == "<>" else operator, _limit(limit))
    if match := _RANGE.fullmatch(text):
        inverted, opening, low, high, closing = match.groups()
        return _range(
            Threshold(
                operator="not between" if inverted else "between",
                low=_limit(low),
                high=_limit(high),
                low_included=opening != "(",
                high_included=closing != ")",
            )
        )
    raise ThresholdUnreadable(
        f"`{text}` is not a threshold: write one such as `= 0`, `< 5%`, `< 1h` or "
        "`between 1 and 10`"
        if text
        else "there is no threshold: add one such as `= 0`"
    )


def describe(threshold: Mapping[str, Any]) -> str:
    """Say in words what a Soda 4 threshold demands: `>= 0.01`, `between 1 and 10`, `< 1 hour`."""
    additional = threshold.get("additional")
    if additional:
        levels = {part.get("level", "fail"): part for part in (threshold, additional)}
        fail, warn = (_condition(levels.get(level, {})) for level in ("fail", "warn"))
        return f"{fail} (a warning unless {warn})"
    unit = {"percent": "%"}.get(str(threshold.get("metric")), threshold.get("unit"))
    words = _condition(threshold)
    if unit is None:
        return words
    return f"{words}{unit}" if unit == "%" else f"{words} {unit}{'' if words[-2:] == ' 1' else 's'}"


def _condition(threshold: Mapping[str, Any]) -> str:
    for operator, key in _MUST_BE.items():
        if key in threshold:
            return f"{operator} {threshold[key]}"
    for key, words in (("must_be_between", "between"), ("must_be_not_between", "not between")):
        if key in threshold:
            return f"{words} {' and '.join(str(end) for end in threshold[key].values())}"
    return "as Soda judges by default"


def _range(threshold: Threshold) -> Threshold:
    if threshold.high is None or threshold.low.kind != threshold.high.kind:
        raise ThresholdUnreadable("both ends of a range must be of one kind")
    if threshold.low.value >= threshold.high.value:
        raise ThresholdUnreadable(
            f"`{threshold.low.value:g} and {threshold.high.value:g}` is an empty range: "
            "the lower end comes first"
        )
    return threshold


def _limit(text: str) -> Limit:
    if re.fullmatch(_DURATION, text, re.IGNORECASE):
        parts = re.findall(r"(\d+(?:\.\d+)?)([dhms])", text.lower())
        seconds = sum(float(number) * _SECONDS[unit] for number, unit in parts)
        return Limit(_whole(seconds), "seconds")
    kind = "percent" if text.endswith("%") else "plain"
    digits = text.rstrip("% ").replace("_", "")
    return Limit(int(digits) if re.fullmatch(r"[-+]?\d+", digits) else float(digits), kind)


def _scaled(value: Number, size: int) -> Number:
    return _whole(value / size) if size != 1 else value


def _whole(value: Number) -> Number:
    return int(value) if value == int(value) else value
