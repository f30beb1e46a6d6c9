"""A process killed while a new major version takes the product's table: nothing is mixed."""

import pytest
from consumers import add_consumer
from killed import Death, killed
from major_versions import move_to_major_2
from small_mesh import PRODUCT, purchases

from mesh_assets.pipeline.attempt import attempt_publication
from mesh_assets.pipeline.query import query_published
from mesh_assets.product.mesh import load_mesh

DAY = "2026-01-05"
DEATHS = [
    Death("publish.commit"),
    *(
        pytest.param(death, marks=pytest.mark.slow)
        for death in (
            Death("publish.commit", before=True),
            Death("ledger.succession._follow", before=True),
            Death("ledger.succession._pass_on"),
            Death("ledger.ledger.exchange"),
            Death("publish.take_the_name"),
        )
    ),
]
"""Before and after the commit, and within the transaction: both renamed, and records half moved."""


def ids(mesh, table, column):
    sql = f"select list({column} order by 1) from {table}"
    return query_published(mesh.installation, sql).rows[0][0]


@pytest.mark.parametrize("death", DEATHS, ids=str)
def test_killed_at_any_step_the_old_major_is_whole_and_the_next_run_completes(small_mesh, death):
    add_consumer(small_mesh, "daily")
    small_mesh.land(DAY, purchases(DAY))
    assert small_mesh.publish(DAY).published
    move_to_major_2(small_mesh)
    killed(death, small_mesh.publish, DAY)

    mesh = load_mesh(small_mesh.settings.domains)
    daily = mesh.product("finance/daily")
    partition = daily.partitions.partition(DAY)
    assert attempt_publication(small_mesh.installation, daily, partition).published

    assert small_mesh.publish(DAY).published
    expected = ["p1", "p2", "p3", "p4"]
    assert ids(small_mesh, "orders.purchases", "purchase_id") == expected
    assert ids(small_mesh, "orders.purchases_v1", "id") == expected
    ledger = small_mesh.installation.ledger
    assert [
        (one.table_name, one.evidence["mesh.version"])
        for product in (PRODUCT, f"{PRODUCT}-v1")
        for one in ledger.latest_publications(product)
    ] == [("orders.purchases", "2.0.0"), ("orders.purchases_v1", "1.0.0")]
