import pytest
from orders_world import COLUMNS, TABLE, contract, day, expected, identifiers, orders, rows_of

from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.lakehouse.candidate import stage
from mesh_assets.lakehouse.errors import IncompatibleSchema, InvalidTable, LostRace
from mesh_assets.lakehouse.publication import publish, rollback
from mesh_assets.lakehouse.reading import candidate_sql, published_sql
from mesh_assets.lakehouse.tables import TableSpec

ORDER_ID, EMAIL, AMOUNT, CREATED_AT = COLUMNS
CHANNEL = Column("channel", LogicalType.STRING, description="Where it was ordered")
VOUCHER = Column("voucher", LogicalType.STRING)


def with_column(number, column, value="'web'", **rows):
    return f"SELECT *, {value} AS {column} FROM ({rows_of(number, **rows)})"


@pytest.fixture
def published_day(lakehouse, connection):
    publish(lakehouse, stage(lakehouse, connection, orders(), rows_of(5), day(5)), {})
    return lakehouse


def channels(lakehouse, connection, **which):
    sql = published_sql(lakehouse, TABLE, **which)
    return connection.execute(f"SELECT channel FROM ({sql}) ORDER BY order_id").fetchall()


def test_a_new_optional_column_comes_with_the_commit_that_fills_it(published_day, connection):
    before = published_day.table(TABLE)
    newer = orders(*COLUMNS, CHANNEL)

    candidate = stage(published_day, connection, newer, with_column(6, "channel"), day(6))

    assert published_day.table(TABLE).metadata_location == before.metadata_location
    assert connection.sql(candidate_sql(published_day, candidate)).columns[-1] == "channel"
    publish(published_day, candidate, {})
    after = published_day.table(TABLE)
    assert len(after.snapshots()) == 2
    assert len(after.metadata.metadata_log) == len(before.metadata.metadata_log) + 1
    assert after.schema().find_field("channel").doc == "Where it was ordered"
    assert after.current_snapshot().schema_id == after.schema().schema_id
    assert channels(published_day, connection) == [(None,)] * 3 + [("web",)] * 3
    assert after.scan().to_arrow().sort_by("order_id")["channel"].to_pylist() == [
        None, None, None, "web", "web", "web",
    ]  # fmt: skip


def test_a_new_personal_column_has_no_statistics_from_its_first_file_on(published_day, connection):
    phone = Column("phone", LogicalType.STRING, classification="pii")

    newer = orders(*COLUMNS, phone)
    candidate = stage(published_day, connection, newer, with_column(6, "phone", "'+39'"), day(6))
    publish(published_day, candidate, {})

    table = published_day.table(TABLE)
    assert table.properties["write.metadata.metrics.column.phone"] == "none"
    field_id = table.schema().find_field("phone").field_id
    for task in table.scan().plan_files():
        assert field_id not in task.file.lower_bounds


def test_nested_fields_and_decimals_grow(lakehouse, connection):
    def address(*names):
        fields = tuple(Column(name, LogicalType.STRING) for name in names)
        return Column("address", LogicalType.OBJECT, fields=fields)

    wide = Column("amount", LogicalType.DECIMAL, precision=20, scale=2)
    old = orders(*COLUMNS, address("city"))
    new = orders(ORDER_ID, EMAIL, wide, CREATED_AT, address("city", "country"))
    for number, spec, value in [
        (5, old, "{'city': 'Rome'}"),
        (6, new, "{'country': 'IT', 'city': 'Pisa'}"),
        (7, new, "{'country': 'FR', 'city': 'Nice'}"),
    ]:
        query = with_column(number, "address", value, rows=1)
        publish(lakehouse, stage(lakehouse, connection, spec, query, day(number)), {})

    sql = published_sql(lakehouse, TABLE)
    rows = connection.execute(
        f"SELECT address.city, address.country, typeof(amount) FROM ({sql}) ORDER BY order_id"
    ).fetchall()
    assert rows == [
        ("Rome", None, "DECIMAL(20,2)"),
        ("Pisa", "IT", "DECIMAL(20,2)"),
        ("Nice", "FR", "DECIMAL(20,2)"),
    ]


def test_a_required_column_may_become_optional(published_day, connection):
    relaxed = Column("order_id", LogicalType.INTEGER)
    query = f"SELECT * REPLACE (NULL::BIGINT AS order_id) FROM ({rows_of(6)})"

    spec = orders(relaxed, *COLUMNS[1:])
    publish(published_day, stage(published_day, connection, spec, query, day(6)), {})

    assert identifiers(published_day, connection) == [*expected(5), None, None, None]


