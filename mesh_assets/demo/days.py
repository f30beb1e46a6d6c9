"""The demo's fortnight: how many orders each day has, and what went wrong on which day.

Most days are ordinary: a handful of broken records, fewer than the product's completeness allows.
Three are not, and each is refused by another gate.
"""

import zlib
from dataclasses import dataclass, replace
from datetime import date, timedelta

from mesh_assets.demo.breakages import ORDER_BREAKAGES, PAYMENT_BREAKAGES

FIRST_DAY = date(2026, 1, 1)
DAYS = tuple(FIRST_DAY + timedelta(days=offset) for offset in range(14))
ROWS_A_DAY = 20_000

PAYMENTS_FIRST_DAY = date(2026, 1, 12)
"""The payment provider began to send events on this day."""

BROKEN_FEED_DAY = date(2026, 1, 6)
"""A partner's feed is broken: 0.6 % of the records are refused, so completeness refuses the day."""

CENTS_DAY = date(2026, 1, 9)
"""Prices arrive in cents. Every record fulfils the contracts; Soda's highest amount does not."""

SURCHARGE_DAY = date(2026, 1, 11)
"""Some totals hold a surcharge that no line shows. Only the dbt test adds the lines up."""

_WEEKDAY_VOLUME = (0.988, 0.985, 0.990, 0.998, 1.012, 1.018, 1.009)
_VOLUME_NOISE = 0.01


@dataclass(frozen=True, slots=True)
class DayOfOrders:
    """What the shop sends for one day."""

    day: date
    rows: int
    """Records in the file, the broken ones included."""
    broken: int = 0
    """Records that the input contract refuses."""
    units: int = 1
    """How many of the unit in which prices are sent make one of the currency: 100 for cents."""
    surcharge_share: float = 0.0
    """The share of orders whose total exceeds the sum of their lines."""


def ordinary_day(day: date, rows_a_day: int = ROWS_A_DAY) -> DayOfOrders:
    """Give a day on which nothing unusual happens: of 20,000 records, one is broken in each way."""
    broken = rows_a_day * len(ORDER_BREAKAGES) // ROWS_A_DAY
    return DayOfOrders(day, rows=_volume(day, rows_a_day), broken=broken)


def day_as_sent(day: date, rows_a_day: int = ROWS_A_DAY) -> DayOfOrders:
    """Give the day as the shop first sends it, with its accident if it has one."""
    ordinary = ordinary_day(day, rows_a_day)
    if day == BROKEN_FEED_DAY:
        return replace(ordinary, broken=ordinary.rows * 6 // 1000)
    if day == CENTS_DAY:
        return replace(ordinary, units=100)
    if day == SURCHARGE_DAY:
        return replace(ordinary, surcharge_share=0.02)
    return ordinary


def broken_payments(rows_a_day: int = ROWS_A_DAY) -> int:
    """Say how many payment events of a day are broken: of 20,000 orders, one in each way."""
    return rows_a_day * len(PAYMENT_BREAKAGES) // ROWS_A_DAY


def _volume(day: date, rows_a_day: int) -> int:
    noise = zlib.crc32(day.isoformat().encode()) / 2**32 * 2 - 1
    return round(rows_a_day * (_WEEKDAY_VOLUME[day.weekday()] + noise * _VOLUME_NOISE))
