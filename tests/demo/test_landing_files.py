import hashlib
from datetime import date, timedelta

import duckdb
import pytest

from mesh_assets.contract.landing import FileFormat
from mesh_assets.demo.breakages import ORDER_BREAKAGES
from mesh_assets.demo.days import (
    BROKEN_FEED_DAY,
    CENTS_DAY,
    DAYS,
    SURCHARGE_DAY,
    DayOfOrders,
    day_as_sent,
    ordinary_day,
)
from mesh_assets.demo.landing import write_correction, write_order_days, write_orders

COMPLETENESS = 0.999
HIGHEST_AMOUNT_OF_SODA = 10_000
HIGHEST_AMOUNT_OF_CONTRACT = 1_000_000


@pytest.fixture(scope="module")
def orders(fortnight):
    """Every record of the fortnight that is JSON with the right types."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create table orders as
            select filename[-17:-8]::date as day, * exclude (filename),
                   round(list_sum(list_transform(lines, lambda l: l.quantity * l.unit_price)), 2)
                       as lines_total
            from read_json($1, format = 'newline_delimited', ignore_errors = true, filename = true,
                columns = {order_id: 'VARCHAR', customer_id: 'VARCHAR', customer_email: 'VARCHAR',
                           amount: 'DOUBLE', status: 'VARCHAR', created_at: 'TIMESTAMP',
                           lines: 'STRUCT(quantity BIGINT, unit_price DOUBLE)[]'})
            where order_id is not null
            """,
            [f"{fortnight}/orders/orders/*.ndjson"],
        )
        yield connection


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_one_file_for_each_day_and_nothing_else(fortnight):
    files = sorted(path.name for path in fortnight.rglob("*") if path.is_file())
    assert files == [f"{day}.ndjson" for day in DAYS]
    assert (fortnight / "orders" / "orders").is_dir()


def test_the_same_seed_gives_the_same_bytes_even_for_a_day_alone(fortnight, tmp_path):
    [alone] = write_order_days(tmp_path, days=[DAYS[4]])
    assert digest(alone) == digest(fortnight / "orders" / "orders" / alone.name)


def test_another_seed_gives_other_orders(tmp_path):
    [one] = write_order_days(tmp_path / "one", days=[DAYS[0]], rows_a_day=200, seed=1)
    [two] = write_order_days(tmp_path / "two", days=[DAYS[0]], rows_a_day=200, seed=2)
    assert not set(one.read_text().splitlines()) & set(two.read_text().splitlines())


def test_about_as_many_lines_as_asked_for_on_every_day(fortnight):
    for day in DAYS:
        lines = (fortnight / "orders" / "orders" / f"{day}.ndjson").read_bytes().count(b"\n")
        assert lines == day_as_sent(day).rows
        assert 19_400 <= lines <= 20_600


def test_every_identifier_belongs_to_one_order(orders):
    [(repeated,)] = orders.sql(
        "select count(*) from (select order_id from orders group by 1 having count(*) > 1)"
    ).fetchall()
    sent_twice = 1
    feed_of_that_day = day_as_sent(BROKEN_FEED_DAY).broken / len(ORDER_BREAKAGES)
    assert repeated == pytest.approx((len(DAYS) - 1) * sent_twice + feed_of_that_day, abs=1)


def test_until_anything_changes_a_customer_has_one_address_and_may_order_again(orders):
    [(customers, pairs, records)] = orders.sql(
        """
        select count(distinct customer_id), count(distinct (customer_id, customer_email)), count(*)
        from orders
        where customer_id like 'cus_%' and customer_email like '%@%' and day < '2026-01-14'
        """
    ).fetchall()
    assert pairs == customers
    assert customers < 0.5 * records


def test_orders_come_in_the_order_of_their_time_until_the_end_of_the_day(fortnight):
    day = DAYS[2]
    with duckdb.connect() as connection:
        rows = connection.execute(
            r"""
            select regexp_extract(line, '"created_at":"([^"]+)"', 1)
            from read_csv($1, columns = {line: 'VARCHAR'}, quote = '', escape = '',
                          delim = E'\x01', header = false)
            """,
            [f"{fortnight}/orders/orders/{day}.ndjson"],
        ).fetchall()
    instants = [instant for (instant,) in rows if instant.startswith(str(day))]
    assert instants == sorted(instants)
    assert instants[0] < f"{day}T00:30"
    assert instants[-1] > f"{day}T23:50"


def test_evenings_are_busier_than_nights(orders):
    [(night, evening)] = orders.sql(
        """
        select count(*) filter (hour(created_at) between 2 and 5),
               count(*) filter (hour(created_at) between 18 and 21)
        from orders
        """
    ).fetchall()
    assert evening > 10 * night


@pytest.mark.parametrize("day", [day for day in DAYS if day != BROKEN_FEED_DAY])
def test_a_day_loses_less_than_completeness_allows(day):
    sent = day_as_sent(day)
    assert sent.broken / sent.rows < 1 - COMPLETENESS


