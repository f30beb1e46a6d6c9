"""Late rows are routed to their day, which is published again; none is lost or doubled."""

import itertools
import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from killed import Death, killed
from small_mesh import PRODUCT, purchases, write_small_mesh

from mesh_assets.pipeline.attempt import attempt_republication
from mesh_assets.pipeline.dead_letter_box import read_dead_letters
from mesh_assets.pipeline.late_data import outdated_partitions
from mesh_assets.pipeline.query import query_published


@pytest.fixture
def mesh(small_mesh):
    """A mesh whose landing port takes rows of three earlier days."""
    return allow_lateness(small_mesh)


def allow_lateness(mesh, lateness="3d"):
    mesh.rewrite("product.yaml", "refresh: hourly", f"refresh: hourly\n    lateness: {lateness}")
    return mesh


def purchase(number, instant):
    return {"id": f"p{number}", "amount": 20.0, "created_at": instant}


def outdated(mesh):
    return {
        each.partition.key: each.arrivals
        for each in outdated_partitions(mesh.installation, mesh.product())
    }


def publish_late_rows(mesh):
    """Publish again what late rows touched, as the command and the sensor do."""
    attempts = []
    for each in outdated_partitions(mesh.installation, mesh.product()):
        attempts.append(attempt_republication(mesh.installation, mesh.product(), each.partition))
        assert attempts[-1].published, attempts[-1].reasons
    return attempts


def published(mesh):
    """The ids that consumers see, by day."""
    sql = "select created_at::date::text, id from orders.purchases order by 1, id"
    days = {}
    for day, identifier in query_published(mesh.installation, sql).rows:
        days.setdefault(day, []).append(identifier)
    return days


def counts(attempt):
    [ingest] = attempt.ingests
    record = ingest.record
    return record.received, record.accepted, record.dead_lettered


def test_late_rows_are_published_with_their_day(mesh):
    mesh.land("2026-01-05", [purchase(1, "2026-01-05T10:00:00Z")])
    mesh.publish("2026-01-05")
    late = [
        purchase(2, "2026-01-06T10:00:00Z"),
        purchase(3, "2026-01-05T23:00:00Z"),
        purchase(4, "2026-01-03T00:00:00Z"),
    ]
    mesh.land("2026-01-06", late)
    attempt = mesh.publish("2026-01-06")
    assert attempt.published, attempt.reasons
    assert counts(attempt) == (3, 3, 0)
    assert attempt.ingests[0].late == {"2026-01-03": 1, "2026-01-05": 1}
    assert published(mesh) == {"2026-01-05": ["p1"], "2026-01-06": ["p2"]}
    assert outdated(mesh) == {"2026-01-05": ("2026-01-06",)}
    publish_late_rows(mesh)
    assert published(mesh) == {"2026-01-05": ["p1", "p3"], "2026-01-06": ["p2"]}
    assert outdated(mesh) == {}
    # Nothing had arrived yet for the 3rd: its own arrival takes the late row up.
    mesh.land("2026-01-03", [purchase(5, "2026-01-03T10:00:00Z")])
    assert mesh.publish("2026-01-03").published
    assert published(mesh)["2026-01-03"] == ["p4", "p5"]
    assert outdated(mesh) == {}


def test_rows_beyond_the_lateness_are_dead_letters(mesh):
    rows = [
        *purchases("2026-01-09", 6),
        purchase(10, "2026-01-06T00:00:00Z"),
        purchase(11, "2026-01-05T23:59:59Z"),
        purchase(12, "2026-01-10T00:00:00Z"),
    ]
    mesh.land("2026-01-09", rows)
    attempt = mesh.publish("2026-01-09")
    assert counts(attempt) == (9, 7, 2)
    assert attempt.ingests[0].record.reasons == {"outside_partition": 1, "too_late": 1}
    letters = read_dead_letters(mesh.installation, mesh.product())
    assert [(letter.line, letter.rules) for letter in letters] == [
        (8, ("too_late",)),
        (9, ("outside_partition",)),
    ]


