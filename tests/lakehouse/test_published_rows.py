import pytest
from orders_world import COLUMNS, TABLE, day, expected, identifiers, orders, rows_of
from pyiceberg.types import LongType

from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.lakehouse.candidate import stage
from mesh_assets.lakehouse.errors import InvalidTable, PublicationNotFound, TableNotFound
from mesh_assets.lakehouse.extensions import prepare
from mesh_assets.lakehouse.publication import publish
from mesh_assets.lakehouse.reading import published_sql

ADDRESS = Column("address", LogicalType.OBJECT, fields=(Column("city", LogicalType.STRING),))


@pytest.fixture
def two_days(lakehouse, connection):
    for number in (5, 6):
        publish(lakehouse, stage(lakehouse, connection, orders(), rows_of(number), day(number)), {})
    return lakehouse


def test_a_partition_and_the_whole(two_days, connection):
    assert identifiers(two_days, connection) == expected(5) + expected(6)
    assert identifiers(two_days, connection, partition=day(5)) == expected(5)
    assert identifiers(two_days, connection, partition=day(7)) == []


def test_a_partition_reads_only_its_own_files(two_days):
    sql = published_sql(two_days, TABLE, partition=day(5))

    assert sql.count(".parquet") == 1
    assert "iceberg_scan" not in sql


def test_types_are_the_contracts(two_days, connection):
    relation = connection.sql(published_sql(two_days, TABLE))

    assert dict(zip(relation.columns, map(str, relation.types), strict=True)) == {
        "order_id": "BIGINT",
        "customer_email": "VARCHAR",
        "amount": "DECIMAL(12,2)",
        "created_at": "TIMESTAMP WITH TIME ZONE",
    }


def test_every_publication_can_be_read_again(lakehouse, connection):
    first = publish(lakehouse, stage(lakehouse, connection, orders(), rows_of(5), day(5)), {})
    second = publish(
        lakehouse, stage(lakehouse, connection, orders(), rows_of(5, batch=1), day(5)), {}
    )
    publish(lakehouse, stage(lakehouse, connection, orders(), rows_of(6), day(6)), {})

    assert identifiers(lakehouse, connection, snapshot_id=first.snapshot_id) == expected(5)
    second_rows = expected(5, batch=1)
    assert identifiers(lakehouse, connection, snapshot_id=second.snapshot_id) == second_rows
    with pytest.raises(PublicationNotFound, match="no snapshot 17"):
        published_sql(lakehouse, TABLE, snapshot_id=17)


def test_a_view_keeps_showing_what_it_was_made_on(two_days, connection):
    connection.execute(f"CREATE VIEW seen AS {published_sql(two_days, TABLE)}")
    publish(two_days, stage(two_days, connection, orders(), rows_of(5, rows=0), day(5)), {})

    assert connection.execute("SELECT count(*) FROM seen").fetchone() == (6,)
    assert identifiers(two_days, connection) == expected(6)


def test_a_table_without_publications_is_empty_and_typed(lakehouse, connection):
    stage(lakehouse, connection, orders(), rows_of(5), day(5))

    relation = connection.sql(published_sql(lakehouse, TABLE))

    assert [str(duckdb_type) for duckdb_type in relation.types] == [
        "BIGINT",
        "VARCHAR",
        "DECIMAL(12,2)",
        "TIMESTAMP WITH TIME ZONE",
    ]
    assert relation.fetchall() == []


def test_an_unknown_table_is_named_with_the_one_that_was_meant(two_days):
    with pytest.raises(TableNotFound, match=r"did you mean 'orders\.customer_orders'\?"):
        published_sql(two_days, "orders.customer_order")


def test_a_partition_that_the_table_cannot_have_is_refused(two_days):
    other = type(day(5))("2026-01-05", "updated_at", day(5).start, day(5).end)

    with pytest.raises(InvalidTable, match="partitioned by 'created_at'"):
        published_sql(two_days, TABLE, partition=other)


def test_a_dropped_column_stays_away_and_a_renamed_one_keeps_its_values(two_days, connection):
    with two_days.table(TABLE).update_schema() as update:
        update.delete_column("customer_email")
        update.rename_column("amount", "gross")
        update.add_column("customer_email", LongType())

    sql = published_sql(two_days, TABLE, partition=day(5))
    rows = connection.execute(
        f"SELECT gross::VARCHAR, customer_email FROM ({sql}) ORDER BY order_id LIMIT 2"
    ).fetchall()

    assert "iceberg_scan" not in sql
    assert rows == [("0.00", None), ("0.01", None)]


def test_nested_renames_are_read_by_icebergs_own_reader(lakehouse, connection):
    for number in (5, 6):
        query = f"SELECT *, {{'city': 'Rome {number}'}} AS address FROM ({rows_of(number)})"
        spec = orders(*COLUMNS, ADDRESS)
        last = publish(lakehouse, stage(lakehouse, connection, spec, query, day(number)), {})
    with lakehouse.table(TABLE).update_schema() as update:
        update.rename_column(("address", "city"), "town")

    def towns(field="town", **which):
        sql = published_sql(lakehouse, TABLE, **which)
        assert "iceberg_scan" in sql
        prepare(connection, sql)
        rows = connection.execute(f"SELECT DISTINCT address.{field} FROM ({sql}) ORDER BY 1")
        return [row[0] for row in rows.fetchall()]

    assert towns() == ["Rome 5", "Rome 6"]
    assert towns(partition=day(5)) == ["Rome 5"]
    assert towns("city", snapshot_id=last.snapshot_id) == ["Rome 5", "Rome 6"]


def test_adopted_files_without_field_ids_are_read_by_icebergs_own_reader(
    two_days, connection, tmp_path
):
    foreign = tmp_path / "foreign.parquet"
    everything = published_sql(two_days, TABLE, partition=day(6))
    query = f"SELECT * REPLACE (order_id + 7 AS order_id) FROM ({everything})"
    connection.execute(f"COPY ({query}) TO '{foreign}' (FORMAT parquet)")
    table = two_days.table(TABLE)
    with table.update_schema() as update:
        update.make_column_optional("order_id")
        update.make_column_optional("created_at")
        update.set_identifier_fields()
    table.add_files([str(foreign)])

    sql = published_sql(two_days, TABLE, partition=day(6))

    assert "iceberg_scan" in sql
    prepare(connection, sql)
    adopted = [number + 7 for number in expected(6)]
    assert identifiers(two_days, connection, partition=day(6)) == sorted(expected(6) + adopted)
