"""A disk that is full at any moment: a message, nothing lost, nothing half-published."""

import os
import subprocess
import sys

import pytest
from small_mesh import PRODUCT, purchases

from mesh_assets.pipeline.board import product_status
from mesh_assets.pipeline.query import query_published

PUBLISH_WITH_LITTLE_SPACE = """
import resource, signal, sys
from mesh_assets.errors import InfrastructureError
from mesh_assets.pipeline import attempt
from mesh_assets.pipeline.installation import open_installation
from mesh_assets.product.mesh import load_mesh
from mesh_assets.settings import load_settings

verb, identifier, day = sys.argv[1:]
settings = load_settings()
product = load_mesh(settings.domains).product(identifier)
installation = open_installation(settings)
installation.dbt.prepared("orders")
work = getattr(attempt, verb)

def work_without_space(*arguments, **options):
    # No file can grow beyond the limit: to a writer, the same as a disk that is full there.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600, resource.RLIM_INFINITY))
    return work(*arguments, **options)

setattr(attempt, verb, work_without_space)
try:
    attempt.attempt_publication(installation, product, product.partitions.partition(day))
except InfrastructureError as error:
    sys.exit(f"message: {error}")
"""


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["ingest", "stage", "publish"])
def test_a_full_disk_is_a_message_and_refuses_nothing(small_mesh, verb):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    assert small_mesh.publish("2026-01-05").published
    location = small_mesh.installation.lakehouse.table("orders.purchases").metadata_location
    small_mesh.land("2026-01-05", purchases("2026-01-05", amount=40))
    ended = subprocess.run(
        [sys.executable, "-c", PUBLISH_WITH_LITTLE_SPACE, verb, PRODUCT, "2026-01-05"],
        env=os.environ | small_mesh.environment(),
        check=False,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("message: "), ended.stderr
    after = small_mesh.installation.lakehouse.table("orders.purchases").metadata_location
    assert after == location
    [partition] = product_status(small_mesh.installation, small_mesh.product()).partitions
    assert partition.reasons == ()
    assert small_mesh.publish("2026-01-05").published
    least = "select min(amount)::int from orders.purchases"
    assert query_published(small_mesh.installation, least).rows == [(40,)]
