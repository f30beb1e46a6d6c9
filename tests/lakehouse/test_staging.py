import json
import os

import pyarrow.parquet as pq
import pytest
from orders_world import COLUMNS, TABLE, contract, day, identifiers, lakehouse_in, orders, rows_of

from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.lakehouse.candidate import load_candidate, stage
from mesh_assets.lakehouse.errors import (
    CandidateNotFound,
    InvalidName,
    InvalidTable,
    MissingValues,
    RowsOutsidePartition,
    StagingFailed,
    UnexpectedColumns,
    UnsafeConversion,
)
from mesh_assets.lakehouse.publication import publish
from mesh_assets.lakehouse.reading import candidate_sql
from mesh_assets.lakehouse.staged import candidate_folder, candidates_folder
from mesh_assets.lakehouse.tables import TableSpec


def folders(lakehouse):
    root = candidates_folder(lakehouse, TABLE)
    return sorted(path.name for path in root.iterdir()) if root.is_dir() else []


def test_a_candidate_holds_the_rows_and_no_reader_sees_them(lakehouse, connection):
    candidate = stage(lakehouse, connection, orders(), rows_of(5), day(5))

    assert candidate.rows == 3
    assert candidate.partition_key == "2026-01-05"
    assert candidate.base_snapshot_id is None
    assert identifiers(lakehouse, connection) == []
    staged = connection.execute(candidate_sql(lakehouse, candidate)).fetchall()
    assert sorted(staged) == sorted(connection.execute(rows_of(5)).fetchall())


def test_a_candidate_is_the_same_when_read_back(lakehouse, connection):
    candidate = stage(lakehouse, connection, orders(), rows_of(5), day(5))

    assert load_candidate(lakehouse, TABLE, candidate.id) == candidate


def test_the_files_carry_the_field_ids_of_the_table(lakehouse, connection):
    address = Column(
        "address",
        LogicalType.OBJECT,
        fields=(Column("city", LogicalType.STRING), Column("zip code", LogicalType.STRING)),
    )
    lines = Column(
        "lines",
        LogicalType.ARRAY,
        items=Column("element", LogicalType.OBJECT, fields=(Column("sku", LogicalType.STRING),)),
    )
    spec = orders(*COLUMNS, address, lines)
    query = f"""
        SELECT *, {{'city': 'Rome', 'zip code': '1'}} AS address, [{{'sku': 'a'}}] AS lines
        FROM ({rows_of(5)})
    """

    candidate = stage(lakehouse, connection, spec, query, day(5))

    path = candidate_folder(lakehouse, TABLE, candidate.id) / candidate.files[0].name
    written = {
        row[0]: row[1]
        for row in connection.execute(
            "SELECT name, field_id FROM parquet_schema(?) WHERE field_id IS NOT NULL", [str(path)]
        ).fetchall()
    }
    schema = lakehouse.table(TABLE).schema()
    assert written == {
        "order_id": schema.find_field("order_id").field_id,
        "customer_email": schema.find_field("customer_email").field_id,
        "amount": schema.find_field("amount").field_id,
        "created_at": schema.find_field("created_at").field_id,
        "address": schema.find_field("address").field_id,
        "city": schema.find_field("address.city").field_id,
        "zip code": schema.find_field("address.zip code").field_id,
        "lines": schema.find_field("lines").field_id,
        "element": schema.find_field("lines.element").field_id,
        "sku": schema.find_field("lines.element.sku").field_id,
    }
    assert pq.read_metadata(path).row_group(0).column(0).compression == "ZSTD"


def test_columns_are_taken_by_name_whatever_their_order_and_case(lakehouse, connection):
    query = f"SELECT created_at, amount, Order_ID, customer_email FROM ({rows_of(5)})"

    candidate = stage(lakehouse, connection, orders(), query, day(5))

    relation = connection.sql(candidate_sql(lakehouse, candidate))
    assert relation.columns == ["order_id", "customer_email", "amount", "created_at"]


