"""Killed processes and full disks: nothing is half-published, and running again completes."""

import resource
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from orders_world import TABLE, day, expected, identifiers, orders, rows_of

from mesh_assets.lakehouse.candidate import stage
from mesh_assets.lakehouse.errors import LakehouseError, PublicationFailed, StorageFailed
from mesh_assets.lakehouse.publication import publications, publish
from mesh_assets.lakehouse.staged import candidates_folder

HERE = Path(__file__).parent


@contextmanager
def file_size_limit(size):
    """No file can grow beyond the limit: to a writer, the same as a disk that is full there."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.slow
def test_a_process_may_die_at_any_step(tmp_path):
    command = [sys.executable, str(HERE / "dying.py"), str(tmp_path), "20"]

    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("22 deaths")


def test_a_full_disk_while_staging_leaves_nothing(lakehouse, connection):
    publish(lakehouse, stage(lakehouse, connection, orders(), rows_of(5), day(5)), {})
    location = lakehouse.table(TABLE).metadata_location
    before = sorted(candidates_folder(lakehouse, TABLE).iterdir())

    with file_size_limit(100_000), pytest.raises(StorageFailed, match=TABLE) as failure:
        stage(lakehouse, connection, orders(), rows_of(5, rows=200_000, batch=1), day(5))

    assert "data_0.parquet" in str(failure.value)
    assert sorted(candidates_folder(lakehouse, TABLE).iterdir()) == before
    assert lakehouse.table(TABLE).metadata_location == location
    assert identifiers(lakehouse, connection) == expected(5)


@pytest.mark.parametrize("size", [0, 1_000, 3_000, 4_300, 5_000, 6_000])
def test_a_full_disk_while_publishing_publishes_nothing(lakehouse, connection, size):
    """The sizes stop different files: a manifest, the manifest list, the metadata, the catalog."""
    publish(lakehouse, stage(lakehouse, connection, orders(), rows_of(5), day(5)), {})
    candidate = stage(lakehouse, connection, orders(), rows_of(5, batch=1), day(5))
    location = lakehouse.table(TABLE).metadata_location

    with file_size_limit(size), pytest.raises(PublicationFailed, match="publish again"):
        publish(lakehouse, candidate, {})

    assert lakehouse.table(TABLE).metadata_location == location
    assert identifiers(lakehouse, connection) == expected(5)
    assert len(publications(lakehouse, TABLE)) == 1
    publish(lakehouse, candidate, {})
    assert identifiers(lakehouse, connection) == expected(5, batch=1)


def test_a_full_disk_before_the_table_exists_is_a_typed_error(lakehouse, connection):
    with file_size_limit(0), pytest.raises(LakehouseError):
        stage(lakehouse, connection, orders(), rows_of(5), day(5))

    publish(lakehouse, stage(lakehouse, connection, orders(), rows_of(5), day(5)), {})
    assert identifiers(lakehouse, connection) == expected(5)
