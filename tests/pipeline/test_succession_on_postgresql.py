"""On PostgreSQL, too, a new major version takes the product's table all at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from consumers import add_consumer
from killed import Death, killed
from major_versions import move_to_major_2
from postgresql import PASSWORD, SUPERUSER
from small_mesh import PRODUCT, purchases
from test_races import publish_at_once

from mesh_assets.pipeline.attempt import attempt_publication
from mesh_assets.pipeline.ledger.succession import Succession, exchange
from mesh_assets.pipeline.query import query_published
from mesh_assets.product.mesh import load_mesh

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.xdist_group("postgres")]

FIFTH, SIXTH = DAYS = ("2026-01-05", "2026-01-06")
TO_MAJOR_2 = Succession(PRODUCT, old=1, new=2)


@pytest.fixture
def declared(small_mesh, postgres_server, monkeypatch):
    """Two days are published as major 1; major 2 is declared, and nothing is published of it."""
    postgres_server.execute("CREATE DATABASE majors")
    address = f"{SUPERUSER}:{quote(PASSWORD, safe='')}@127.0.0.1:{postgres_server.port}"
    uri = f"postgresql+psycopg2://{address}/majors"
    small_mesh.settings = replace(small_mesh.settings, catalog_uri=uri)
    # The processes that publish at once take it from there.
    monkeypatch.setenv("MESH_CATALOG_URI", uri)
    for number, day in enumerate(DAYS):
        small_mesh.land(day, purchases(day, first=1 + 100 * number))
        assert small_mesh.publish(day).published
    add_consumer(small_mesh, "daily")
    move_to_major_2(small_mesh)
    yield small_mesh
    postgres_server.execute("DROP DATABASE majors WITH (FORCE)")


@pytest.fixture
def committed(declared):
    """The 5th is committed as major 2, and has not taken the product's table yet."""
    killed(Death("publish.take_the_name", before=True), declared.publish, FIFTH)
    return declared


def ids(mesh, table, column):
    sql = f"select list({column} order by {column}) from {table}"
    return query_published(mesh.installation, sql).rows[0][0]


def recorded(mesh, product):
    """The table and the version of every partition that the ledger has of a product."""
    return [
        (one.table_name, one.partition, one.evidence["mesh.version"])
        for one in mesh.installation.ledger.latest_publications(product)
    ]


def assert_moved(mesh):
    """Tables and records agree: both days of major 1 are beside the 5th of major 2."""
    assert recorded(mesh, f"{PRODUCT}-v1") == [
        ("orders.purchases_v1", day, "1.0.0") for day in DAYS
    ]
    assert mesh.publish(FIFTH).published
    assert recorded(mesh, PRODUCT) == [("orders.purchases", FIFTH, "2.0.0")]
    assert len(ids(mesh, "orders.purchases", "purchase_id")) == 4
    assert len(ids(mesh, "orders.purchases_v1", "id")) == 8


def test_killed_within_the_transaction_the_old_major_is_whole_and_the_next_run_completes(
    committed,
):
    killed(Death("ledger.succession._pass_on", before=True), committed.publish, FIFTH)
    assert len(ids(committed, "orders.purchases", "id")) == 8
    daily = load_mesh(committed.settings.domains).product("finance/daily")
    sixth = daily.partitions.partition(SIXTH)
    assert attempt_publication(committed.installation, daily, sixth).published

    assert committed.publish(FIFTH).published
    assert_moved(committed)


def test_a_writer_that_is_overtaken_between_two_looks_finds_it_done(committed):
    """Each statement sees what others have committed by then, unlike in SQLite."""
    engine = sa.create_engine(committed.settings.catalog_uri)
    overtaken = []

    def overtake(*_):
        if not overtaken:
            overtaken.append(True)
            committed.installation.ledger.succeed(TO_MAJOR_2)

    with engine.begin() as slow:
        sa.event.listen(slow, "after_execute", overtake)
        exchange(slow, TO_MAJOR_2)
    engine.dispose()
    assert overtaken
    assert_moved(committed)


def test_a_writer_that_waited_for_another_finds_it_done(committed):
    engine = sa.create_engine(committed.settings.catalog_uri)
    with ThreadPoolExecutor(1) as threads:
        with engine.begin() as first:
            exchange(first, TO_MAJOR_2)
            second = threads.submit(committed.installation.ledger.succeed, TO_MAJOR_2)
            wait_for_a_lock(engine)
        second.result(timeout=60)
    engine.dispose()
    assert_moved(committed)


def test_two_days_at_once_both_land_and_readers_see_one_major_or_the_other(declared):
    with ThreadPoolExecutor(1) as threads:
        publishing = threads.submit(publish_at_once, declared, DAYS)
        seen = set()
        while not publishing.done():
            found = query_published(declared.installation, "from orders.purchases")
            seen.add((found.columns[0], len(found.rows)))
    assert [status for status, _ in publishing.result()] == [0, 0], publishing.result()
    assert seen <= {("id", 8), ("purchase_id", 4), ("purchase_id", 8)}
    assert recorded(declared, PRODUCT) == [("orders.purchases", day, "2.0.0") for day in DAYS]
    old = ids(declared, "orders.purchases_v1", "id")
    assert ids(declared, "orders.purchases", "purchase_id") == old


def wait_for_a_lock(engine):
    """Wait until some session waits for another one's."""
    waiting = sa.text("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.execute(waiting).scalar_one():
            pass
