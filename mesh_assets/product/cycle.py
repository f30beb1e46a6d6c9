"""The publication cycle of a product: how often consumers get to see something new of it."""

from collections.abc import Iterable
from datetime import date, timedelta

from mesh_assets.product.cadence import Cadence
from mesh_assets.product.partitions import Partitions
from mesh_assets.product.ports import InputPort
from mesh_assets.product.slo import Slo
from mesh_assets.product.timeline import Every

CYCLES_OF_NOTICE = 2
"""How many publications consumers see between the announcement of a sunset and the sunset."""

_PARTITION: dict[Every, timedelta] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "month": timedelta(days=31),
}
_YEAR, _MONTH, _WEEK, _DAY = (timedelta(days=days) for days in (366, 31, 7, 1))
_WITHOUT_A_PROMISE = _DAY


def publication_cycle(
    partitions: Partitions | None, ports: Iterable[InputPort], slo: Slo
) -> timedelta:
    """The length of a partition, or how seldom a port is refreshed, or the freshness SLO.

    Where none of them says anything, a day. The longest that it can take counts, so that a notice
    is never too short.
    """
    if partitions is not None:
        return _PARTITION[partitions.every]
    cadences = [port.refresh.cadence for port in ports if port.refresh is not None]
    periods = [period_of(cadence) for cadence in cadences if cadence is not None]
    if periods:
        return max(periods)
    return slo.freshness or _WITHOUT_A_PROMISE


def period_of(cadence: Cadence) -> timedelta:
    """The longest that a cadence can take from one time to the next, by the fields that it sets."""
    _, hour, day, month, weekday = cadence.cron.split()
    if month != "*":
        return _YEAR
    if day != "*":
        return _MONTH
    if weekday != "*":
        return _WEEK
    return _DAY if hour != "*" else timedelta(hours=1)


def earliest_sunset(announced: date, cycle: timedelta) -> date:
    """The first day that lies two cycles or more after a day; always a later one."""
    notice = CYCLES_OF_NOTICE * cycle
    days = -(-notice // timedelta(days=1))
    return announced + timedelta(days=days)
