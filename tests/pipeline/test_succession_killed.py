"""A process killed while a new major version takes the product's table: nothing is mixed."""

import os
import subprocess
import sys

import pytest
from consumers import add_consumer
from major_versions import move_to_major_2
from small_mesh import PRODUCT, purchases

from mesh_assets.pipeline.attempt import attempt_publication
from mesh_assets.pipeline.query import query_published
from mesh_assets.product.mesh import load_mesh

DIE = """
import os, sys
from mesh_assets.pipeline import attempt, publish, succession
from mesh_assets.pipeline.installation import open_installation
from mesh_assets.pipeline.ledger import ledger, succession as records
from mesh_assets.product.mesh import load_mesh
from mesh_assets.settings import load_settings

place, when = sys.argv[1].split(" ")
module = {"publish": publish, "records": records, "ledger": ledger}[place.split(".")[0]]
name = place.split(".")[1]
work = getattr(module, name)

def work_and_die(*arguments, **options):
    if when == "after":
        work(*arguments, **options)
    os._exit(9)

setattr(module, name, work_and_die)
settings = load_settings()
product = load_mesh(settings.domains).product(sys.argv[2])
attempt.attempt_publication(
    open_installation(settings), product, product.partitions.partition(sys.argv[3])
)
"""
DAY = "2026-01-05"
DEATHS = [
    "publish.commit after",
    *(
        pytest.param(death, marks=pytest.mark.slow)
        for death in (
            "publish.commit before",
            "records._follow before",
            "records._pass_on after",
            "ledger.exchange after",
            "publish.take_the_name after",
        )
    ),
]
"""Before and after the commit, and within the transaction: both renamed, and records half moved."""


def ids(mesh, table, column):
    sql = f"select list({column} order by 1) from {table}"
    return query_published(mesh.installation, sql).rows[0][0]


@pytest.mark.parametrize("death", DEATHS)
def test_killed_at_any_step_the_old_major_is_whole_and_the_next_run_completes(small_mesh, death):
    add_consumer(small_mesh, "daily")
    small_mesh.land(DAY, purchases(DAY))
    assert small_mesh.publish(DAY).published
    move_to_major_2(small_mesh)
    command = [sys.executable, "-c", DIE, death, PRODUCT, DAY]
    environment = os.environ | small_mesh.environment()
    ended = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert ended.returncode == 9, ended.stderr

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
