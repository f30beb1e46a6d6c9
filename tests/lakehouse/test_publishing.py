import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from orders_world import (
    COLUMNS,
    TABLE,
    connect,
    contract,
    day,
    expected,
    identifiers,
    lakehouse_in,
    orders,
    rows_of,
)

from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.lakehouse.candidate import load_candidate, stage
from mesh_assets.lakehouse.errors import (
    CandidateExpired,
    CatalogUnavailable,
    LostRace,
    PublicationFailed,
    TableMoved,
    TableNotFound,
)
from mesh_assets.lakehouse.publication import publications, publish, rebase
from mesh_assets.lakehouse.reading import published_sql
from mesh_assets.lakehouse.staged import STAGING_TTL
from mesh_assets.lakehouse.tables import TableSpec
from mesh_assets.product.partition import Partition

ONE_DAY = "created_at >= '2026-01-05T00:00:00+00:00' and created_at < '2026-01-06T00:00:00+00:00'"


def staged(lakehouse, connection, number, **rows):
    return stage(lakehouse, connection, orders(), rows_of(number, **rows), day(number))


def published(lakehouse, connection, number, **rows):
    return publish(lakehouse, staged(lakehouse, connection, number, **rows), {})


def test_one_overwrite_snapshot_replaces_one_partition(lakehouse, connection):
    published(lakehouse, connection, 5)
    published(lakehouse, connection, 6)
    published(lakehouse, connection, 5, batch=1, rows=4)

    table = lakehouse.table(TABLE)
    assert [s.summary.operation.value for s in table.snapshots()] == ["overwrite"] * 3
    assert table.format_version == 2
    summary = table.current_snapshot().summary.additional_properties
    assert {key: summary[key] for key in summary if not key.startswith("mesh.")} == {
        "added-data-files": "1",
        "added-files-size": summary["added-files-size"],
        "added-records": "4",
        "changed-partition-count": "1",
        "deleted-data-files": "1",
        "deleted-records": "3",
        "removed-files-size": summary["removed-files-size"],
        "total-data-files": "2",
        "total-delete-files": "0",
        "total-equality-deletes": "0",
        "total-files-size": summary["total-files-size"],
        "total-position-deletes": "0",
        "total-records": "7",
    }
    assert identifiers(lakehouse, connection) == expected(5, batch=1, rows=4) + expected(6)


def test_pyiceberg_itself_reads_the_same_rows(lakehouse, connection):
    published(lakehouse, connection, 5)
    published(lakehouse, connection, 6)
    published(lakehouse, connection, 5, batch=1)

    table = lakehouse.table(TABLE)
    everything = table.scan().to_arrow()
    one_day = table.scan(ONE_DAY)
    assert sorted(everything["order_id"].to_pylist()) == expected(5, batch=1) + expected(6)
    assert sorted(one_day.to_arrow()["order_id"].to_pylist()) == expected(5, batch=1)
    assert len(list(one_day.plan_files())) == 1


def test_the_evidence_travels_with_the_snapshot(lakehouse, connection):
    candidate = staged(lakehouse, connection, 5)

    publication = publish(lakehouse, candidate, {"product": "orders/x", "mesh.run-id": "r1"})

    assert publication == publications(lakehouse, TABLE)[-1]
    assert publication.evidence == {
        "mesh.product": "orders/x",
        "mesh.run-id": "r1",
        "mesh.candidate": candidate.id,
        "mesh.partition": "2026-01-05",
        "mesh.partition-column": "created_at",
        "mesh.partition-start": "2026-01-05T00:00:00+00:00",
        "mesh.partition-end": "2026-01-06T00:00:00+00:00",
        "mesh.rows": "3",
        "mesh.content-digest": candidate.content_digest,
    }
    assert (publication.partition, publication.rows) == (day(5), 3)
    assert publication.snapshot_id == lakehouse.table(TABLE).current_snapshot().snapshot_id


def test_evidence_cannot_contradict_the_commit(lakehouse, connection):
    candidate = staged(lakehouse, connection, 5)

    with pytest.raises(ValueError, match=r"mesh\.rows"):
        publish(lakehouse, candidate, {"mesh.rows": "4"})
    assert publications(lakehouse, TABLE) == []


def test_publishing_twice_is_publishing_once(lakehouse, connection):
    candidate = staged(lakehouse, connection, 5)
    first = publish(lakehouse, candidate, {"run": "1"})
    location = lakehouse.table(TABLE).metadata_location

    assert publish(lakehouse, candidate, {"run": "2"}) == first
    assert lakehouse.table(TABLE).metadata_location == location

    published(lakehouse, connection, 5, batch=1)
    assert publish(lakehouse, candidate, {}) == first
    assert identifiers(lakehouse, connection) == expected(5, batch=1)