def test_no_row_is_routed_before_the_first_partition(mesh):
    mesh.land("2026-01-02", [*purchases("2026-01-02"), purchase(9, "2025-12-31T12:00:00Z")])
    attempt = mesh.publish("2026-01-02")
    assert attempt.ingests[0].record.reasons == {"too_late": 1}


def test_without_lateness_every_other_day_is_outside(small_mesh):
    rows = [*purchases("2026-01-05"), purchase(9, "2026-01-04T12:00:00Z")]
    small_mesh.land("2026-01-05", rows)
    attempt = small_mesh.publish("2026-01-05")
    assert attempt.ingests[0].record.reasons == {"outside_partition": 1}


def test_a_correction_that_no_longer_brings_late_rows_takes_them_back(mesh):
    mesh.land("2026-01-05", [purchase(1, "2026-01-05T10:00:00Z")])
    mesh.publish("2026-01-05")
    own = purchase(2, "2026-01-06T10:00:00Z")
    mesh.land("2026-01-06", [own, purchase(3, "2026-01-05T23:00:00Z")])
    mesh.publish("2026-01-06")
    publish_late_rows(mesh)
    assert published(mesh)["2026-01-05"] == ["p1", "p3"]
    mesh.land("2026-01-06", [own])
    mesh.publish("2026-01-06")
    assert outdated(mesh) == {"2026-01-05": ("2026-01-06",)}
    publish_late_rows(mesh)
    assert published(mesh) == {"2026-01-05": ["p1"], "2026-01-06": ["p2"]}


def test_a_refused_delivery_neither_brings_late_rows_nor_takes_them_back(mesh):
    mesh.land("2026-01-05", [purchase(1, "2026-01-05T10:00:00Z")])
    mesh.publish("2026-01-05")
    sound = [purchase(2, "2026-01-06T10:00:00Z"), purchase(3, "2026-01-05T23:00:00Z")]
    incomplete = [purchase(4, "2026-01-05T22:00:00Z"), "broken", "broken"]
    mesh.land("2026-01-06", incomplete)
    assert not mesh.publish("2026-01-06").published
    assert outdated(mesh) == {}
    mesh.land("2026-01-06", sound)
    mesh.publish("2026-01-06")
    publish_late_rows(mesh)
    mesh.land("2026-01-06", incomplete)
    assert not mesh.publish("2026-01-06").published
    assert outdated(mesh) == {}
    mesh.land("2026-01-05", [purchase(5, "2026-01-05T11:00:00Z")])
    assert mesh.publish("2026-01-05").published
    assert published(mesh) == {"2026-01-05": ["p3", "p5"], "2026-01-06": ["p2"]}


def test_late_rows_stay_when_the_lateness_becomes_shorter(mesh):
    mesh.land("2026-01-05", [purchase(1, "2026-01-05T10:00:00Z")])
    mesh.publish("2026-01-05")
    mesh.land(
        "2026-01-07", [*purchases("2026-01-07", first=5), purchase(3, "2026-01-05T23:00:00Z")]
    )
    mesh.publish("2026-01-07")
    publish_late_rows(mesh)
    mesh.rewrite("product.yaml", "lateness: 3d", "lateness: 1d")
    mesh.land("2026-01-05", [purchase(2, "2026-01-05T11:00:00Z")])
    assert mesh.publish("2026-01-05").published
    assert published(mesh)["2026-01-05"] == ["p2", "p3"]


