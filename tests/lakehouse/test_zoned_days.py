"""Days of a time zone: Iceberg's own partitions know only those of UTC."""

import pytest
from orders_world import (
    AN_HOUR,
    COLUMNS,
    TABLE,
    contract,
    day,
    day_in_berlin,
    expected,
    identifiers,
    orders,
    orders_in_berlin,
    rows_of,
)

from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.lakehouse.candidate import stage
from mesh_assets.lakehouse.errors import (
    IncompatibleSchema,
    InvalidTable,
    LostRace,
    RowsOutsidePartition,
)
from mesh_assets.lakehouse.publication import publish
from mesh_assets.lakehouse.tables import TableSpec


@pytest.fixture
def put(lakehouse, connection):
    def put(number, partition=None, **rows):
        partition = partition or day_in_berlin(number)
        query = rows_of(number, partition=partition, **rows)
        candidate = stage(lakehouse, connection, orders_in_berlin(), query, partition)
        return publish(lakehouse, candidate, {})

    return put


def test_a_zoned_day_is_replaced_alone(lakehouse, connection, put):
    put(5)
    put(6)
    published = put(5, batch=1)

    assert identifiers(lakehouse, connection) == expected(5, batch=1) + expected(6)
    assert identifiers(lakehouse, connection, partition=day_in_berlin(6)) == expected(6)
    assert published.partition == day_in_berlin(5)


def test_a_row_before_midnight_in_utc_belongs_to_the_zoned_day(lakehouse, connection):
    query = rows_of(5, partition=day_in_berlin(5))

    candidate = stage(lakehouse, connection, orders_in_berlin(), query, day_in_berlin(5))

    assert candidate.rows == 3
    with pytest.raises(RowsOutsidePartition):
        stage(lakehouse, connection, orders_in_berlin(), query, day_in_berlin(6))


def test_who_staged_against_an_older_zoned_day_has_lost(lakehouse, connection, put):
    query = rows_of(5, partition=day_in_berlin(5))
    loser = stage(lakehouse, connection, orders_in_berlin(), query, day_in_berlin(5))
    put(5, batch=1)

    with pytest.raises(LostRace):
        publish(lakehouse, loser, {})
    assert identifiers(lakehouse, connection) == expected(5, batch=1)


def test_an_interval_across_published_days_is_refused(lakehouse, connection, put):
    put(5, rows=86_400)
    across = type(day(5))("odd", "created_at", day(5).start + AN_HOUR, day(6).start + AN_HOUR)

    with pytest.raises(InvalidTable, match="rows of more than one partition"):
        put(5, partition=across)


def test_the_zone_is_part_of_what_a_published_table_is(lakehouse, connection, put):
    put(5)

    with pytest.raises(IncompatibleSchema, match=r"by day\(created_at\) in Europe/Berlin, the"):
        stage(lakehouse, connection, orders(), rows_of(5), day(5))


def test_an_unpublished_product_may_change_its_zone(lakehouse, connection):
    for spec, partition in [
        (orders(), day(5)),
        (orders_in_berlin(), day_in_berlin(5)),
        (orders(), day(5)),
    ]:
        query = rows_of(5, partition=partition)
        candidate = stage(lakehouse, connection, spec, query, partition)
    publish(lakehouse, candidate, {})

    assert identifiers(lakehouse, connection, partition=day(5)) == expected(5)
    assert [field.name for field in lakehouse.table(TABLE).spec().fields] == ["created_at_day"]


def test_a_personal_partition_column_keeps_its_bounds(lakehouse, connection):
    columns = (
        *COLUMNS[:3],
        Column("created_at", LogicalType.TIMESTAMP, required=True, classification="pii"),
    )
    spec = TableSpec(TABLE, contract(*columns), "created_at", "day", zone="Europe/Berlin")
    for batch in (0, 1):
        query = rows_of(5, partition=day_in_berlin(5), batch=batch)
        publish(lakehouse, stage(lakehouse, connection, spec, query, day_in_berlin(5)), {})

    assert identifiers(lakehouse, connection) == expected(5, batch=1)


def test_a_date_has_no_zone(lakehouse, connection):
    columns = (*COLUMNS[:3], Column("created_at", LogicalType.DATE, required=True))
    spec = TableSpec(TABLE, contract(*columns), "created_at", "day", zone="Europe/Berlin")

    with pytest.raises(InvalidTable, match="in Europe/Berlin: the column is a date"):
        stage(lakehouse, connection, spec, rows_of(5), day_in_berlin(5))
