"""The volume gate: the number of rows must be like those of past publications.

It is the modified z-score of Iglewicz and Hoaglin (How to Detect and Handle Outliers, ASQC Quality
Press, 1993): the distance from the median, in units of the median absolute deviation. Both are
deaf to a few strange days in the history, as mean and standard deviation are not.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from types import MappingProxyType

from mesh_assets.gates.verdict import Outcome, Verdict
from mesh_assets.product.checks import Sensitivity

GATE = "volume"
RULE = "row_count"

ENOUGH_HISTORY = 5
"""Publications from which the usual spread can be told."""

_CONSISTENCY = 0.6745
"""Makes the median absolute deviation comparable to a standard deviation: the 0.75 quantile of
the standard normal distribution."""

_THRESHOLDS: Mapping[Sensitivity, float] = MappingProxyType(
    {"low": 7.0, "default": 3.5, "high": 2.0}
)
"""Modified z-scores beyond which a row count is an anomaly; 3.5 is Iglewicz and Hoaglin's."""

_LEAST_SPREAD = 0.02
"""The least deviation that counts as usual, as a share of the median."""


@dataclass(frozen=True, slots=True)
class UsualVolume:
    """The row counts that past publications make likely."""

    median: float
    spread: float
    """The median absolute deviation in rows, but never less than chance alone brings about."""

    def score(self, rows: int) -> float:
        """Return the modified z-score of a row count: positive above the median."""
        return _CONSISTENCY * (rows - self.median) / self.spread

    def bounds(self, threshold: float) -> tuple[int, int]:
        """Return the least and the most rows whose score is within the threshold."""
        distance = threshold * self.spread / _CONSISTENCY
        return max(0, math.ceil(self.median - distance)), math.floor(self.median + distance)


def usual_volume(history: Sequence[int]) -> UsualVolume:
    """Learn what is usual from the row counts of past publications, of which there is at least one.

    A history of equal counts has no spread, and would make every other count an anomaly. So the
    spread is never less than two percent of the median, than the chance of independent events
    (Poisson), and than one row.
    """
    middle = median(history)
    deviation = median(abs(rows - middle) for rows in history)
    chance = _CONSISTENCY * math.sqrt(middle)
    return UsualVolume(middle, max(deviation, _LEAST_SPREAD * middle, chance, 1.0))


def judge_volume(
    rows: int, history: Sequence[int], sensitivity: Sensitivity = "default"
) -> list[Verdict]:
    """Judge a candidate's row count by those of other partitions' latest publications.

    With fewer than five of them nothing is usual yet: the verdict passes, and says so.
    """
    if len(history) < ENOUGH_HISTORY:
        return [
            Verdict(
                gate=GATE,
                rule=RULE,
                outcome=Outcome.PASSED,
                measured=rows,
                expected=f"judged after {ENOUGH_HISTORY} publications",
                detail=f"history of {len(history)} publication{'s' * (len(history) != 1)} is too "
                f"short to judge: needs {ENOUGH_HISTORY}",
            )
        ]
    usual = usual_volume(history)
    threshold = _THRESHOLDS[sensitivity]
    low, high = usual.bounds(threshold)
    verdict = Verdict(
        gate=GATE,
        rule=RULE,
        outcome=Outcome.PASSED,
        measured=rows,
        expected=f"between {low:,} and {high:,} rows",
    )
    if low <= rows <= high:
        return [verdict]
    detail = (
        f"the median of {len(history)} publications is {usual.median:,.0f} rows; the modified "
        f"z-score is {usual.score(rows):.1f}, beyond {threshold} ({sensitivity} sensitivity)"
    )
    return [replace(verdict, outcome=Outcome.FAILED, detail=detail)]