def test_the_evidence_tells_what_came_late(mesh):
    mesh.land("2026-01-05", [purchase(1, "2026-01-05T10:00:00Z")])
    mesh.publish("2026-01-05")
    mesh.land(
        "2026-01-06", [*purchases("2026-01-06", 3, first=2), purchase(9, "2026-01-05T23:00:00Z")]
    )
    told = mesh.publish("2026-01-06").publication.evidence
    assert (told["mesh.received"], told["mesh.accepted"], told["mesh.rows"]) == ("4", "4", "3")
    assert json.loads(told["mesh.earlier-rows"]) == {"2026-01-05": 1}
    assert "mesh.late-rows" not in told
    [again] = publish_late_rows(mesh)
    told = again.publication.evidence
    assert (told["mesh.received"], told["mesh.accepted"], told["mesh.rows"]) == ("1", "1", "2")
    assert json.loads(told["mesh.late-rows"]) == {"2026-01-06": 1}
    assert "mesh.earlier-rows" not in told


def test_every_gate_judges_the_day_again(mesh):
    mesh.land("2026-01-05", [purchase(1, "2026-01-05T10:00:00Z")])
    mesh.publish("2026-01-05")
    too_dear = purchase(3, "2026-01-05T23:00:00Z") | {"amount": 600.0}
    mesh.land("2026-01-06", [purchase(2, "2026-01-06T10:00:00Z"), too_dear])
    assert mesh.publish("2026-01-06").published
    [late] = outdated_partitions(mesh.installation, mesh.product())
    attempt = attempt_republication(mesh.installation, mesh.product(), late.partition)
    assert not attempt.published
    assert any("max_amount" in reason for reason in attempt.reasons)
    assert published(mesh) == {"2026-01-05": ["p1"], "2026-01-06": ["p2"]}
    # It was judged as it is now; asking again would give the same answer.
    assert outdated(mesh) == {}


def test_hours(tmp_path):
    mesh = allow_lateness(write_small_mesh(tmp_path), "2h")
    mesh.rewrite("product.yaml", "every: day", "every: hour")
    mesh.land("2026-01-05-09", [purchase(1, "2026-01-05T09:10:00Z")])
    mesh.land(
        "2026-01-05-11",
        [
            purchase(2, "2026-01-05T11:10:00Z"),
            purchase(3, "2026-01-05T09:00:00Z"),
            purchase(4, "2026-01-05T11:20:00Z"),
            purchase(5, "2026-01-05T08:59:59Z"),
        ],
    )
    for key in ("2026-01-05-09:00", "2026-01-05-11:00"):
        attempt = mesh.publish(key)
        assert attempt.published, attempt.reasons
    assert attempt.ingests[0].record.reasons == {"too_late": 1}
    assert outdated(mesh) == {"2026-01-05-09:00": ("2026-01-05-11:00",)}
    publish_late_rows(mesh)
    assert published(mesh) == {"2026-01-05": ["p1", "p2", "p3", "p4"]}


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 3, 29), "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z"),
        (date(2026, 10, 25), "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z"),
    ],
    ids=["23 hours", "25 hours"],
)
def test_days_on_which_the_clocks_change(tmp_path, day, first, last):
    mesh = allow_lateness(write_small_mesh(tmp_path), "1d")
    mesh.rewrite("product.yaml", "start: 2026-01-01", "start: 2026-01-01, zone: Europe/Berlin")
    following = day + timedelta(days=1)
    mesh.land(day, [purchase(1, first)])
    mesh.land(following, [purchase(2, f"{following}T12:00:00Z"), purchase(3, last)])
    for each in (day, following):
        attempt = mesh.publish(str(each))
        assert attempt.published, attempt.reasons
    assert attempt.ingests[0].late == {str(day): 1}
    publish_late_rows(mesh)
    rows = query_published(mesh.installation, "select id from orders.purchases order by id").rows
    assert rows == [("p1",), ("p2",), ("p3",)]
    [told] = mesh.installation.ledger.latest_publications(PRODUCT)[:1]
    assert (told.partition, told.rows) == (str(day), 2)


WHILE_ARRIVING = [
    Death("ingestion.landing.publish"),
    Death("ingestion.landing.stage", call=2),
    Death("ingestion.landing.publish", call=2),
]
AFTER_ARRIVING = [Death("attempt.ingest"), Death("attempt.publish")]
WHILE_PUBLISHING_AGAIN = [Death(f"attempt.{verb}", call=2) for verb in ("build", "stage", "audit")]