def test_missing_and_unknown_columns_are_all_named(lakehouse, connection):
    query = f"SELECT order_id, amount AS amonut, created_at, 1 AS surprise FROM ({rows_of(5)})"

    with pytest.raises(UnexpectedColumns) as refusal:
        stage(lakehouse, connection, orders(), query, day(5))

    message = str(refusal.value)
    assert "no column 'customer_email'" in message
    assert "no column 'amount' (is it 'amonut'?)" in message
    assert "column 'surprise', which the contract does not promise" in message
    assert "It gives: order_id, amonut, created_at, surprise." in message
    assert folders(lakehouse) == []


def test_a_column_given_twice_is_refused(lakehouse, connection):
    query = f"SELECT *, amount FROM ({rows_of(5)})"

    with pytest.raises(UnexpectedColumns, match="column 'amount' more than once"):
        stage(lakehouse, connection, orders(), query, day(5))


@pytest.mark.parametrize(
    ("column", "given", "promised"),
    [
        ("amount", "1.005::DOUBLE", "'amount' is DOUBLE, the contract says DECIMAL\\(12,2\\)"),
        ("amount", "1.005::DECIMAL(9,3)", "'amount' is DECIMAL\\(9,3\\)"),
        ("order_id", "'17'", "'order_id' is VARCHAR, the contract says BIGINT"),
        ("order_id", "17.4::DOUBLE", "'order_id' is DOUBLE"),
        ("customer_email", "5", "'customer_email' is INTEGER, the contract says VARCHAR"),
        ("created_at", "DATE '2026-01-05'", "'created_at' is DATE"),
    ],
)
def test_what_could_lose_something_is_refused(lakehouse, connection, column, given, promised):
    query = f"SELECT * REPLACE ({given} AS {column}) FROM ({rows_of(5)})"

    with pytest.raises(UnsafeConversion, match=promised):
        stage(lakehouse, connection, orders(), query, day(5))


def test_what_loses_nothing_is_converted(lakehouse, connection):
    query = f"""
        SELECT * REPLACE (
            order_id::HUGEINT AS order_id, 7::TINYINT AS amount,
            created_at::TIMESTAMP AS created_at
        ) FROM ({rows_of(5)})
    """
    connection.execute("SET TimeZone = 'UTC'")

    candidate = stage(lakehouse, connection, orders(), query, day(5))

    connection.execute("SET TimeZone = 'America/New_York'")
    rows = connection.execute(
        f"SELECT typeof(order_id), amount::VARCHAR, epoch(created_at) "
        f"FROM ({candidate_sql(lakehouse, candidate)}) ORDER BY order_id LIMIT 1"
    ).fetchall()
    assert rows == [("BIGINT", "7.00", day(5).start.timestamp())]


def test_a_local_timestamp_means_utc_whatever_the_session_says(lakehouse, connection):
    query = f"SELECT * REPLACE (TIMESTAMP '2026-01-05 00:30:00' AS created_at) FROM ({rows_of(5)})"
    connection.execute("SET TimeZone = 'America/New_York'")

    assert stage(lakehouse, connection, orders(), query, day(5)).rows == 3


def test_a_number_that_does_not_fit_fails_instead_of_wrapping(lakehouse, connection):
    query = f"SELECT * REPLACE (12345678901.00::DECIMAL(20,2) AS amount) FROM ({rows_of(5)})"

    with pytest.raises(StagingFailed, match="DECIMAL"):
        stage(lakehouse, connection, orders(), query, day(5))
    assert folders(lakehouse) == []


