"""Changes of lifecycles: an end is announced in time, or it is refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesh_assets.contract.compatibility import ChangeKind, lifecycle_changes, notice_refusal
from mesh_assets.product.cycle import earliest_sunset
from mesh_assets.product.lifecycle import Lifecycle

TODAY, DAY = date(2026, 10, 1), timedelta(days=1)
ACTIVE, PROPOSED, RETIRED = (Lifecycle(status=each) for each in ("active", "proposed", "retired"))


def deprecated(sunset):
    return Lifecycle(status="deprecated", sunset=sunset)


def kinds(old, new, cycle=DAY, today=TODAY):
    return [change.kind for change in lifecycle_changes(old, new, cycle, today)]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (PROPOSED, ACTIVE, ChangeKind.LIFECYCLE_CHANGED),
        (ACTIVE, deprecated(date(2026, 10, 3)), ChangeKind.LIFECYCLE_CHANGED),
        (ACTIVE, deprecated(date(2026, 10, 2)), ChangeKind.SUNSET_TOO_SOON),
        (deprecated(TODAY + 9 * DAY), deprecated(TODAY + 8 * DAY), ChangeKind.SUNSET_EARLIER),
        (deprecated(TODAY + 1 * DAY), deprecated(TODAY + 9 * DAY), ChangeKind.LIFECYCLE_CHANGED),
        (deprecated(TODAY + 1 * DAY), ACTIVE, ChangeKind.LIFECYCLE_CHANGED),
        (ACTIVE, RETIRED, ChangeKind.RETIRED_UNANNOUNCED),
        (PROPOSED, RETIRED, ChangeKind.RETIRED_UNANNOUNCED),
        (deprecated(TODAY + 1 * DAY), RETIRED, ChangeKind.SUNSET_EARLIER),
        (deprecated(TODAY), RETIRED, ChangeKind.LIFECYCLE_CHANGED),
    ],
)
def test_each_step_of_a_life_is_judged(old, new, kind):
    assert kinds(old, new) == [kind]
    refused = notice_refusal("orders/purchases", lifecycle_changes(old, new, DAY, TODAY))
    assert (refused is None) is (kind is ChangeKind.LIFECYCLE_CHANGED)


SUNSETS = st.dates(date(2026, 1, 1), date(2030, 1, 1))
LIVES = st.one_of(st.sampled_from([ACTIVE, PROPOSED, RETIRED]), SUNSETS.map(deprecated))
CYCLES = st.timedeltas(timedelta(hours=1), timedelta(days=31))


@given(LIVES, CYCLES, SUNSETS)
def test_no_change_is_no_change(life, cycle, today):
    assert kinds(life, life, cycle, today) == []


@given(CYCLES, SUNSETS, st.integers(0, 400))
def test_who_announces_in_time_is_never_refused(cycle, today, later):
    sunset = earliest_sunset(today, cycle) + timedelta(days=later)
    for step in ((ACTIVE, deprecated(sunset)), (deprecated(sunset), RETIRED)):
        found = list(lifecycle_changes(*step, cycle, today if step[0] is ACTIVE else sunset))
        assert notice_refusal("a/b", found) is None


@given(LIVES, LIVES, CYCLES, SUNSETS)
def test_no_path_ends_a_life_before_what_was_promised(old, new, cycle, today):
    """Whatever is accepted leaves consumers two cycles from today, or the sunset they know."""
    found = list(lifecycle_changes(old, new, cycle, today))
    if notice_refusal("a/b", found) is not None or not new.is_ending or old == new:
        return
    known = old.sunset if old.status == "deprecated" else None
    if new.status == "retired":
        assert old.is_ending
        assert known is None or today >= known
    else:
        assert new.sunset >= (known or earliest_sunset(today, cycle))
