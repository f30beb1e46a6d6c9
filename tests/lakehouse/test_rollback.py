from dataclasses import replace

import pytest
from orders_world import TABLE, day, expected, identifiers, orders, rows_of

from mesh_assets.lakehouse.candidate import stage
from mesh_assets.lakehouse.errors import (
    HistoryExpired,
    NotStanding,
    PublicationNotFound,
    RolledBack,
)
from mesh_assets.lakehouse.publication import publications, publish, rollback

WHY = {"reason": "wrong prices", "mesh.asked-by": "orders"}


@pytest.fixture
def put(lakehouse, connection):
    def put(number, batch=0, rows=3):
        query = rows_of(number, batch=batch, rows=rows)
        return publish(lakehouse, stage(lakehouse, connection, orders(), query, day(number)), {})

    return put


def test_what_stood_before_stands_again_in_one_commit(lakehouse, connection, put):
    first, _, second = put(5), put(6), put(5, batch=1, rows=4)
    commits = len(lakehouse.table(TABLE).snapshots())

    undone = rollback(lakehouse, TABLE, second, WHY)

    assert identifiers(lakehouse, connection) == expected(5) + expected(6)
    assert len(lakehouse.table(TABLE).snapshots()) == commits + 1
    assert publications(lakehouse, TABLE)[-1] == undone
    assert undone.rolls_back == second.snapshot_id
    assert (undone.partition, undone.rows) == (day(5), 3)
    assert undone.candidate_id == first.candidate_id
    assert undone.evidence == {
        "mesh.reason": "wrong prices",
        "mesh.asked-by": "orders",
        "mesh.candidate": first.candidate_id,
        "mesh.partition": "2026-01-05",
        "mesh.partition-column": "created_at",
        "mesh.partition-start": "2026-01-05T00:00:00+00:00",
        "mesh.partition-end": "2026-01-06T00:00:00+00:00",
        "mesh.rows": "3",
        "mesh.content-digest": first.evidence["mesh.content-digest"],
        "mesh.rolls-back": str(second.snapshot_id),
    }


def test_the_first_publication_leaves_nothing_behind(lakehouse, connection, put):
    first = put(5)

    undone = rollback(lakehouse, TABLE, first, WHY)

    assert identifiers(lakehouse, connection) == []
    assert (undone.rows, undone.candidate_id) == (0, "")


def test_a_rollback_can_be_done_twice_and_undone_once(lakehouse, connection, put):
    put(5)
    second = put(5, batch=1)
    undone = rollback(lakehouse, TABLE, second, WHY)

    assert rollback(lakehouse, TABLE, second, WHY) == undone
    redone = rollback(lakehouse, TABLE, undone, {"reason": "it was right after all"})

    assert identifiers(lakehouse, connection) == expected(5, batch=1)
    assert redone.candidate_id == second.candidate_id
    assert redone.rolls_back == undone.snapshot_id


def test_publications_are_taken_back_newest_first(lakehouse, connection, put):
    first, second, third = put(5), put(5, batch=1), put(5, batch=2)

    with pytest.raises(NotStanding, match=f"publication {third.snapshot_id}: roll that back first"):
        rollback(lakehouse, TABLE, second, WHY)
    rollback(lakehouse, TABLE, third, WHY)
    rollback(lakehouse, TABLE, second, WHY)
    assert identifiers(lakehouse, connection) == expected(5)
    rollback(lakehouse, TABLE, first, WHY)
    assert identifiers(lakehouse, connection) == []
    with pytest.raises(NotStanding, match="which is nothing"):
        rollback(lakehouse, TABLE, third, WHY)


def test_a_candidate_taken_back_is_not_published_again_by_a_retry(lakehouse, connection):
    candidate = stage(lakehouse, connection, orders(), rows_of(5), day(5))
    publication = publish(lakehouse, candidate, {})
    undone = rollback(lakehouse, TABLE, publication, WHY)

    with pytest.raises(RolledBack, match="roll back the rollback, or stage again"):
        publish(lakehouse, candidate, {})

    rollback(lakehouse, TABLE, undone, WHY)
    assert publish(lakehouse, candidate, {}) == publication
    assert identifiers(lakehouse, connection) == expected(5)


def test_an_emptying_publication_can_be_taken_back(lakehouse, connection, put):
    put(5)
    emptied = put(5, rows=0)

    rollback(lakehouse, TABLE, emptied, WHY)

    assert identifiers(lakehouse, connection) == expected(5)


def test_unknown_publications_are_refused(lakehouse, put):
    known = put(5)

    with pytest.raises(PublicationNotFound, match="has no publication 17"):
        rollback(lakehouse, TABLE, replace(known, snapshot_id=17), WHY)


def test_what_another_engine_did_since_is_not_undone(lakehouse, connection, put):
    put(5)
    second = put(5, batch=1)
    lakehouse.table(TABLE).delete(
        "created_at >= '2026-01-05T00:00:00+00:00' and created_at < '2026-01-06T00:00:00+00:00'"
    )

    with pytest.raises(NotStanding, match="another engine"):
        rollback(lakehouse, TABLE, second, WHY)
    assert identifiers(lakehouse, connection) == []


def test_what_maintenance_removed_cannot_come_back(lakehouse, connection, put):
    first, second = put(5), put(5, batch=1)
    folder = lakehouse.location(TABLE) / "data" / first.candidate_id
    (folder / "data_0.parquet").unlink()

    with pytest.raises(HistoryExpired, match="removed by maintenance"):
        rollback(lakehouse, TABLE, second, WHY)
    assert identifiers(lakehouse, connection) == expected(5, batch=1)
