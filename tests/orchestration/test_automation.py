"""Kept fresh by itself: what Dagster's automation asks for after a publication."""

from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest
from consumers import BY_DAY, PURCHASES, add_consumer
from major_versions import SUNSET, VERSIONS, move_to_major_2
from small_mesh import purchases

from mesh_assets.orchestration.definitions import domain_definitions
from mesh_assets.orchestration.execution import execute_partition
from mesh_assets.product.mesh import load_mesh

OVERVIEW = """\
select max(day) as day, sum(purchases)::bigint as purchases
from {{ source('overview', 'days') }}
"""
DAYS = "{name: days, source: product://finance/daily, major: 1}"


class Automation:
    """Two code locations on one instance, and the daemon's evaluations, tick by tick."""

    def __init__(self, mesh, instance):
        self.mesh = mesh
        self.instance = instance
        self.locations = {
            name: domain_definitions(name, mesh.settings) for name in ("orders", "finance")
        }
        self.everything = dg.Definitions(
            assets=[each for one in self.locations.values() for each in one.assets],
            resources=self.locations["orders"].resources,
        )
        self.cursor = None
        self.now = None

    def run(self, identifier, key=None):
        product = load_mesh(self.mesh.settings.domains).product(identifier)
        definitions = self.locations[product.domain]
        return execute_partition(definitions, self.instance, product, key)

    def land(self, day, amount=20.0, count=4):
        self.mesh.land(day, purchases(day, count, first=100 * int(day[-2:]), amount=amount))
        return self.run("orders/purchases", day)

    def tick(self):
        """What is asked for now: (published asset, partition)."""
        result = dg.evaluate_automation_conditions(
            self.everything, self.instance, cursor=self.cursor, evaluation_time=self.now
        )
        self.cursor = result.cursor
        return {
            (each.key.to_user_string(), key)
            for each in result.results
            if len(each.key.path) == 2
            for key in asked_partitions(each)
        }

    def settle(self):
        """Run what is asked for until nothing is; gives it in order."""
        runs = []
        while asked := self.tick():
            for name, key in sorted(asked, key=str):
                self.run(name.replace("_", "-"), key)
                runs.append((name, key))
        return runs


def asked_partitions(result):
    subset = result.true_subset
    if subset.is_partitioned:
        return sorted(subset.expensively_compute_partition_keys())
    return [] if subset.is_empty else [None]


@pytest.fixture
def automation(small_mesh, tmp_path):
    add_consumer(small_mesh, "daily")
    add_consumer(small_mesh, "overview", ports=(DAYS,), partitions="", model=OVERVIEW)
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        found = Automation(small_mesh, instance)
        assert found.tick() == set()
        yield found


def test_a_publication_runs_exactly_what_it_affects_once(automation):
    assert automation.land("2026-01-05").success
    assert automation.settle() == [("finance/daily", "2026-01-05"), ("finance/overview", None)]
    assert automation.land("2026-01-06").success
    assert automation.settle() == [("finance/daily", "2026-01-06"), ("finance/overview", None)]
    assert automation.tick() == set()


def test_a_refused_partition_moves_nothing(automation):
    assert not automation.land("2026-01-05", amount=600).success
    assert automation.settle() == []


@pytest.mark.slow
def test_a_corrected_partition_flows_through(automation):
    automation.land("2026-01-05")
    automation.land("2026-01-06")
    automation.settle()
    assert automation.land("2026-01-05", count=7).success
    assert automation.settle() == [("finance/daily", "2026-01-05"), ("finance/overview", None)]


@pytest.mark.slow
def test_a_correction_that_changes_nothing_downstream_stops_there(automation):
    """Amounts change, and the daily count does not: the overview is left alone."""
    automation.land("2026-01-05")
    automation.settle()
    assert automation.land("2026-01-05", amount=30).success
    assert automation.settle() == [("finance/daily", "2026-01-05")]


def test_the_same_content_published_again_stops_there(automation):
    automation.land("2026-01-05")
    automation.settle()
    assert automation.land("2026-01-05").success
    assert automation.settle() == []


@pytest.mark.slow
def test_what_was_published_before_the_consumer_came_is_caught_up(small_mesh, tmp_path):
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        add_consumer(small_mesh, "daily")
        automation = Automation(small_mesh, instance)
        automation.land("2026-01-05")
        automation.land("2026-01-07")
        assert automation.settle() == [
            ("finance/daily", "2026-01-05"),
            ("finance/daily", "2026-01-07"),
        ]


def test_an_update_during_a_run_is_not_taken_for_handled(automation):
    automation.land("2026-01-05")
    assert automation.tick() == {("finance/daily", "2026-01-05")}
    # The run has read its inputs; before it ends, they change.
    automation.land("2026-01-05", count=6)
    assert automation.tick() == {("finance/daily", "2026-01-05")}


