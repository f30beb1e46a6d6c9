"""The rows beside a candidate that may have one of its keys: all that have, few that have not."""

import pytest
from orders_world import (
    COLUMNS,
    TABLE,
    contract,
    day,
    day_in_berlin,
    expected,
    orders,
    orders_in_berlin,
    rows_of,
)

from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.lakehouse.candidate import stage
from mesh_assets.lakehouse.extensions import prepare
from mesh_assets.lakehouse.publication import publish
from mesh_assets.lakehouse.reading import rest_sql
from mesh_assets.lakehouse.tables import TableSpec

ADDRESS = Column("address", LogicalType.OBJECT, fields=(Column("city", LogicalType.STRING),))
EMAIL = [["customer_email"]]
"""A personal column, of which manifests tell nothing."""


def keyed(number, key):
    """Rows with a further column, in which `i` is 0, 1 and 2."""
    rows = f"SELECT *, order_id % 10_000 AS i FROM ({rows_of(number)})"
    return f"SELECT * EXCLUDE (i), {key} AS key FROM ({rows})"


@pytest.fixture
def put(lakehouse, connection):
    def put(number, query=None, spec=None, partition=None):
        staged = stage(
            lakehouse,
            connection,
            spec or orders(),
            query or rows_of(number, partition=partition),
            partition or day(number),
        )
        publish(lakehouse, staged, {})

    return put


@pytest.fixture
def beside(lakehouse, connection):
    """What stands beside a staged candidate, as rows of the keys' columns."""

    def beside(candidate, keys):
        sql = rest_sql(lakehouse, candidate, keys)
        if sql is None:
            return []
        prepare(connection, sql)
        return sorted(connection.execute(sql).fetchall())

    return beside


def test_keys_that_no_bound_tells_apart_are_all_read(lakehouse, connection, put, beside):
    for number in (5, 6, 7):
        put(number)
    candidate = stage(lakehouse, connection, orders(), rows_of(6, batch=1), day(6))

    emails = [(f"person{n}@example.com",) for n in (0, 0, 1, 1, 2, 2)]
    assert beside(candidate, EMAIL) == emails
    assert rest_sql(lakehouse, candidate, EMAIL).count(".parquet") == 2


def test_files_whose_bounds_rule_a_key_out_are_not_opened(lakehouse, connection, put):
    for number in (5, 6, 7):
        put(number)
    candidate = stage(lakehouse, connection, orders(), rows_of(8), day(8))

    assert rest_sql(lakehouse, candidate, [["order_id"]]) is None


def test_a_file_that_shares_a_single_key_is_read(lakehouse, connection, put, beside):
    for number in (5, 6, 7):
        put(number)
    taken = f"SELECT * REPLACE ({expected(6)[1]} AS order_id) FROM ({rows_of(8, rows=1)})"
    candidate = stage(lakehouse, connection, orders(), taken, day(8))

    assert beside(candidate, [["order_id"]]) == [(number,) for number in expected(6)]


def test_one_column_is_enough_to_tell_a_key_apart(lakehouse, connection, put, beside):
    put(5)
    candidate = stage(lakehouse, connection, orders(), rows_of(6), day(6))

    assert beside(candidate, [["customer_email", "created_at"]]) == []
    assert len(beside(candidate, [["customer_email", "created_at"], ["customer_email"]])) == 3


@pytest.mark.parametrize(
    ("kind", "here", "there", "may_be_shared"),
    [
        (LogicalType.STRING, "'a-very-long-prefix-' || i", "'a-very-long-prefix-z'", True),
        (LogicalType.STRING, "'a' || i", "'b' || i", False),
        (LogicalType.STRING, "'é' || i", "'z' || i", False),
        (LogicalType.DATE, "DATE '2026-01-01'", "DATE '2026-01-02'", False),
        (LogicalType.INTEGER, "-i", "i + 1", False),
        (LogicalType.INTEGER, "i", "2 + i", True),
        (LogicalType.NUMBER, "i", "i + 99", True),
        (LogicalType.INTEGER, "NULL", "i", True),
    ],
)
def test_what_bounds_can_prove(lakehouse, connection, put, kind, here, there, may_be_shared):
    spec = orders(*COLUMNS, Column("key", kind))
    put(5, keyed(5, there), spec)
    candidate = stage(lakehouse, connection, spec, keyed(6, here), day(6))

    assert (rest_sql(lakehouse, candidate, [["key"]]) is not None) == may_be_shared


