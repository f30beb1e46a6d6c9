"""A process killed between any two verbs: consumers see what they saw; a new run completes it."""

import pytest
from killed import Death, killed
from small_mesh import purchases

from mesh_assets.pipeline.board import PartitionState, product_status
from mesh_assets.pipeline.query import query_published

BEFORE_THE_COMMIT = [
    "ingestion.landing.stage",
    "ingestion.landing.publish",
    "attempt.ingest",
    "attempt.build",
    "attempt.stage",
    "attempt.audit",
]


def amounts(mesh):
    sql = "select amount::int from orders.purchases order by 1"
    return [amount for (amount,) in query_published(mesh.installation, sql).rows]


@pytest.mark.parametrize("verb", BEFORE_THE_COMMIT)
def test_killed_before_the_commit(small_mesh, verb):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    assert small_mesh.publish("2026-01-05").published
    location = small_mesh.installation.lakehouse.table("orders.purchases").metadata_location
    small_mesh.land("2026-01-05", purchases("2026-01-05", amount=40))
    killed(Death(verb), small_mesh.publish, "2026-01-05")
    after = small_mesh.installation.lakehouse.table("orders.purchases").metadata_location
    assert after == location
    assert amounts(small_mesh) == [20, 21, 22, 23]
    assert small_mesh.publish("2026-01-05").published
    assert amounts(small_mesh) == [40, 41, 42, 43]


def test_killed_after_the_commit_the_next_run_announces_it(small_mesh):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    small_mesh.land("2026-01-06", purchases("2026-01-06", first=100))
    killed(Death("attempt.publish"), small_mesh.publish, "2026-01-05")
    assert amounts(small_mesh) == [20, 21, 22, 23]
    assert small_mesh.publish("2026-01-06").published
    status = product_status(small_mesh.installation, small_mesh.product())
    assert [(one.partition, one.state) for one in status.partitions] == [
        ("2026-01-05", PartitionState.PUBLISHED),
        ("2026-01-06", PartitionState.PUBLISHED),
    ]