def test_nested_values_are_converted_field_by_field(lakehouse, connection):
    lines = Column(
        "lines",
        LogicalType.ARRAY,
        items=Column(
            "element",
            LogicalType.OBJECT,
            fields=(Column("sku", LogicalType.STRING), Column("pieces", LogicalType.INTEGER)),
        ),
    )
    query = f"""
        SELECT *, CASE order_id % 3 WHEN 0 THEN NULL WHEN 1 THEN [] ELSE
            [{{'pieces': 2::TINYINT, 'sku': 'a'}}, NULL] END AS lines FROM ({rows_of(5)})
    """

    candidate = stage(lakehouse, connection, orders(*COLUMNS, lines), query, day(5))

    staged = f"SELECT DISTINCT lines FROM ({candidate_sql(lakehouse, candidate)}) ORDER BY ALL"
    assert [row[0] for row in connection.execute(staged).fetchall()] == [
        [],
        [{"sku": "a", "pieces": 2}, None],
        None,
    ]
    doubled = query.replace("2::TINYINT", "2.5::DOUBLE")
    with pytest.raises(UnsafeConversion, match=r"'lines\[\]\.pieces' is DOUBLE"):
        stage(lakehouse, connection, orders(*COLUMNS, lines), doubled, day(5))
    other = query.replace("'sku'", "'ean'")
    with pytest.raises(UnsafeConversion, match=r"'lines\[\]' is STRUCT"):
        stage(lakehouse, connection, orders(*COLUMNS, lines), other, day(5))


@pytest.mark.parametrize(
    "stray", ["TIMESTAMPTZ '2026-01-06 00:00:00+00'", "created_at - INTERVAL 1 DAY"]
)
def test_rows_of_another_partition_are_refused(lakehouse, connection, stray):
    query = f"""
        SELECT * REPLACE (CASE WHEN amount = 0.01 THEN {stray} ELSE created_at END AS created_at)
        FROM ({rows_of(5)})
    """

    with pytest.raises(RowsOutsidePartition, match=r"1 of 3 rows .* partition 2026-01-05"):
        stage(lakehouse, connection, orders(), query, day(5))
    assert folders(lakehouse) == []


def test_nulls_in_required_columns_are_counted_and_refused(lakehouse, connection):
    query = f"SELECT * REPLACE (nullif(order_id, 5000001) AS order_id) FROM ({rows_of(5)})"

    with pytest.raises(MissingValues, match=r"'order_id' \(1 of 3 rows\)"):
        stage(lakehouse, connection, orders(), query, day(5))


def test_a_null_partition_value_belongs_to_no_partition(lakehouse, connection):
    columns = (*COLUMNS[:3], Column("created_at", LogicalType.TIMESTAMP))
    query = f"SELECT * REPLACE (NULL::TIMESTAMPTZ AS created_at) FROM ({rows_of(5)})"

    with pytest.raises(RowsOutsidePartition, match="3 of 3 rows"):
        stage(lakehouse, connection, orders(*columns), query, day(5))


def test_a_query_that_does_not_run_is_a_typed_error(lakehouse, connection):
    with pytest.raises(StagingFailed, match="nowhere"):
        stage(lakehouse, connection, orders(), "SELECT * FROM nowhere", day(5))


def test_a_query_may_end_with_a_comment(lakehouse, connection):
    query = f"{rows_of(5)} -- the whole day"

    assert stage(lakehouse, connection, orders(), query, day(5)).rows == 3


def test_no_rows_are_a_candidate_without_files(lakehouse, connection):
    candidate = stage(lakehouse, connection, orders(), rows_of(5, rows=0), day(5))

    assert (candidate.rows, candidate.files) == (0, ())
    relation = connection.sql(candidate_sql(lakehouse, candidate))
    assert relation.columns == ["order_id", "customer_email", "amount", "created_at"]
    assert relation.fetchall() == []


