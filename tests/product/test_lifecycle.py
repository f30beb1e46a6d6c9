"""Lifecycles of major versions: what they may say, and how far ahead an end is announced."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesh_assets.product.cadence import Cadence
from mesh_assets.product.cycle import earliest_sunset, period_of
from mesh_assets.product.lifecycle import Lifecycle, MajorReference

DAILY = "partitions: {by: created_at, every: day, start: 2026-01-01}\n"
V1 = """\
versions:
  - version: 1.4.0
    contract: contract.v1.odcs.yaml
    lifecycle: {status: deprecated, announced: 2026-10-01, sunset: 2026-12-31}
"""


def lifecycle(lines):
    return f"lifecycle: {{{lines}}}\n"


def test_a_version_is_active_unless_it_says_otherwise(product):
    assert product().lifecycle == Lifecycle(status="active")
    assert product().lifecycle.notice(datetime.now(UTC)) is None


def test_the_current_major_deprecates_an_older_one(product):
    current = product(lifecycle("deprecates: [customer-orders.v1], sunset: 2026-12-31") + V1)
    assert [each.major for each in current.lifecycle.deprecates] == [1]
    assert not current.lifecycle.has_ended(datetime(2030, 1, 1, tzinfo=UTC))
    assert current.versions[0].lifecycle.has_ended(datetime(2026, 12, 31, tzinfo=UTC))


@pytest.mark.parametrize("written", ["customer-orders.v1", "customer_orders.v1", "orders.v1", "v1"])
def test_a_major_is_referred_to_in_several_ways(product, written):
    assert product(lifecycle(f"deprecates: [{written}]") + V1).lifecycle.deprecates[0].major == 1
    assert product(lifecycle("deprecates: [1]") + V1).lifecycle.deprecates[0] == "1"


@pytest.mark.parametrize(
    ("lines", "path", "words", "meant"),
    [
        ("status: deprecated", "lifecycle.status", "needs a sunset", None),
        ("status: deprected", "lifecycle.status", "deprected", "deprecated"),
        ("sunset: 2026-12-31", "lifecycle.sunset", "an active version has no sunset", None),
        (
            "status: proposed, sunset: 2026-12-31",
            "lifecycle.sunset",
            "a proposed version has no sunset",
            None,
        ),
        ("announced: 2026-12-31", "lifecycle.announced", "a sunset is announced", None),
        (
            "status: deprecated, announced: 2026-12-31, sunset: 2026-12-31",
            "lifecycle.sunset",
            "comes after it is announced, on 2026-12-31",
            None,
        ),
        (
            "status: deprecated, announced: 2026-12-01, sunset: 2026-12-02",
            "lifecycle.sunset",
            "at least 2 publications ahead: not before 2026-12-03",
            "2026-12-03",
        ),
        ("deprecates: [v3]", "lifecycle.deprecates[0]", "known are v1", None),
        ("deprecates: [v2]", "lifecycle.deprecates[0]", "does not deprecate itself", None),
        (
            "deprecates: [payments.v1]",
            "lifecycle.deprecates[0]",
            "`payments` is another product",
            "customer-orders.v1",
        ),
        ("deprecates: [v1.0.0]", "lifecycle.deprecates[0]", "not a major version", "v1"),
        (
            "status: deprecated, sunset: 2026-12-31, deprecates: [v1]",
            "lifecycle.deprecates",
            "only an active version takes the place of others",
            None,
        ),
    ],
)
def test_what_cannot_be_meant_is_told_where_it_is_written(problem, lines, path, words, meant):
    found = problem(DAILY + lifecycle(lines) + V1)
    assert (found.line, found.path) == (6, path)
    assert words in found.message
    assert found.suggestion == meant


@pytest.mark.parametrize(
    ("old", "new", "path", "words"),
    [
        ("1.4.0", "2.4.0", "version", "major 2 is the current one"),
        ("sunset: 2026-12-31", "sunset: 2026-10-02", "lifecycle.sunset", "not before 2026-10-03"),
        ("    contract: contract.v1.odcs.yaml\n", "", "contract", ""),
    ],
)
def test_what_an_entry_says_wrong_is_told_there(problem, old, new, path, words):
    found = problem(DAILY + V1.replace(old, new))
    assert found.path == f"versions[0].{path}".strip(".")
    assert words in found.message


@pytest.mark.parametrize(
    ("old", "new", "path", "words"),
    [
        ("2026-12-31", "2027-12-31", "sunset", "its sunset is on 2026-12-31"),
        (
            "status: deprecated, announced: 2026-10-01, sunset: 2026-12-31",
            "status: active",
            "status",
            "deprecates it: write `status: deprecated`",
        ),
    ],
)
def test_the_current_major_and_the_one_that_it_deprecates_say_the_same(
    problem, old, new, path, words
):
    current = lifecycle("deprecates: [v1], sunset: 2026-12-31")
    found = problem(DAILY + current + V1.replace(old, new))
    assert found.path == f"versions[0].lifecycle.{path}"
    assert words in found.message


def test_two_entries_of_one_major_are_a_mistake(problem):
    found = problem(V1 + "  - {version: 1.5.0, contract: c.yaml}\n")
    assert found.path == "versions[1]"
    assert "the major version `1` stands above already" in found.message


def test_a_derived_version_has_no_ports_of_its_own(problem):
    entry = (
        "  - {version: 1.5.0, contract: c.yaml, mapping: v1.sql, input_ports: [{source: a.b}]}\n"
    )
    found = problem(f"versions:\n{entry}")
    assert found.path == "versions[0].mapping"


@pytest.mark.parametrize(
    ("cron", "days"),
    [("hourly", 1 / 24), ("daily", 1), ("weekly", 7), ("monthly", 31), ("0 4 1 JAN *", 366)],
)
def test_a_cadence_has_a_longest_period(cron, days):
    assert period_of(Cadence(cron)) == timedelta(days=days)


@pytest.mark.parametrize(
    ("lines", "cycle"),
    [
        ("partitions: {by: a, every: hour, start: 2026-01-01}", timedelta(hours=1)),
        ("partitions: {by: a, every: month, start: 2026-01-01}", timedelta(days=31)),
        ("input_ports: [{source: a.b, refresh: weekly}]\nslo: {freshness: 1h}", timedelta(days=7)),
        ("slo: {freshness: 3d}", timedelta(days=3)),
        ("", timedelta(days=1)),
    ],
)
def test_the_cycle_is_that_of_the_publications(product, lines, cycle):
    assert product(f"{lines}\n").cycle == cycle


DAYS = st.dates(date(2020, 1, 1), date(2090, 1, 1))
CYCLES = st.timedeltas(timedelta(minutes=1), timedelta(days=366))


@given(DAYS, CYCLES)
def test_the_earliest_sunset_is_the_first_day_two_cycles_later(announced, cycle):
    sunset = earliest_sunset(announced, cycle)
    assert sunset > announced
    assert sunset - announced >= 2 * cycle
    assert sunset - announced - timedelta(days=1) < 2 * cycle


@given(DAYS, CYCLES, CYCLES)
def test_a_longer_cycle_is_never_a_shorter_notice(announced, one, other):
    shorter, longer = sorted((one, other))
    assert earliest_sunset(announced, shorter) <= earliest_sunset(announced, longer)


@given(DAYS, st.datetimes(timezones=st.just(UTC)))
def test_a_deprecated_version_lives_exactly_until_its_sunset(sunset, now):
    version = Lifecycle(status="deprecated", sunset=sunset)
    assert version.has_ended(now) is (now.date() >= sunset)
    assert f"until its sunset on {sunset}" in version.notice(now)
    assert Lifecycle.model_validate_json(version.model_dump_json(exclude_defaults=True)) == version


@given(st.integers(0, 10_000), st.sampled_from(["{}", "v{}", "customer-orders.v{}", "a_b.{}"]))
def test_every_way_of_writing_a_major_means_the_same(major, written):
    assert MajorReference.parse(written.format(major)).major == major
