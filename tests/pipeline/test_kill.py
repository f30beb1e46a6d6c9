"""A process killed between any two verbs: consumers see what they saw; a new run completes it."""

import os
import subprocess
import sys

import pytest
from small_mesh import PRODUCT, purchases

from mesh_assets.pipeline.board import PartitionState, product_status
from mesh_assets.pipeline.query import query_published

DIE_AFTER = """
import os, sys
from mesh_assets.pipeline import attempt
from mesh_assets.pipeline.ingestion import landing
from mesh_assets.pipeline.installation import open_installation
from mesh_assets.product.mesh import load_mesh
from mesh_assets.settings import load_settings

where, name = sys.argv[1].split(".")
module = {"attempt": attempt, "landing": landing}[where]
work = getattr(module, name)

def work_and_die(*arguments, **options):
    work(*arguments, **options)
    os._exit(9)

setattr(module, name, work_and_die)
settings = load_settings()
product = load_mesh(settings.domains).product(sys.argv[2])
attempt.attempt_publication(
    open_installation(settings), product, product.partitions.partition(sys.argv[3])
)
"""

BEFORE_THE_COMMIT = [
    "landing.stage",
    "landing.publish",
    "attempt.ingest",
    "attempt.build",
    "attempt.stage",
    "attempt.audit",
]


def die_after(mesh, verb, day):
    command = [sys.executable, "-c", DIE_AFTER, verb, PRODUCT, day]
    environment = os.environ | mesh.environment()
    ended = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert ended.returncode == 9, ended.stderr


def amounts(mesh):
    sql = "select amount::int from orders.purchases order by 1"
    return [amount for (amount,) in query_published(mesh.installation, sql).rows]


@pytest.mark.parametrize("verb", BEFORE_THE_COMMIT)
def test_killed_before_the_commit(small_mesh, verb):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    assert small_mesh.publish("2026-01-05").published
    location = small_mesh.installation.lakehouse.table("orders.purchases").metadata_location
    small_mesh.land("2026-01-05", purchases("2026-01-05", amount=40))
    die_after(small_mesh, verb, "2026-01-05")
    after = small_mesh.installation.lakehouse.table("orders.purchases").metadata_location
    assert after == location
    assert amounts(small_mesh) == [20, 21, 22, 23]
    assert small_mesh.publish("2026-01-05").published
    assert amounts(small_mesh) == [40, 41, 42, 43]


def test_killed_after_the_commit_the_next_run_announces_it(small_mesh):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    small_mesh.land("2026-01-06", purchases("2026-01-06", first=100))
    die_after(small_mesh, "attempt.publish", "2026-01-05")
    assert amounts(small_mesh) == [20, 21, 22, 23]
    assert small_mesh.publish("2026-01-06").published
    status = product_status(small_mesh.installation, small_mesh.product())
    assert [(one.partition, one.state) for one in status.partitions] == [
        ("2026-01-05", PartitionState.PUBLISHED),
        ("2026-01-06", PartitionState.PUBLISHED),
    ]
