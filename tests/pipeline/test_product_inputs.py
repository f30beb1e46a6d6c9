"""Input ports that read other products, through the six verbs."""

import json

import pytest
from consumers import BY_DAY, DAILY, PURCHASES, add_consumer
from small_mesh import purchases

from mesh_assets.pipeline.attempt import attempt_publication
from mesh_assets.pipeline.query import query_published
from mesh_assets.pipeline.rollback import rollback
from mesh_assets.pipeline.run import open_run
from mesh_assets.product.mesh import load_mesh

DAYS = ("2026-01-05", "2026-01-06", "2026-01-07")


def land_and_publish(mesh, day, count=4, amount=20.0):
    first = 100 * int(day[-2:])
    mesh.land(day, purchases(day, count=count, first=first, amount=amount))
    assert mesh.publish(day).published


def attempt(mesh, identifier, key=None):
    product = load_mesh(mesh.settings.domains).product(identifier)
    partition = product.partitions.partition(key) if key else None
    return attempt_publication(mesh.installation, product, partition)


def rows(mesh, table):
    return query_published(
        mesh.installation, f"select day::date::varchar, purchases from {table} order by 1"
    ).rows


def port(**words):
    told = "".join(f", {key}: {value}" for key, value in words.items())
    return PURCHASES.replace("}", f"{told}}}")


def test_the_same_day_is_read_and_the_evidence_names_its_snapshot(small_mesh):
    add_consumer(small_mesh, "daily")
    for day in DAYS:
        land_and_publish(small_mesh, day, count=int(day[-1]))
    published = attempt(small_mesh, "finance/daily", "2026-01-06")
    assert published.published
    assert rows(small_mesh, "finance.daily") == [("2026-01-06", 6)]
    [read] = json.loads(published.publication.evidence["mesh.inputs"])
    table = small_mesh.installation.lakehouse.table("orders.purchases")
    assert read["table"] == "orders.purchases"
    assert read["snapshot"] == str(table.current_snapshot().snapshot_id)
    assert published.publication.evidence["mesh.received"] == "6"


