"""What the ledger does not know is announced, however it came to be unknown."""

import pytest
import sqlalchemy as sa
from small_mesh import purchases

from mesh_assets.lakehouse.publication import publications
from mesh_assets.pipeline.announce import announce
from mesh_assets.pipeline.audit import audit
from mesh_assets.pipeline.build import build, latest_ingests
from mesh_assets.pipeline.ingest import ingest
from mesh_assets.pipeline.ledger.tables import PUBLICATIONS
from mesh_assets.pipeline.publish import publish
from mesh_assets.pipeline.run import open_run
from mesh_assets.pipeline.stage import stage

DAYS = ["2026-01-05", "2026-01-06", "2026-01-07"]


@pytest.fixture
def silent_mesh(small_mesh):
    """Three days, published by processes that never came to announce them."""
    for number, day in enumerate(DAYS):
        small_mesh.land(day, purchases(day, first=1 + 100 * number))
        publish_only(small_mesh, day)
    return small_mesh


def publish_only(mesh, day):
    product = mesh.product()
    with open_run(mesh.installation, product, mesh.partition(day)) as run:
        for port in product.input_ports:
            ingest(run, port)
        records = latest_ingests(run)
        dbt_run = build(run, records)
        audit(run, stage(run, records).candidate, dbt_run)
        publish(run)


def announce_as_after(mesh, day):
    with open_run(mesh.installation, mesh.product(), mesh.partition(day)) as run:
        announce(run)


def announced(mesh):
    with sa.create_engine(mesh.settings.catalog_uri).connect() as connection:
        found = connection.execute(
            sa.select(PUBLICATIONS.c.snapshot_id).order_by(PUBLICATIONS.c.published_at)
        )
        return list(found.scalars())


def forget(mesh, snapshot_id):
    with sa.create_engine(mesh.settings.catalog_uri).begin() as connection:
        connection.execute(PUBLICATIONS.delete().where(PUBLICATIONS.c.snapshot_id == snapshot_id))


@pytest.mark.slow
def test_one_announcement_makes_up_for_several_that_never_came(silent_mesh):
    published = publications(silent_mesh.installation.lakehouse, "orders.purchases")
    assert len(published) == 3

    announce_as_after(silent_mesh, DAYS[1])

    told = silent_mesh.installation.ledger.latest_publications("orders/purchases")
    assert [(one.partition, one.snapshot_id, one.rows, one.evidence) for one in told] == [
        (one.partition_key, one.snapshot_id, one.rows, one.evidence) for one in published
    ]


@pytest.mark.slow
def test_the_newest_are_announced_until_one_is_known(silent_mesh):
    announce_as_after(silent_mesh, DAYS[2])
    first, second, third = announced(silent_mesh)

    forget(silent_mesh, third)
    announce_as_after(silent_mesh, DAYS[2])
    assert announced(silent_mesh) == [first, second, third]

    forget(silent_mesh, first)
    announce_as_after(silent_mesh, DAYS[2])
    assert announced(silent_mesh) == [second, third]