def test_every_incompatible_change_is_named(published_day, connection):
    spec = orders(
        Column("order_id", LogicalType.STRING, required=True),
        Column("customer_email", LogicalType.STRING, required=True),
        Column("amount", LogicalType.DECIMAL, precision=12, scale=3),
        Column("ordered_at", LogicalType.TIMESTAMP, required=True),
        version="1.1.0",
    )
    spec = TableSpec(TABLE, spec.contract, "ordered_at", "day")

    with pytest.raises(IncompatibleSchema) as refusal:
        stage(published_day, connection, spec, "SELECT 1", day(6))

    assert str(refusal.value).splitlines() == [
        "contract orders 1.1.0 does not fit what orders.customer_orders has published:",
        "  - 'amount' was decimal(12, 2) and is now decimal(12, 3)",
        "  - 'created_at' is in the table, and gone from the contract",
        "  - 'customer_email' was optional and is now required: rows published before may lack it",
        "  - 'order_id' was long and is now string",
        "  - 'ordered_at' is new and required: rows published before have no value for it",
        "  - the table is partitioned by day(created_at), the product by day(ordered_at)",
        "Take the change back, or publish it as a new major version with a table of its own.",
    ]


def test_other_partitions_are_an_incompatible_change(published_day, connection):
    spec = TableSpec(TABLE, contract(), "created_at", "month")

    with pytest.raises(IncompatibleSchema, match=r"by day\(created_at\), the product by month"):
        stage(published_day, connection, spec, rows_of(6), day(6))


def test_an_unpublished_product_may_still_change_its_mind(lakehouse, connection):
    """Nobody can have read the table, so the developer is not held to a first idea."""
    obsolete = stage(lakehouse, connection, orders(), rows_of(5), day(5))
    other = orders(
        Column("order_id", LogicalType.STRING, required=True),
        Column("created_at", LogicalType.DATE, required=True),
        Column("extra", LogicalType.NUMBER, required=True),
    )
    query = "SELECT 'a' AS order_id, DATE '2026-01-05' AS created_at, 1.5::DOUBLE AS extra"

    candidate = stage(lakehouse, connection, other, query, day(5))

    with pytest.raises(LostRace, match="changed after this candidate was staged"):
        publish(lakehouse, obsolete, {})
    publish(lakehouse, candidate, {})
    assert identifiers(lakehouse, connection) == ["a"]
    assert identifiers(lakehouse, connection, partition=day(5)) == ["a"]
    assert lakehouse.table(TABLE).scan().to_arrow()["extra"].to_pylist() == [1.5]
    with pytest.raises(IncompatibleSchema):
        stage(lakehouse, connection, orders(), rows_of(5), day(5))


def test_an_unpublished_product_may_change_its_partitions(lakehouse, connection):
    stage(lakehouse, connection, orders(), rows_of(5), day(5))
    unpartitioned = TableSpec(TABLE, contract())

    publish(lakehouse, stage(lakehouse, connection, unpartitioned, rows_of(5), None), {})

    assert identifiers(lakehouse, connection) == expected(5)
    with pytest.raises(InvalidTable, match="not partitioned"):
        published_sql(lakehouse, TABLE, partition=day(5))


def test_two_candidates_that_foresaw_the_same_column_both_land(published_day, connection):
    newer = orders(*COLUMNS, CHANNEL)
    first = stage(published_day, connection, newer, with_column(6, "channel"), day(6))
    second = stage(published_day, connection, newer, with_column(7, "channel"), day(7))

    publish(published_day, first, {})
    publish(published_day, second, {})

    assert channels(published_day, connection) == [(None,)] * 3 + [("web",)] * 6


def test_a_foreseen_id_that_went_to_another_column_is_refused(published_day, connection):
    both = orders(*COLUMNS, VOUCHER, CHANNEL)
    query = f"SELECT *, 'web' AS channel, 'free' AS voucher FROM ({rows_of(6)})"
    loser = stage(
        published_day, connection, orders(*COLUMNS, CHANNEL), with_column(7, "channel"), day(7)
    )
    late = stage(
        published_day,
        connection,
        orders(*COLUMNS, CHANNEL, VOUCHER),
        f"SELECT *, 'web' AS channel, 'free' AS voucher FROM ({rows_of(8)})",
        day(8),
    )
    publish(published_day, stage(published_day, connection, both, query, day(6)), {})
    location = published_day.table(TABLE).metadata_location

    with pytest.raises(LostRace, match="'voucher' is in the table, and gone from the contract"):
        publish(published_day, loser, {})
    with pytest.raises(LostRace, match="'channel' has another field id"):
        publish(published_day, late, {})

    assert published_day.table(TABLE).metadata_location == location
    again = stage(
        published_day,
        connection,
        orders(*COLUMNS, CHANNEL, VOUCHER),
        f"SELECT *, 'shop' AS channel, 'none' AS voucher FROM ({rows_of(8)})",
        day(8),
    )
    publish(published_day, again, {})
    assert channels(published_day, connection) == [(None,)] * 3 + [("web",)] * 3 + [("shop",)] * 3


def test_rows_published_under_an_older_contract_come_back_readable(published_day, connection):
    newer = orders(*COLUMNS, CHANNEL)
    candidate = stage(published_day, connection, newer, with_column(5, "channel", batch=1), day(5))
    publication = publish(published_day, candidate, {})

    rollback(published_day, TABLE, publication, {"reason": "wrong channel"})

    assert identifiers(published_day, connection) == expected(5)
    assert channels(published_day, connection) == [(None,)] * 3
    shown = channels(published_day, connection, snapshot_id=publication.snapshot_id)
    assert shown == [("web",)] * 3
