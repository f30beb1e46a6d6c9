"""Processes that publish at the same time."""

import os
import subprocess
import sys
from functools import partial

import pytest
from small_mesh import PRODUCT, purchases

from mesh_assets.pipeline.audit import audit
from mesh_assets.pipeline.build import build
from mesh_assets.pipeline.ingest import ingest
from mesh_assets.pipeline.publish import publish
from mesh_assets.pipeline.query import query_published
from mesh_assets.pipeline.run import open_run
from mesh_assets.pipeline.stage import stage

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


def test_a_run_that_ingested_first_and_staged_last_keeps_nobody_back(small_mesh):
    """What it staged is the newest candidate, and is not built from what was ingested last."""
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    product, day = small_mesh.product(), small_mesh.partition("2026-01-05")
    own_run = partial(open_run, small_mesh.installation, product, day)
    with own_run() as first, own_run() as last:
        early, late = (
            [ingest(run, port).record for port in product.input_ports] for run in (first, last)
        )
        for run, records in ((last, late), (first, early)):
            built = build(run, records)
            audit(run, stage(run, records).candidate, built)
        published = [publish(run).snapshot_id for run in (first, last)]
    assert len(set(published)) == 1
    assert count(small_mesh) == [(4, 4)]