PROFILES = """\
select max(created_at) as day, count(*) as purchases from {{ source('profiles', 'purchases') }}
"""
JOINED = """\
select date_trunc('day', created_at) as day, count(*) as purchases
from {{ source('joined', 'purchases') }}, {{ source('joined', 'profiles') }} group by 1
"""


@pytest.mark.slow
@pytest.mark.parametrize("rebuilds", ["latest", "all"])
def test_a_snapshot_rebuilds_what_its_consumer_says(small_mesh, tmp_path, rebuilds):
    add_consumer(small_mesh, "profiles", partitions="", model=PROFILES)
    profiles = (
        f"{{name: profiles, source: product://finance/profiles, major: 1, rebuilds: {rebuilds}}}"
    )
    add_consumer(small_mesh, "joined", ports=(PURCHASES, profiles), model=JOINED)
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        automation = Automation(small_mesh, instance)
        automation.tick()
        automation.land("2026-01-05")
        automation.land("2026-01-06")
        automation.settle()
        assert automation.land("2026-01-06", count=7).success
        joined = [key for name, key in automation.settle() if name == "finance/joined"]
        assert joined[:1] == ["2026-01-06"]
        assert set(joined) == (
            {"2026-01-06"} if rebuilds == "latest" else {"2026-01-05", "2026-01-06"}
        )


@pytest.mark.slow
def test_a_window_is_affected_by_each_of_its_days(small_mesh, tmp_path):
    model = (
        BY_DAY.replace("'daily'", "'weekly'")
        .replace("date_trunc('day', created_at)", "max(date_trunc('day', created_at))")
        .replace(" group by 1", "")
    )
    add_consumer(
        small_mesh,
        "weekly",
        ports=(PURCHASES.replace("}", ", partitions: window 2d}"),),
        model=model,
    )
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        automation = Automation(small_mesh, instance)
        automation.tick()
        for day in (1, 2, 3):
            assert automation.land(f"2026-01-0{day}").success
        automation.settle()
        assert automation.land("2026-01-01", count=9).success
        assert automation.settle() == [("finance/weekly", f"2026-01-0{day}") for day in (1, 2)]


@pytest.mark.slow
def test_a_refresh_at_set_times_waits_for_them(small_mesh, tmp_path):
    add_consumer(small_mesh, "daily")
    daily = DAYS.replace("}", ", refresh: daily}")
    add_consumer(small_mesh, "overview", ports=(daily,), partitions="", model=OVERVIEW)
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        automation = Automation(small_mesh, instance)
        automation.now = datetime.now(UTC).replace(hour=12)
        automation.tick()
        automation.land("2026-01-05")
        assert automation.settle() == [("finance/daily", "2026-01-05"), ("finance/overview", None)]
        automation.land("2026-01-06")
        assert automation.settle() == [("finance/daily", "2026-01-06")]
        automation.now += timedelta(days=1)
        assert automation.settle() == [("finance/overview", None)]
        assert automation.settle() == []


V1 = "orders/purchases-v1"


@pytest.fixture
def two_majors(small_mesh, tmp_path):
    """Major 2 with a derived major 1, which is deprecated until 30 days from now, and read."""
    sunset = datetime.now(UTC).date() + timedelta(days=30)
    move_to_major_2(small_mesh, versions=VERSIONS.replace(SUNSET, sunset.isoformat()))
    add_consumer(small_mesh, "daily")
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        automation = Automation(small_mesh, instance)
        automation.now = datetime.now(UTC)
        automation.tick()
        yield automation


def test_a_derived_version_follows_the_current_one_and_its_consumers_follow_it(two_majors):
    assert two_majors.land("2026-01-05").success
    asked = two_majors.settle()
    assert [(name.replace("_", "-"), key) for name, key in asked] == [
        (V1, "2026-01-05"),
        ("finance/daily", "2026-01-05"),
    ]


@pytest.mark.slow
def test_no_derived_version_is_asked_for_once_its_sunset_has_come(two_majors):
    two_majors.land("2026-01-05")
    two_majors.settle()
    two_majors.now += timedelta(days=31)
    assert two_majors.tick() == set()
    assert two_majors.land("2026-01-06").success
    assert two_majors.settle() == []


@pytest.mark.slow
def test_a_version_that_has_ended_is_never_asked_for(small_mesh, tmp_path):
    move_to_major_2(small_mesh, versions=VERSIONS.replace(SUNSET, "2026-02-01"))
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        add_consumer(small_mesh, "daily", ports=(PURCHASES.replace("major: 1", "major: 2"),))
        automation = Automation(small_mesh, instance)
        automation.tick()
        automation.land("2026-01-05")
        assert automation.settle() == [("finance/daily", "2026-01-05")]
        refused = automation.run(V1, "2026-01-05")
        assert not refused.success
