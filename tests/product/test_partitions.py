"""Partitions tile the time line, and their keys are Dagster's."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import dagster as dg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesh_assets.product.partition import Partition
from mesh_assets.product.partitions import Partitions, UnknownPartition

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",  # half an hour of daylight saving
    "America/Sao_Paulo",  # clocks skipped midnight
    "Africa/Cairo",  # clocks skip midnight, and go back over it
    "America/Havana",  # midnight is shown twice
    "America/St_Johns",  # clocks went back at one minute past midnight
    "Pacific/Apia",  # a day that never was
]
BEGINNING = date(1990, 1, 1)
CALENDARS = st.builds(
    Partitions,
    by=st.just("created_at"),
    every=st.sampled_from(["day", "month"]),
    start=st.just(BEGINNING),
    zone=st.sampled_from(ZONES),
) | st.just(Partitions(by="created_at", every="hour", start=BEGINNING))
INSTANTS = st.datetimes(
    datetime(1990, 2, 1),  # noqa: DTZ001
    datetime(2080, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def daily(zone: str = "UTC", start: str = "2026-01-01") -> Partitions:
    return Partitions(by="created_at", every="day", start=date.fromisoformat(start), zone=zone)


def hourly() -> Partitions:
    return Partitions(by="created_at", every="hour", start=date(2026, 1, 1))


def monthly(zone: str = "UTC") -> Partitions:
    return Partitions(by="created_at", every="month", start=date(2026, 1, 1), zone=zone)


@given(calendar=CALENDARS, instant=INSTANTS)
def test_every_instant_lies_in_exactly_the_partition_that_is_said_to_contain_it(calendar, instant):
    partition = calendar.containing(instant)

    assert partition.start <= instant < partition.end
    assert partition.column == "created_at"
    assert calendar.partition(partition.key) == partition


@given(calendar=CALENDARS, instant=INSTANTS)
def test_partitions_tile_the_time_line(calendar, instant):
    partition = calendar.containing(instant)
    following = calendar.containing(partition.end)
    last_before = calendar.containing(partition.end - timedelta(microseconds=1))

    assert following.start == partition.end
    assert last_before == partition
    assert following.key > partition.key


@given(zone=st.sampled_from(ZONES), day=st.dates(BEGINNING, date(2080, 1, 1)))
def test_a_month_is_the_days_that_begin_in_it(zone, day):
    days = Partitions(by="t", every="day", start=BEGINNING, zone=zone)
    months = Partitions(by="t", every="month", start=BEGINNING, zone=zone)
    month = months.partition(f"{day:%Y-%m}")

    assert days.containing(month.start).start == month.start
    assert days.containing(month.end).start == month.end


@pytest.mark.parametrize("zone", ZONES)
def test_every_day_follows_the_one_before(zone):
    calendar = daily(zone, "1985-01-01")
    end = datetime(2030, 1, 1, tzinfo=UTC)
    keys = calendar.keys(until=end)
    partitions = [calendar.partition(key) for key in keys]

    assert all(
        before.end == after.start and before.start < before.end
        for before, after in pairwise(partitions)
    )
    assert partitions[-1].end <= end < partitions[-1].end + timedelta(days=2)


@pytest.mark.parametrize(
    ("key", "hours"), [("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-25", 25)]
)
def test_a_day_has_the_hours_that_its_zone_gives_it(key, hours):
    partition = daily("Europe/Berlin").partition(key)

    assert partition.end - partition.start == timedelta(hours=hours)


def test_partitions_are_intervals_in_utc():
    assert daily().partition("2026-01-05") == Partition(
        key="2026-01-05",
        column="created_at",
        start=datetime(2026, 1, 5, tzinfo=UTC),
        end=datetime(2026, 1, 6, tzinfo=UTC),
    )
    assert daily("America/New_York").partition("2026-01-05").start == datetime(
        2026, 1, 5, 5, tzinfo=UTC
    )
    assert hourly().partition("2026-01-05-13:00").end == datetime(2026, 1, 5, 14, tzinfo=UTC)
    assert monthly("Asia/Kolkata").partition("2026-02").start == datetime(
        2026, 1, 31, 18, 30, tzinfo=UTC
    )


def test_a_day_that_a_zone_skipped_is_no_partition():
    calendar = daily("Pacific/Apia", "2011-12-01")

    with pytest.raises(UnknownPartition, match="the clocks of Pacific/Apia skipped it"):
        calendar.partition("2011-12-30")
    keys = [found.key for found in calendar.parse_range("2011-12-29..2011-12-31")]
    assert keys == ["2011-12-29", "2011-12-31"]


@pytest.mark.parametrize(
    ("calendar", "key"),
    [
        (daily(), "2026-1-5"),
        (daily(), "2026-02-30"),
        (daily(), "2026-01"),
        (daily(), "2026-01-05T00:00"),
        (daily(), " 2026-01-05"),
        (daily(), "yesterday"),
        (daily(), "2026-01-05\n"),
        (daily(), "٢٠٢٦-٠١-٠٥"),
        (hourly(), "2026-01-05"),
        (hourly(), "2026-01-05-13:30"),
        (hourly(), "2026-01-05-24:00"),
        (monthly(), "2026-13"),
        (monthly(), "2026-01-05"),
    ],
)
def test_what_is_no_key_is_refused_with_an_example(calendar, key):
    with pytest.raises(UnknownPartition) as caught:
        calendar.partition(key)

    message = str(caught.value)
    assert message.startswith(f"`{key}` names no {calendar.every}: write 2026-01")


def test_a_partition_before_the_first_is_refused():
    with pytest.raises(UnknownPartition, match="lies before the first partition, 2026-01-01"):
        daily().partition("2025-12-31")
    with pytest.raises(UnknownPartition, match="lies before the first partition, 2026-01-01"):
        daily().containing(datetime(2025, 12, 31, 23, 59, tzinfo=UTC))


def test_an_instant_needs_a_time_zone():
    with pytest.raises(ValueError, match="has no time zone"):
        daily().containing(datetime(2026, 1, 5))  # noqa: DTZ001


def test_a_range_includes_both_ends():
    keys = [found.key for found in daily().parse_range("2026-01-30..2026-02-02")]

    assert keys == ["2026-01-30", "2026-01-31", "2026-02-01", "2026-02-02"]


def test_one_key_is_a_range_of_one():
    assert daily().parse_range("2026-01-05") == [daily().partition("2026-01-05")]


def test_a_range_runs_forward():
    with pytest.raises(UnknownPartition, match=r"write 2026-01-01\.\.2026-01-05"):
        daily().parse_range("2026-01-05..2026-01-01")


@pytest.mark.parametrize("text", ["..", "2026-01-01..", "..2026-01-01", "2026-01-01...2026-01-02"])
def test_a_range_has_two_ends(text):
    with pytest.raises(UnknownPartition):
        daily().parse_range(text)


def test_a_partition_counts_once_it_has_ended():
    noon = datetime(2026, 1, 3, 12, tzinfo=UTC)

    assert daily().keys(until=noon) == ["2026-01-01", "2026-01-02"]
    assert daily().keys(until=datetime(2026, 1, 3, tzinfo=UTC)) == ["2026-01-01", "2026-01-02"]
    assert hourly().keys(until=datetime(2026, 1, 1, 2, 30, tzinfo=UTC)) == [
        "2026-01-01-00:00",
        "2026-01-01-01:00",
    ]
    assert monthly().keys(until=noon) == []


def test_the_first_partition_is_known():
    assert daily().partition_at_start().key == "2026-01-01"
    assert hourly().partition_at_start().key == "2026-01-01-00:00"
    assert monthly().partition_at_start().key == "2026-01"


@pytest.mark.parametrize(
    ("every", "zone"),
    [
        ("hour", "UTC"),
        ("day", "UTC"),
        ("day", "Europe/Berlin"),
        ("day", "America/New_York"),
        ("month", "UTC"),
        ("month", "Asia/Kolkata"),
    ],
)
def test_keys_and_intervals_are_dagsters(every, zone):
    calendar = Partitions(by="t", every=every, start=date(2026, 3, 1), zone=zone)
    definition = {
        "hour": dg.HourlyPartitionsDefinition("2026-03-01-00:00", timezone=zone),
        "day": dg.DailyPartitionsDefinition("2026-03-01", timezone=zone),
        "month": dg.MonthlyPartitionsDefinition("2026-03", timezone=zone, fmt="%Y-%m"),
    }[every]
    now = datetime(2026, 12, 15, 12, 30, tzinfo=UTC)

    keys = calendar.keys(until=now)

    assert keys == list(definition.get_partition_keys(current_time=now))
    for key in keys:
        window = definition.time_window_for_partition_key(key)
        partition = calendar.partition(key)
        assert (partition.start, partition.end) == (window.start, window.end)


@pytest.mark.parametrize(
    ("written", "path", "words", "meant"),
    [
        ("{by: t, every: day, start: 2026-02-30}", "start", "is not in the calendar", None),
        ("{by: t, every: day, start: 20260101}", "start", "must be a date such as", None),
        ("{by: t, every: day, start: 2026-1-1}", "start", "is not a date such as", None),
        ("{by: t, every: day, start: 0026-01-01}", "start", "is not a date such as", None),
        ("{by: t, every: dai, start: 2026-01-01}", "every", "write hour, day or month", "day"),
        (
            "{by: t, every: month, start: 2026-01-15}",
            "start",
            "a month begins on its first day",
            "2026-01-01",
        ),
        (
            "{by: t, every: hour, start: 2026-01-15, zone: Europe/Berlin}",
            "zone",
            "hours are those of UTC",
            None,
        ),
        (
            "{by: t, every: day, start: 2026-01-15, zone: Europe/Berln}",
            "zone",
            "is not an IANA time zone",
            "Europe/Berlin",
        ),
        ("{by: t, every: day, start: 2026-01-15, zone: ../../etc}", "zone", "IANA", None),
        ("{by: '', every: day, start: 2026-01-15}", "by", "at least 1 character", None),
        ("{every: day, start: 2026-01-15}", "by", "`by` is missing", None),
    ],
)
def test_a_wrong_calendar_is_refused(problem, written, path, words, meant):
    found = problem(f"partitions: {written}")

    assert (found.line, found.path) == (5, f"partitions.{path}")
    assert words in found.message
    assert found.suggestion == meant
