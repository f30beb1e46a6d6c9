"""Spans, shares and verdicts in words."""

from datetime import timedelta
from decimal import ROUND_FLOOR, Decimal

_UNITS = ((timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "min"))
_HUNDREDTH = Decimal("0.01")


def span_words(span: timedelta) -> str:
    """Write a span in the largest unit that it fills, such as `1.5 h`."""
    for unit, name in _UNITS:
        if span >= unit:
            return f"{span / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{span.total_seconds():.0f} s"


def share_words(share: Decimal) -> str:
    """Write a share in percent, rounded down: 100% is said of nothing less."""
    percent = (share * 100).quantize(_HUNDREDTH, rounding=ROUND_FLOOR)
    return f"{percent.normalize():f}%"


def verdict_words(kept: bool | None) -> str:
    """Say whether an objective is kept."""
    match kept:
        case True:
            return "kept"
        case False:
            return "breached"
        case None:
            return "not measured"
