import os
import time
from datetime import timedelta

import pytest
from orders_world import TABLE, day, expected, identifiers, orders, rows_of

from mesh_assets.lakehouse.candidate import stage
from mesh_assets.lakehouse.publication import publish, rollback
from mesh_assets.lakehouse.reading import candidate_sql
from mesh_assets.lakehouse.staged import candidate_folder
from mesh_assets.lakehouse.sweeping import sweep

THREE_DAYS = timedelta(days=3)


@pytest.fixture
def put(lakehouse, connection):
    def put(number, batch=0):
        return stage(lakehouse, connection, orders(), rows_of(number, batch=batch), day(number))

    return put


def grow_old(lakehouse, *names):
    then = time.time() - 4 * 86400
    for name in names:
        os.utime(candidate_folder(lakehouse, TABLE, name), (then, then))


def test_old_candidates_go_and_everything_a_snapshot_needs_stays(lakehouse, connection, put):
    replaced, standing, refused, young = put(5), put(6), put(7), put(8)
    publish(lakehouse, replaced, {})
    publish(lakehouse, standing, {})
    replacing = put(5, batch=1)
    latest = publish(lakehouse, replacing, {})
    half_written = candidate_folder(lakehouse, TABLE, "20260101T000000-0123456789ab")
    half_written.mkdir()
    (half_written / "data_0.parquet").write_bytes(b"PAR1")
    grow_old(lakehouse, replaced.id, standing.id, refused.id, replacing.id, half_written.name)

    swept = sweep(lakehouse, TABLE, THREE_DAYS)

    assert {folder.name for folder in swept} == {refused.id, half_written.name}
    assert not any(folder.exists() for folder in swept)
    assert connection.execute(candidate_sql(lakehouse, young)).fetchall()
    rollback(lakehouse, TABLE, latest, {})
    assert identifiers(lakehouse, connection) == expected(5) + expected(6)


def test_what_can_still_be_published_is_never_swept(lakehouse, put):
    put(5)

    assert sweep(lakehouse, TABLE) == []
    with pytest.raises(ValueError, match="sweep later"):
        sweep(lakehouse, TABLE, timedelta(days=2))