def test_no_rows_empty_the_partition_and_nothing_else(lakehouse, connection):
    published(lakehouse, connection, 5)
    published(lakehouse, connection, 6)

    publication = published(lakehouse, connection, 5, rows=0)

    assert publication.rows == 0
    assert identifiers(lakehouse, connection) == expected(6)


def test_no_rows_can_be_the_first_publication_of_all(lakehouse, connection):
    publication = published(lakehouse, connection, 5, rows=0)

    assert publications(lakehouse, TABLE) == [publication]
    assert identifiers(lakehouse, connection) == []
    published(lakehouse, connection, 5)
    assert identifiers(lakehouse, connection) == expected(5)


@pytest.mark.parametrize("winner_rows", [3, 0])
@pytest.mark.parametrize("before", [None, 3, 0])
def test_who_staged_against_an_older_partition_has_lost(lakehouse, connection, before, winner_rows):
    if before is not None:
        published(lakehouse, connection, 5, rows=before)
    loser = staged(lakehouse, connection, 5, batch=1)
    winner = published(lakehouse, connection, 5, batch=2, rows=winner_rows)
    location = lakehouse.table(TABLE).metadata_location

    with pytest.raises(LostRace, match="partition 2026-01-05 was changed by somebody else"):
        publish(lakehouse, loser, {})

    assert lakehouse.table(TABLE).metadata_location == location
    assert publications(lakehouse, TABLE)[-1] == winner
    assert identifiers(lakehouse, connection) == expected(5, batch=2, rows=winner_rows)


def test_other_partitions_do_not_stand_in_the_way(lakehouse, connection):
    first, second = staged(lakehouse, connection, 5), staged(lakehouse, connection, 6)

    publish(lakehouse, second, {})
    publish(lakehouse, first, {})

    assert identifiers(lakehouse, connection) == expected(5) + expected(6)


def test_a_rule_on_the_whole_table_wants_the_table_it_was_judged_on(lakehouse, connection):
    first, second = staged(lakehouse, connection, 5), staged(lakehouse, connection, 6)
    moved = publish(lakehouse, second, {}, retry_on_conflict=False)

    with pytest.raises(TableMoved, match="judge again"):
        publish(lakehouse, first, {}, retry_on_conflict=False)
    assert identifiers(lakehouse, connection) == expected(6)

    rebased = rebase(lakehouse, first)
    assert rebased.base_snapshot_id == moved.snapshot_id
    assert load_candidate(lakehouse, TABLE, first.id) == rebased
    publish(lakehouse, rebased, {}, retry_on_conflict=False)
    assert identifiers(lakehouse, connection) == expected(5) + expected(6)


def test_a_lost_race_cannot_be_rebased_away(lakehouse, connection):
    loser = staged(lakehouse, connection, 5)
    published(lakehouse, connection, 5, batch=1)

    with pytest.raises(LostRace):
        rebase(lakehouse, loser)


def test_an_old_candidate_is_refused(lakehouse, connection):
    candidate = staged(lakehouse, connection, 5)
    old = replace(candidate, created_at=candidate.created_at - STAGING_TTL - timedelta(seconds=1))

    with pytest.raises(CandidateExpired, match="stage it again"):
        publish(lakehouse, old, {})
    assert identifiers(lakehouse, connection) == []


def test_a_table_made_anew_does_not_take_older_candidates(lakehouse, connection):
    candidate = staged(lakehouse, connection, 5)
    lakehouse.catalog.drop_table(TABLE)

    with pytest.raises(TableNotFound):
        publish(lakehouse, candidate, {})
    staged(lakehouse, connection, 6)
    with pytest.raises(LostRace, match="made anew"):
        publish(lakehouse, candidate, {})


def test_a_whole_table_is_replaced_when_it_has_no_partitions(lakehouse, connection):
    spec = TableSpec("orders.latest", contract())

    for batch in (0, 1):
        publish(lakehouse, stage(lakehouse, connection, spec, rows_of(5, batch=batch), None), {})

    assert identifiers(lakehouse, connection, table="orders.latest") == expected(5, batch=1)
    loser = stage(lakehouse, connection, spec, rows_of(5, batch=2), None)
    publish(lakehouse, stage(lakehouse, connection, spec, rows_of(5, batch=3), None), {})
    with pytest.raises(LostRace, match=r"^orders\.latest was changed"):
        publish(lakehouse, loser, {})


DEAD_LETTERS = TableSpec(
    "orders.dead_letters",
    contract(
        Column("partition", LogicalType.STRING, required=True),
        Column("source_file", LogicalType.STRING, required=True),
        Column("line", LogicalType.INTEGER),
        Column("record", LogicalType.STRING),
        Column("rules", LogicalType.ARRAY, items=Column("element", LogicalType.STRING)),
    ),
    "partition",
    "identity",
)


