"""Processes that publish at the same time."""

import os
import subprocess
import sys

import pytest
from small_mesh import PRODUCT, purchases

from mesh_assets.pipeline.query import query_published

PUBLISH = """
import sys
from mesh_assets.pipeline.attempt import attempt_publication
from mesh_assets.pipeline.installation import open_installation
from mesh_assets.product.mesh import load_mesh
from mesh_assets.settings import load_settings

settings = load_settings()
product = load_mesh(settings.domains).product(sys.argv[1])
found = attempt_publication(
    open_installation(settings), product, product.partitions.partition(sys.argv[2])
)
print("\\n".join(found.reasons))
sys.exit(0 if found.published else 1)
"""


def publish_at_once(mesh, days):
    environment = os.environ | mesh.environment()
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PUBLISH, PRODUCT, day],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for day in days
    ]
    ended = [(process.communicate(), process.returncode) for process in running]
    for (_, errors), status in ended:
        assert status in {0, 1}, errors
    return [(status, printed) for (printed, _), status in ended]


def count(mesh):
    sql = "select count(*), count(distinct id) from orders.purchases"
    return query_published(mesh.installation, sql).rows


@pytest.mark.slow
def test_four_partitions_at_once_all_land(small_mesh):
    days = [f"2026-01-0{day}" for day in range(5, 9)]
    for number, day in enumerate(days):
        small_mesh.land(day, purchases(day, first=1 + 100 * number))
    assert [status for status, _ in publish_at_once(small_mesh, days)] == [0, 0, 0, 0]
    assert count(small_mesh) == [(16, 16)]


@pytest.mark.slow
def test_the_same_key_in_two_partitions_at_once_is_published_once(small_mesh):
    """The rule looks at the whole table, so the one that commits second is judged again."""
    days = ["2026-01-05", "2026-01-06"]
    for day in days:
        small_mesh.land(day, purchases(day))
    results = publish_at_once(small_mesh, days)
    assert sorted(status for status, _ in results) == [0, 1]
    [refusal] = [printed for status, printed in results if status == 1]
    assert "contract" in refusal
    assert count(small_mesh) == [(4, 4)]


@pytest.mark.slow
def test_the_same_partition_at_once_is_whole_afterwards(small_mesh):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    results = publish_at_once(small_mesh, ["2026-01-05", "2026-01-05"])
    assert 0 in [status for status, _ in results]
    assert count(small_mesh) == [(4, 4)]