def test_a_column_that_the_published_rows_lack_is_null_there(lakehouse, connection, put, beside):
    put(5)
    spec = orders(*COLUMNS, Column("channel", LogicalType.STRING))
    query = f"SELECT *, 'web' AS channel FROM ({rows_of(6)})"
    candidate = stage(lakehouse, connection, spec, query, day(6))

    assert beside(candidate, [["channel"]]) == [(None,)] * 3


def test_a_nested_key_is_read_with_the_column_that_holds_it(lakehouse, connection, put, beside):
    spec = orders(*COLUMNS, ADDRESS)
    query = "SELECT *, {{'city': 'Rome'}} AS address FROM ({})"
    put(5, query.format(rows_of(5)), spec)
    candidate = stage(lakehouse, connection, spec, query.format(rows_of(6)), day(6))

    rows = connection.execute(
        f"SELECT address.city FROM ({rest_sql(lakehouse, candidate, [['address.city']])})"
    )
    assert rows.fetchall() == [("Rome",)] * 3


def test_the_base_is_what_counts(lakehouse, connection, put, beside):
    put(5)
    candidate = stage(lakehouse, connection, orders(), rows_of(6), day(6))
    put(7)

    assert len(beside(candidate, EMAIL)) == 3


def test_there_is_no_rest_beside_the_first_a_whole_table_or_no_rows(lakehouse, connection, put):
    first = stage(lakehouse, connection, orders(), rows_of(5), day(5))
    assert rest_sql(lakehouse, first, EMAIL) is None
    publish(lakehouse, first, {})
    again = stage(lakehouse, connection, orders(), rows_of(5), day(5))
    assert rest_sql(lakehouse, again, EMAIL) is None
    empty = stage(lakehouse, connection, orders(), rows_of(6, rows=0), day(6))
    assert rest_sql(lakehouse, empty, EMAIL) is None

    whole = TableSpec("orders.whole", contract())
    publish(lakehouse, stage(lakehouse, connection, whole, rows_of(5), None), {})
    anew = stage(lakehouse, connection, whole, rows_of(5), None)
    assert rest_sql(lakehouse, anew, EMAIL) is None


def test_the_rest_of_zoned_days(lakehouse, connection, put, beside):
    for number in (5, 6):
        put(number, spec=orders_in_berlin(), partition=day_in_berlin(number))
    query = rows_of(6, partition=day_in_berlin(6))
    candidate = stage(lakehouse, connection, orders_in_berlin(), query, day_in_berlin(6))

    assert len(beside(candidate, EMAIL)) == 3


def test_where_files_do_not_tell_the_rows_icebergs_own_reader_does(
    lakehouse, connection, put, beside
):
    spec = orders(*COLUMNS, ADDRESS)
    query = "SELECT *, {{'city': 'Rome'}} AS address FROM ({})"
    for number in (5, 6):
        put(number, query.format(rows_of(number)), spec)
    with lakehouse.table(TABLE).update_schema() as update:
        update.rename_column(("address", "city"), "town")
    renamed = orders(
        *COLUMNS,
        Column("address", LogicalType.OBJECT, fields=(Column("town", LogicalType.STRING),)),
    )
    here = f"SELECT *, {{'town': 'Rome'}} AS address FROM ({rows_of(5)})"
    candidate = stage(lakehouse, connection, renamed, here, day(5))

    assert "iceberg_scan" in rest_sql(lakehouse, candidate, [["order_id"]])
    assert beside(candidate, [["order_id"]]) == [(number,) for number in expected(6)]