@pytest.mark.parametrize("keys", [("2026-01-05", "2026-01-06"), ("", "it's «odd»/\\%")])
def test_a_string_column_can_decide(lakehouse, connection, keys):
    def arrivals(key):
        return Partition(key, "partition", day(5).start, day(5).end)

    def query(key, records):
        return (
            f"SELECT ${key}$::VARCHAR AS partition, 'a.ndjson' AS source_file, i AS line, "
            f"'{{' AS record, ['syntax'] AS rules FROM range({records}) AS r(i)"
        ).replace(f"${key}$", "'" + key.replace("'", "''") + "'")

    for key, records in [(keys[0], 2), (keys[1], 3), (keys[0], 1)]:
        candidate = stage(lakehouse, connection, DEAD_LETTERS, query(key, records), arrivals(key))
        publish(lakehouse, candidate, {})

    def count(**which):
        sql = published_sql(lakehouse, DEAD_LETTERS.name, **which)
        return connection.execute(f"SELECT count(*) FROM ({sql})").fetchone()[0]

    assert count() == 4
    assert count(partition=arrivals(keys[0])) == 1
    assert lakehouse.table(DEAD_LETTERS.name).scan().to_arrow().num_rows == 4


@pytest.mark.parametrize(
    ("every", "start", "end"),
    [
        ("hour", "2026-01-05T13:00:00+00:00", "2026-01-05T14:00:00+00:00"),
        ("month", "2026-01-01T00:00:00+00:00", "2026-02-01T00:00:00+00:00"),
    ],
)
def test_hours_and_months_are_partitions_too(lakehouse, connection, every, start, end):
    instants = type(day(1).start).fromisoformat(start), type(day(1).start).fromisoformat(end)
    partition = Partition(f"one {every}", "created_at", *instants)
    spec = TableSpec("orders.other", contract(), "created_at", every)
    query = f"SELECT * REPLACE (TIMESTAMPTZ '{start}' AS created_at) FROM ({rows_of(5)})"

    for _ in range(2):
        publish(lakehouse, stage(lakehouse, connection, spec, query, partition), {})

    assert identifiers(lakehouse, connection, table="orders.other") == expected(5)
    loser = stage(lakehouse, connection, spec, query, partition)
    publish(lakehouse, stage(lakehouse, connection, spec, query, partition), {})
    with pytest.raises(LostRace):
        publish(lakehouse, loser, {})


def test_a_date_column_can_decide(lakehouse, connection):
    columns = (*COLUMNS[:3], Column("created_at", LogicalType.DATE, required=True))
    spec = TableSpec("orders.by_date", contract(*columns), "created_at", "day")
    query = f"SELECT * REPLACE (created_at::DATE AS created_at) FROM ({rows_of(5)})"
    connection.execute("SET TimeZone = 'UTC'")

    for number in (5, 5, 6):
        moved = query.replace("created_at::DATE", f"DATE '{day(number).key}'")
        publish(lakehouse, stage(lakehouse, connection, spec, moved, day(number)), {})

    assert len(identifiers(lakehouse, connection, table="orders.by_date")) == 6
    only = identifiers(lakehouse, connection, table="orders.by_date", partition=day(6))
    assert only == expected(5)


def test_metadata_tells_types_keys_comments_and_no_personal_value(lakehouse, connection):
    published(lakehouse, connection, 5)

    table = lakehouse.table(TABLE)
    fields = {field.name: field for field in table.schema().fields}
    assert {name: str(field.field_type) for name, field in fields.items()} == {
        "order_id": "long",
        "customer_email": "string",
        "amount": "decimal(12, 2)",
        "created_at": "timestamptz",
    }
    assert [name for name, field in fields.items() if field.required] == ["order_id", "created_at"]
    assert table.schema().identifier_field_names() == {"order_id"}
    assert fields["amount"].doc == "Gross, in euro"
    assert [(f.name, str(f.transform)) for f in table.spec().fields] == [("created_at_day", "day")]
    assert table.properties["commit.retry.num-retries"] == "20"
    assert table.properties["commit.retry.max-wait-ms"] == "1000"
    assert table.properties["write.metadata.metrics.column.customer_email"] == "none"
    [file] = [task.file for task in table.scan().plan_files()]
    bounded = {fields[name].field_id for name in ("order_id", "amount", "created_at")}
    assert file.lower_bounds.keys() == file.upper_bounds.keys() == bounded
    metadata = lakehouse.location(TABLE) / "metadata"
    assert all(b"person" not in path.read_bytes() for path in metadata.iterdir())