def test_the_broken_feed_loses_more():
    sent = day_as_sent(BROKEN_FEED_DAY)
    assert sent.broken / sent.rows > 5 * (1 - COMPLETENESS)


def test_only_the_day_in_cents_has_amounts_that_soda_refuses(orders):
    highest = dict(orders.sql("select day, max(amount) from orders group by day").fetchall())
    in_cents = highest.pop(CENTS_DAY)
    assert HIGHEST_AMOUNT_OF_SODA < in_cents < HIGHEST_AMOUNT_OF_CONTRACT
    assert max(highest.values()) < HIGHEST_AMOUNT_OF_SODA


def test_only_the_day_of_the_surcharge_has_totals_that_dbt_refuses(orders):
    untrue = dict(
        orders.sql(
            """
            select day, count(*) from orders
            where abs(amount - lines_total) > 0.011 and amount > 0 and lines[1].quantity > 0
            group by day
            """
        ).fetchall()
    )
    assert list(untrue) == [SURCHARGE_DAY]
    assert 200 < untrue[SURCHARGE_DAY] < 600


def test_the_correction_replaces_the_day_by_the_same_orders_in_euros(tmp_path):
    [first] = write_order_days(tmp_path, days=[CENTS_DAY], rows_a_day=2_000)
    query = f"""
        select order_id, amount from read_json('{first}', ignore_errors = true,
            columns = {{order_id: 'VARCHAR', amount: 'DOUBLE'}}) where amount > 0 order by order_id
    """
    in_cents = duckdb.sql(query).fetchall()
    second = write_correction(tmp_path, rows_a_day=2_000)
    in_euros = duckdb.sql(query).fetchall()
    assert second == first
    assert [order for order, _ in in_euros] == [order for order, _ in in_cents]
    assert [round(amount / 100, 2) for _, amount in in_cents] == [amount for _, amount in in_euros]


def test_the_correction_is_what_an_ordinary_day_would_have_been(tmp_path):
    corrected = write_correction(tmp_path, day=SURCHARGE_DAY, rows_a_day=500)
    ordinary = write_orders(
        tmp_path / "ordinary.ndjson", ordinary_day(SURCHARGE_DAY, 500), FileFormat.NDJSON
    )
    assert digest(corrected) == digest(ordinary)


def test_both_formats_hold_the_same_orders(tmp_path):
    sent = DayOfOrders(date(2026, 3, 1), rows=3_000)
    ndjson = write_orders(tmp_path / "orders.ndjson", sent, FileFormat.NDJSON)
    parquet = write_orders(tmp_path / "orders.parquet", sent, FileFormat.PARQUET)
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(f"create view typed as from '{parquet}'")
        connection.execute("create table text as from typed limit 0")
        connection.execute(
            f"insert into text by name select * replace (to_json(metadata) as metadata) "
            f"from read_json('{ndjson}', map_inference_threshold = -1)"
        )
        columns = "* exclude (metadata), metadata->>'channel'"
        assert connection.sql("select count(*) from text").fetchall() == [(3_000,)]
        assert not connection.sql(
            f"(select {columns} from typed) except (select {columns} from text)"
        ).fetchall()


def test_a_typed_file_breaks_records_only_as_far_as_types_allow(tmp_path):
    sent = DayOfOrders(date(2026, 3, 1), rows=11_000, broken=110)
    path = write_orders(tmp_path / "orders.parquet", sent, FileFormat.PARQUET)
    [(received, without_customer, unknown_status, empty, late)] = duckdb.sql(
        f"""
        select count(*), count(*) filter (customer_id is null),
               count(*) filter (status = 'lost in transit'), count(*) filter (len(lines) = 0),
               count(*) filter (created_at < '2026-03-01 00:00:00+00'::timestamptz)
        from '{path}'
        """
    ).fetchall()
    typed = [breakage for breakage in ORDER_BREAKAGES if breakage.fits_types]
    share = pytest.approx(110 / len(typed), abs=1)
    assert received == 11_000
    assert [without_customer, unknown_status, empty, late] == [share] * 4


def test_nested_orders_do_not_fit_into_csv(tmp_path):
    with pytest.raises(ValueError, match="nested"):
        write_orders(tmp_path / "orders.csv", DayOfOrders(DAYS[0], rows=1), FileFormat.CSV)
    assert not list(tmp_path.iterdir())


def test_orders_of_far_days_do_not_share_identifiers(tmp_path):
    paths = [
        write_orders(tmp_path / f"{day}.parquet", DayOfOrders(day, rows=5_000), FileFormat.PARQUET)
        for day in (DAYS[0], DAYS[0] + timedelta(days=1), date(2031, 7, 1))
    ]
    [(identifiers,)] = duckdb.sql(
        f"select count(distinct order_id) from read_parquet({[str(p) for p in paths]})"
    ).fetchall()
    assert identifiers == 15_000
