"""When in a day people order: little at night, a rise at noon, most of it in the evening."""

from datetime import date
from itertools import accumulate

_WEEKDAY = (
    *(9, 6, 4, 3, 3, 5, 12, 24, 36, 44, 48, 55),
    *(68, 60, 50, 48, 50, 58, 70, 86, 98, 92, 62, 27),
)
_WEEKEND = (
    *(16, 11, 7, 5, 4, 4, 7, 14, 30, 52, 68, 74),
    *(72, 68, 66, 68, 70, 72, 76, 82, 84, 74, 52, 30),
)
_SECONDS_AN_HOUR = 3600
_STEPS = 480


def arrival_curve(day: date) -> list[float]:
    """Give the second by which each 480th part of a day's orders has come, from 0 to 86,400."""
    orders_an_hour = _WEEKEND if day.weekday() >= 5 else _WEEKDAY
    arrived = [0, *accumulate(orders_an_hour)]
    return [_second_of(step * arrived[-1] / _STEPS, arrived) for step in range(_STEPS + 1)]


def _second_of(orders: float, arrived: list[int]) -> float:
    """Give the second at which so many orders have arrived, evenly within each hour."""
    hour = next(hour for hour in range(24) if orders <= arrived[hour + 1])
    share = (orders - arrived[hour]) / (arrived[hour + 1] - arrived[hour])
    return round((hour + share) * _SECONDS_AN_HOUR, 3)