def test_nested_personal_columns_leave_no_statistics_either(lakehouse, connection):
    contact = Column(
        "contact",
        LogicalType.OBJECT,
        classification="pii",
        fields=(Column("phones", LogicalType.ARRAY, items=Column("x", LogicalType.STRING)),),
    )
    query = f"SELECT *, {{'phones': ['+39 1']}} AS contact FROM ({rows_of(5)})"

    publish(lakehouse, stage(lakehouse, connection, orders(*COLUMNS, contact), query, day(5)), {})

    table = lakehouse.table(TABLE)
    assert table.properties["write.metadata.metrics.column.contact.phones.element"] == "none"
    [file] = [task.file for task in table.scan().plan_files()]
    assert table.schema().find_field("contact.phones.element").field_id not in file.value_counts


def test_replaced_manifests_do_not_pile_up(lakehouse, connection):
    for batch in range(6):
        published(lakehouse, connection, 5, batch=batch)
    published(lakehouse, connection, 6)

    table = lakehouse.table(TABLE)
    manifests = table.current_snapshot().manifests(table.io)
    assert len([m for m in manifests if not (m.added_files_count or m.existing_files_count)]) == 0
    assert len(manifests) == 2


def test_history_survives_what_other_engines_write(lakehouse, connection):
    first = published(lakehouse, connection, 5)
    lakehouse.table(TABLE).delete(ONE_DAY)
    second = published(lakehouse, connection, 6)

    assert publications(lakehouse, TABLE) == [first, second]
    assert len(lakehouse.table(TABLE).snapshots()) == 3
    assert identifiers(lakehouse, connection) == expected(6)


def test_a_partition_that_another_engine_changed_is_a_lost_race(lakehouse, connection):
    published(lakehouse, connection, 5)
    candidate = staged(lakehouse, connection, 5, batch=1)
    lakehouse.table(TABLE).delete(ONE_DAY)

    with pytest.raises(LostRace):
        publish(lakehouse, candidate, {})
    assert identifiers(lakehouse, connection) == []


def test_a_catalog_that_is_none_is_named(tmp_path, connection):
    lakehouse = lakehouse_in(tmp_path)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "catalog.db").write_text("this is not a database, and long enough" * 40)

    with pytest.raises(CatalogUnavailable, match=r"catalog\.db"):
        publications(lakehouse, TABLE)


def test_a_catalog_that_stops_answering_is_a_typed_error(lakehouse, connection):
    candidate = staged(lakehouse, connection, 5)
    lakehouse.catalog.destroy_tables()

    with pytest.raises(CatalogUnavailable, match=TABLE):
        publish(lakehouse, candidate, {})
    with pytest.raises(CatalogUnavailable, match=TABLE):
        stage(lakehouse, connection, orders(), rows_of(5), day(5))


def test_metadata_that_cannot_be_written_publishes_nothing(lakehouse, connection):
    published(lakehouse, connection, 6)
    candidate = staged(lakehouse, connection, 5)
    location = lakehouse.table(TABLE).metadata_location
    metadata = lakehouse.location(TABLE) / "metadata"
    hidden = metadata.rename(metadata.with_name("hidden"))
    hidden.joinpath(Path(location).name).read_bytes()

    with pytest.raises((PublicationFailed, CatalogUnavailable), match=TABLE):
        publish(lakehouse, candidate, {})

    hidden.rename(metadata)
    assert lakehouse.table(TABLE).metadata_location == location
    publish(lakehouse, candidate, {})
    assert identifiers(lakehouse, connection) == expected(5) + expected(6)


def test_the_record_of_a_candidate_is_plain_json(lakehouse, connection):
    candidate = staged(lakehouse, connection, 5)
    folder = lakehouse.location(TABLE) / "data" / candidate.id

    record = json.loads((folder / "candidate.json").read_text())

    assert sorted(path.name for path in folder.iterdir()) == ["candidate.json", "data_0.parquet"]
    assert record["table"] == TABLE
    assert record["files"] == [
        {"name": "data_0.parquet", "rows": 3, "size": (folder / "data_0.parquet").stat().st_size}
    ]


def test_two_handles_see_each_other(tmp_path):
    one, other = lakehouse_in(tmp_path), lakehouse_in(tmp_path)
    with connect() as connection:
        published(one, connection, 5)
        published(other, connection, 6)
        assert identifiers(one, connection) == expected(5) + expected(6)


def test_what_a_process_has_committed_is_what_others_read(tmp_path, lakehouse, connection):
    for number in (5, 6, 5):
        published(lakehouse, connection, number)
        remembered, read = lakehouse.table(TABLE), lakehouse_in(tmp_path).table(TABLE)

        assert remembered.metadata_location == read.metadata_location
        assert remembered.metadata == read.metadata