WINDOW = """\
select max(date_trunc('day', created_at)) as day, count(*) as purchases
from {{ source('weekly', 'purchases') }}
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mapping", "expected"), [("window 2d", 6 + 7), ("last 3", 5 + 6 + 7), ("all", 5 + 6 + 7)]
)
def test_a_partition_is_built_from_more_than_its_own_day(small_mesh, mapping, expected):
    add_consumer(small_mesh, "weekly", ports=(port(partitions=mapping),), model=WINDOW)
    for day in DAYS:
        land_and_publish(small_mesh, day, count=int(day[-1]))
    assert attempt(small_mesh, "finance/weekly", "2026-01-07").published
    assert rows(small_mesh, "finance.weekly") == [("2026-01-07", expected)]


def test_the_last_ones_end_no_later_than_the_partition(small_mesh):
    add_consumer(small_mesh, "weekly", ports=(port(partitions="last 2"),), model=WINDOW)
    for day in DAYS:
        land_and_publish(small_mesh, day, count=int(day[-1]))
    assert attempt(small_mesh, "finance/weekly", "2026-01-06").published
    assert rows(small_mesh, "finance.weekly") == [("2026-01-06", 5 + 6)]


def test_a_product_without_partitions_reads_all_that_is_published(small_mesh):
    model = WINDOW.replace("weekly", "overview")
    add_consumer(small_mesh, "overview", partitions="", model=model)
    for day in DAYS[:2]:
        land_and_publish(small_mesh, day, count=int(day[-1]))
    assert attempt(small_mesh, "finance/overview").published
    assert rows(small_mesh, "finance.overview") == [("2026-01-06", 11)]


@pytest.mark.slow
def test_days_are_made_of_all_their_hours(small_mesh):
    """An hourly upstream: a day with an hour missing is refused, and says which."""
    hourly = "partitions: {by: day, every: hour, start: 2026-01-05}"
    model = BY_DAY.replace("daily", "hourly").replace("'day', created_at", "'hour', created_at")
    add_consumer(small_mesh, "hourly", partitions=hourly, model=model)
    ports = ("{name: hours, source: product://finance/hourly, major: 1}",)
    by_day = """\
        select date_trunc('day', day) as day, sum(purchases)::bigint as purchases
        from {{ source('daily', 'hours') }} group by 1"""
    add_consumer(small_mesh, "daily", ports=ports, model=by_day)
    land_and_publish(small_mesh, "2026-01-05", count=24)
    for hour in range(23):
        assert attempt(small_mesh, "finance/hourly", f"2026-01-05-{hour:02d}:00").published
    [reason] = attempt(small_mesh, "finance/daily", "2026-01-05").reasons
    assert "finance/daily, partition 2026-01-05 cannot read finance/hourly" in reason
    assert "2026-01-05-23:00" in reason
    assert attempt(small_mesh, "finance/hourly", "2026-01-05-23:00").published
    assert attempt(small_mesh, "finance/daily", "2026-01-05").published
    assert rows(small_mesh, "finance.daily") == [("2026-01-05", 24)]


def test_an_input_that_is_not_there_is_refused_by_the_names_of_both_sides(small_mesh):
    add_consumer(small_mesh, "daily")
    [reason] = attempt(small_mesh, "finance/daily", "2026-01-05").reasons
    assert "finance/daily, partition 2026-01-05 cannot read orders/purchases" in reason
    land_and_publish(small_mesh, "2026-01-06")
    [reason] = attempt(small_mesh, "finance/daily", "2026-01-05").reasons
    assert "cannot read orders/purchases" in reason
    assert "nothing is published of its partition 2026-01-05" in reason


def test_a_table_that_disappeared_is_refused(small_mesh):
    add_consumer(small_mesh, "daily")
    land_and_publish(small_mesh, "2026-01-05")
    small_mesh.installation.lakehouse.catalog.drop_table("orders.purchases")
    [reason] = attempt(small_mesh, "finance/daily", "2026-01-05").reasons
    assert "cannot read orders/purchases" in reason


def test_another_major_version_is_refused(small_mesh):
    add_consumer(small_mesh, "daily", ports=(PURCHASES.replace("major: 1", "major: 2"),))
    land_and_publish(small_mesh, "2026-01-05")
    [reason] = attempt(small_mesh, "finance/daily", "2026-01-05").reasons
    assert "version 1.0.0 is published, and the port accepts major 2" in reason
    assert "finance/daily" in reason
    assert "orders/purchases" in reason


def test_a_port_that_states_no_major_version_is_refused(small_mesh):
    add_consumer(small_mesh, "daily", ports=(PURCHASES.replace(", major: 1", ""),))
    land_and_publish(small_mesh, "2026-01-05")
    [reason] = attempt(small_mesh, "finance/daily", "2026-01-05").reasons
    assert "write `major: 1`" in reason


def test_a_rolled_back_partition_is_no_longer_read(small_mesh):
    add_consumer(small_mesh, "daily")
    land_and_publish(small_mesh, "2026-01-04", count=3)
    land_and_publish(small_mesh, "2026-01-05", count=4)
    product, day = small_mesh.product(), small_mesh.partition("2026-01-05")
    with open_run(small_mesh.installation, product, day) as run:
        rollback(run)
    assert attempt(small_mesh, "finance/daily", "2026-01-04").published
    [reason] = attempt(small_mesh, "finance/daily", "2026-01-05").reasons
    assert "cannot read orders/purchases" in reason


def test_a_broken_spec_of_the_upstream_keeps_nobody_from_reading_its_table(small_mesh):
    add_consumer(small_mesh, "daily")
    land_and_publish(small_mesh, "2026-01-05")
    finance = load_mesh(small_mesh.settings.domains).product("finance/daily")
    small_mesh.rewrite("product.yaml", "name: purchases", "nmae: purchases")
    day = finance.partitions.partition("2026-01-05")
    assert attempt_publication(small_mesh.installation, finance, day).published


@pytest.mark.slow
def test_a_month_is_read_by_the_day_only_in_its_own_time(small_mesh):
    monthly = DAILY.replace("every: day", "every: month")
    model = BY_DAY.replace("daily", "monthly")
    add_consumer(
        small_mesh, "monthly", ports=(port(partitions="all"),), partitions=monthly, model=model
    )
    ports = ("{name: months, source: product://finance/monthly, major: 1}",)
    add_consumer(
        small_mesh, "daily", ports=ports, model="select * from {{ source('daily', 'months') }}"
    )
    for day in DAYS:
        land_and_publish(small_mesh, day, count=int(day[-1]))
    assert attempt(small_mesh, "finance/monthly", "2026-01").published
    assert attempt(small_mesh, "finance/daily", "2026-01-06").published
    assert rows(small_mesh, "finance.daily") == [("2026-01-06", 6)]