def publish_with_late_rows(mesh, day):
    mesh.publish(day)
    publish_late_rows(mesh)


@pytest.mark.slow
@pytest.mark.parametrize(
    "death", [*WHILE_ARRIVING, *AFTER_ARRIVING, *WHILE_PUBLISHING_AGAIN], ids=str
)
def test_killed_anywhere_a_new_run_completes_it(mesh, death):
    mesh.land("2026-01-05", [purchase(1, "2026-01-05T10:00:00Z")])
    mesh.publish("2026-01-05")
    rows = [purchase(2, "2026-01-06T10:00:00Z"), purchase(3, "2026-01-05T23:00:00Z")]
    mesh.land("2026-01-06", rows)
    killed(death, publish_with_late_rows, mesh, "2026-01-06")
    assert published(mesh)["2026-01-05"] == ["p1"]
    # What is recorded as arrived waits for its day, even if nobody publishes the arrival again.
    assert outdated(mesh) == ({} if death in WHILE_ARRIVING else {"2026-01-05": ("2026-01-06",)})
    publish_with_late_rows(mesh, "2026-01-06")
    assert published(mesh) == {"2026-01-05": ["p1", "p3"], "2026-01-06": ["p2"]}
    assert outdated(mesh) == {}


DAYS, LATENESS = 4, timedelta(days=2)
DELIVERIES = st.lists(
    st.tuples(
        st.integers(0, DAYS - 1),
        st.lists(st.integers(-4, 1), max_size=4),
        st.booleans(),
    ),
    min_size=2,
    max_size=6,
)
"""Deliveries: the day with whose file one comes, the offsets in days of its events from that day,
and whether everything that is outdated is published again before the next."""


@pytest.fixture(scope="module")
def plain_mesh(tmp_path_factory):
    """Without gates that could refuse a day for what its rows are."""
    mesh = allow_lateness(write_small_mesh(tmp_path_factory.mktemp("late")), "2d")
    mesh.rewrite("product.yaml", ", completeness: 75%", "")
    mesh.rewrite("product.yaml", "  - {tool: soda, checks: soda.yml}\n", "")
    mesh.rewrite("product.yaml", "  - {tool: volume}\n", "")
    return mesh


MONTHS, NUMBERS = itertools.count(), itertools.count(1)


@pytest.mark.slow
@settings(max_examples=8, deadline=None, derandomize=True)
@given(deliveries=DELIVERIES)
def test_what_is_published_is_what_was_accepted(plain_mesh, deliveries):
    # Every example has a time of its own in the same mesh, whose models are prepared once.
    first = date(2026, 1, 10) + timedelta(days=30) * next(MONTHS)
    accepted = {}
    for number, offsets, settles in deliveries:
        arrival = first + timedelta(days=number)
        events = [(arrival + timedelta(days=each), next(NUMBERS)) for each in offsets]
        rows = [purchase(each, f"{day}T12:00:00Z") for day, each in events]
        plain_mesh.land(arrival, rows)
        attempt = plain_mesh.publish(str(arrival))
        assert attempt.published, attempt.reasons
        in_time = [one for one in events if arrival - LATENESS <= one[0] <= arrival]
        assert counts(attempt) == (len(events), len(in_time), len(events) - len(in_time))
        accepted[arrival] = in_time
        if settles:
            publish_late_rows(plain_mesh)
    publish_late_rows(plain_mesh)
    assert outdated(plain_mesh) == {}
    expected = {
        str(day): sorted(
            f"p{each}" for rows in accepted.values() for happened, each in rows if happened == day
        )
        for day in accepted
    }
    shown = published(plain_mesh)
    days = [str(first + timedelta(days=number)) for number in range(-4, DAYS + 1)]
    assert {day: shown[day] for day in days if day in shown} == {
        day: found for day, found in expected.items() if found
    }
