"""The partitions to which late records may belong, and with which they may arrive."""

from datetime import date, timedelta

import pytest

from mesh_assets.product.lateness import arrival_window, later_arrivals
from mesh_assets.product.partitions import Partitions


def calendar(every="day", zone="UTC"):
    return Partitions(by="at", every=every, start=date(2026, 1, 1), zone=zone)


@pytest.mark.parametrize(
    ("key", "lateness", "earlier"),
    [
        ("2026-01-10", timedelta(days=3), ["2026-01-07", "2026-01-08", "2026-01-09"]),
        ("2026-01-10", timedelta(hours=1), ["2026-01-09"]),
        ("2026-01-10", timedelta(hours=25), ["2026-01-08", "2026-01-09"]),
        ("2026-01-02", timedelta(days=3), ["2026-01-01"]),
        ("2026-01-01", timedelta(days=3), []),
        ("2026-01-10", timedelta(0), []),
        ("2026-01-10", None, []),
    ],
)
def test_a_window_reaches_back_in_whole_partitions(key, lateness, earlier):
    days = calendar()
    window = arrival_window(days, days.partition(key), lateness)
    assert [each.key for each in window.earlier] == earlier
    assert window.start == days.partition((*earlier, key)[0]).start


def test_hours_reach_over_midnight():
    hours = calendar("hour")
    window = arrival_window(hours, hours.partition("2026-01-02-01:00"), timedelta(hours=3))
    assert [each.key for each in window.earlier] == [
        "2026-01-01-22:00",
        "2026-01-01-23:00",
        "2026-01-02-00:00",
    ]


def test_the_day_after_a_day_of_25_hours_reaches_only_part_of_it_and_takes_it_whole():
    days = calendar(zone="Europe/Berlin")
    window = arrival_window(days, days.partition("2026-10-26"), timedelta(days=1))
    assert [each.key for each in window.earlier] == ["2026-10-25"]
    assert window.arrived.start - window.start == timedelta(hours=25)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Pacific/Auckland"])
@pytest.mark.parametrize("hours", [1, 24, 25, 72])
def test_with_whom_late_records_arrive_is_the_window_seen_from_the_other_side(zone, hours):
    days, lateness = calendar(zone=zone), timedelta(hours=hours)
    for number in range(20, 32):
        partition = days.partition(f"2026-10-{number}")
        for arrival in later_arrivals(days, partition, lateness):
            assert partition in arrival_window(days, arrival, lateness).earlier
        reached = [
            arrival
            for arrival in days.parse_range(f"2026-10-{number}..2026-11-10")
            if partition in arrival_window(days, arrival, lateness).earlier
        ]
        assert set(reached) <= set(later_arrivals(days, partition, lateness))