def test_the_digest_knows_the_rows_and_not_their_order(lakehouse, connection):
    def digest(query):
        return stage(lakehouse, connection, orders(), query, day(5)).content_digest

    forwards = digest(f"{rows_of(5, rows=1000)} ORDER BY order_id")
    backwards = digest(f"{rows_of(5, rows=1000)} ORDER BY order_id DESC")
    changed = digest(
        "SELECT * REPLACE (CASE order_id WHEN 5000007 THEN 99.99 ELSE amount END::DECIMAL(12,2) "
        f"AS amount) FROM ({rows_of(5, rows=1000)})"
    )
    doubled = digest(f"{rows_of(5, rows=1000)} UNION ALL ({rows_of(5, rows=1)})")

    assert forwards == backwards
    assert forwards.startswith("sum-of-hashes/duckdb-")
    assert len({forwards, changed, doubled}) == 3


@pytest.mark.parametrize(
    ("column", "every", "complaint"),
    [
        ("nowhere", "day", "'nowhere', which its contract orders does not have"),
        ("amount", "day", "must be a date or a timestamp"),
        ("created_at", "identity", "must be a string"),
    ],
)
def test_partitions_have_to_fit_the_contract(lakehouse, connection, column, every, complaint):
    spec = TableSpec(TABLE, contract(), column, every)

    with pytest.raises(InvalidTable, match=complaint):
        stage(lakehouse, connection, spec, rows_of(5), day(5))


def test_a_partition_has_to_be_one_of_the_tables(lakehouse, connection):
    week = type(day(1))("2026-W01", "created_at", day(1).start, day(7).end)
    morning = type(day(1))("2026-01-01", "created_at", day(1).start, day(1).start.replace(hour=12))
    unpartitioned = TableSpec("orders.everything", contract())

    for partition, complaint in [
        (week, "not one whole day in UTC"),
        (morning, "not one whole day in UTC"),
        (None, "is partitioned by 'created_at': name the partition"),
    ]:
        with pytest.raises(InvalidTable, match=complaint):
            stage(lakehouse, connection, orders(), rows_of(1), partition)
    with pytest.raises(InvalidTable, match="has no partition 2026-01-01"):
        stage(lakehouse, connection, unpartitioned, rows_of(1), day(1))


def test_a_table_needs_a_sane_name(lakehouse, connection):
    for name in ("orders", "../orders.x", "Orders.x", "a.b.c", "a.b/c"):
        with pytest.raises(InvalidName, match="cannot name a table"):
            stage(lakehouse, connection, TableSpec(name, contract()), rows_of(1), None)


def test_a_candidate_that_was_never_completed_does_not_exist(lakehouse, connection):
    with pytest.raises(CandidateNotFound, match="'nobody'"):
        load_candidate(lakehouse, TABLE, "nobody")
    candidate = stage(lakehouse, connection, orders(), rows_of(5), day(5))
    record = candidate_folder(lakehouse, TABLE, candidate.id) / "candidate.json"
    record.write_text(json.dumps({"id": candidate.id}))
    with pytest.raises(CandidateNotFound, match="not the record of a candidate"):
        load_candidate(lakehouse, TABLE, candidate.id)


def test_a_candidate_whose_files_changed_cannot_be_published(lakehouse, connection):
    for damage in (lambda path: path.unlink(), lambda path: os.truncate(path, 100)):
        candidate = stage(lakehouse, connection, orders(), rows_of(5), day(5))
        damage(candidate_folder(lakehouse, TABLE, candidate.id) / candidate.files[0].name)

        with pytest.raises(CandidateNotFound, match="stage again"):
            publish(lakehouse, candidate, {})
    assert identifiers(lakehouse, connection) == []


def test_the_home_folder_may_have_any_name(tmp_path, connection):
    lakehouse = lakehouse_in(tmp_path / "it's [a] *home* with 100% #fun?")

    candidate = stage(lakehouse, connection, orders(), rows_of(5), day(5))
    publish(lakehouse, candidate, {})

    assert len(identifiers(lakehouse, connection)) == 3
    assert len(identifiers(lakehouse, connection, partition=day(5))) == 3
