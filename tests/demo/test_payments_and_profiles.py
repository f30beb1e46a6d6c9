"""What the payment provider and the customer desk send agrees with what the shop sends."""

import hashlib
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

import mesh_assets
from mesh_assets.contract.landing import FileFormat, LandingFile
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.validation import validate_files
from mesh_assets.demo.breakages import PAYMENT_BREAKAGES
from mesh_assets.demo.customers import CHANGES_DAY
from mesh_assets.demo.days import DAYS, FIRST_DAY, PAYMENTS_FIRST_DAY
from mesh_assets.demo.landing import (
    PAYMENTS,
    PROFILES,
    write_day,
    write_landing,
    write_order_days,
    write_payment_days,
    write_profiles,
)
from mesh_assets.demo.payments import LOST_HOUR, STALLED_HOUR
from mesh_assets.product.lateness import arrival_window
from mesh_assets.product.mesh import load_mesh

DOMAINS = Path(mesh_assets.__file__).parent / "domains"
ROWS_A_DAY = 6_667
"""Enough for one broken payment a day."""
NEXT_DAY = DAYS[-1] + timedelta(days=1)


@pytest.fixture(scope="module")
def landing(tmp_path_factory):
    folder = tmp_path_factory.mktemp("landing")
    write_landing(folder, rows_a_day=ROWS_A_DAY)
    return folder


@pytest.fixture(scope="module")
def landed(landing):
    """The sound records of the three systems, as tables."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(
            """
            create table orders as
            select * exclude (filename), filename[-17:-8]::date as day
            from read_json($1, format = 'newline_delimited', ignore_errors = true, filename = true,
                columns = {order_id: 'VARCHAR', customer_id: 'VARCHAR', customer_email: 'VARCHAR',
                           shipping_address: 'STRUCT(street VARCHAR, city VARCHAR)',
                           amount: 'DOUBLE', currency: 'VARCHAR', status: 'VARCHAR',
                           created_at: 'TIMESTAMPTZ'})
            """,
            [f"{landing}/orders/orders/*.ndjson"],
        )
        connection.execute(
            """
            create table events as
            select * exclude (filename),
                   strptime(filename[-20:-8], '%Y-%m-%d-%H')::timestamptz as file_hour,
                   date_trunc('hour', occurred_at) as hour
            from read_json($1, format = 'newline_delimited', ignore_errors = true, filename = true,
                columns = {event_id: 'VARCHAR', payment_id: 'VARCHAR', order_id: 'VARCHAR',
                           amount: 'DOUBLE', currency: 'VARCHAR', method: 'VARCHAR',
                           status: 'VARCHAR', occurred_at: 'TIMESTAMPTZ'})
            where order_id is not null and currency <> 'CHF'
            """,
            [f"{landing}/{PAYMENTS}/*.ndjson"],
        )
        connection.execute(f"create table profiles as from '{landing}/{PROFILES}/profiles.csv'")
        yield connection


def rows(connection, query):
    return connection.sql(query).fetchall()


def digests(folder):
    return {
        path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_every_hour_has_a_file_also_an_hour_without_events(tmp_path):
    paths = write_payment_days(tmp_path, [PAYMENTS_FIRST_DAY], rows_a_day=30)
    assert [path.stem for path in paths] == [f"{PAYMENTS_FIRST_DAY}-{h:02d}" for h in range(24)]
    sizes = [path.stat().st_size for path in paths]
    assert min(sizes) == 0
    assert max(sizes) > 0


def test_before_the_first_day_of_payments_nothing_is_sent(tmp_path):
    before = PAYMENTS_FIRST_DAY - timedelta(days=1)
    assert write_payment_days(tmp_path, [before], rows_a_day=100) == []
    [first, *_] = write_payment_days(tmp_path, [PAYMENTS_FIRST_DAY], rows_a_day=2_000)
    assert f'"occurred_at":"{before}' not in first.read_text()


def test_a_day_alone_has_the_same_bytes(landing, tmp_path):
    write_day(tmp_path, DAYS[-1], rows_a_day=ROWS_A_DAY)
    alone, among_others = digests(tmp_path), digests(landing)
    assert len(alone) == 1 + 24 + 1
    assert alone.items() <= among_others.items()


def test_a_payment_pays_what_the_order_costs_in_its_currency(landed):
    [(payments, differing)] = rows(
        landed,
        f"""
        select count(*), count(*) filter (
            events.amount <> orders.amount or events.currency <> coalesce(orders.currency, 'USD')
            or events.occurred_at <= orders.created_at)
        from events join orders using (order_id)
        where orders.amount > 0 and orders.day >= '{PAYMENTS_FIRST_DAY}'
          and date_trunc('day', orders.created_at) = orders.day
          and order_id not in (select order_id from orders where order_id is not null
                               group by 1 having count(*) > 1)
        """,
    )
    assert payments > 5_000
    assert differing == 0


def test_a_few_payments_are_for_orders_that_the_shop_never_sent(landed):
    [(payments, orphans)] = rows(
        landed,
        """
        select count(distinct payment_id),
               count(distinct payment_id) filter (
                   order_id not in (select order_id from orders where order_id is not null))
        from events where occurred_at > '2026-01-12 01:00:00+00'
        """,
    )
    assert 0.001 < orphans / payments < 0.006


def test_only_cancelled_orders_are_voided_on_the_day_of_their_payment(landed):
    found = rows(
        landed,
        """
        select distinct orders.status, voided.occurred_at > confirmed.occurred_at,
               voided.occurred_at::date = confirmed.occurred_at::date
        from events as voided
        join events as confirmed using (payment_id)
        join orders on orders.order_id = voided.order_id
        where voided.status = 'voided' and confirmed.status = 'confirmed'
        """,
    )
    assert found == [("cancelled", True, True)]


def test_events_come_in_their_hour_or_late_by_three_hours_or_a_day(landed):
    delays = rows(
        landed,
        """
        select distinct hour(hour), date_diff('hour', hour, file_hour)
        from events where file_hour <> hour order by all
        """,
    )
    assert delays == [(STALLED_HOUR, 3), (LOST_HOUR, 24)]


def test_an_event_that_comes_again_is_the_same_and_some_come_again_late(landed):
    [(again, again_late, changed)] = rows(
        landed,
        """
        select count(*), count(*) filter (files > 1), count(*) filter (contents > 1)
        from (
            select event_id, count(distinct file_hour) as files,
                   count(distinct (payment_id, order_id, amount, currency, status, occurred_at))
                       as contents
            from events group by event_id having count(*) > 1)
        """,
    )
    assert again > again_late > 0
    assert changed == 0


def test_the_mesh_refuses_the_planned_events_and_no_other(landing):
    product = load_mesh(DOMAINS).product("payments/payment-confirmed")
    [port] = product.landing_inputs
    contract = load_contract(product.folder / port.contract)
    reasons, refused = Counter(), Counter()
    for path in sorted((landing / PAYMENTS).iterdir()):
        partition = product.partitions.partition(f"{path.stem}:00")
        with duckdb.connect() as connection:
            judged = validate_files(
                connection,
                [LandingFile(path, FileFormat.NDJSON)],
                contract,
                window=arrival_window(product.partitions, partition, port.lateness),
            )
        assert judged.received == judged.accepted + judged.dead_lettered
        reasons.update(judged.reasons)
        refused[path.stem[:10]] += judged.dead_lettered
    assert set(reasons) <= {breakage.rule for breakage in PAYMENT_BREAKAGES}
    assert sum(reasons.values()) == sum(refused.values())
    assert refused == {str(day): 1 for day in DAYS if day >= PAYMENTS_FIRST_DAY}


def test_profiles_are_of_exactly_those_who_have_ordered(landed):
    ordered = "select distinct customer_id from orders where customer_id like 'cus_%'"
    [(profiles,)] = rows(landed, "select count(distinct customer_id) from profiles")
    assert rows(landed, "select count(*) from profiles") == [(profiles,)]
    assert rows(landed, f"({ordered}) except select customer_id from profiles") == []
    # Records that were cut off, or that name no customer, are the only orders of a few.
    [(unseen,)] = rows(
        landed, f"select count(*) from (select customer_id from profiles except ({ordered}))"
    )
    assert unseen < 0.01 * profiles


def test_profiles_and_orders_agree_about_e_mail_and_address(landed):
    [(compared, differing)] = rows(
        landed,
        f"""
        select count(*), count(*) filter (
            profiles.email <> orders.customer_email or profiles.city <> shipping_address.city
            or profiles.street <> shipping_address.street)
        from orders join profiles using (customer_id)
        where orders.day >= '{CHANGES_DAY}' and customer_email like '%@%'
          and length(shipping_address.street) between 1 and 60
        """,
    )
    assert compared > 5_000
    assert differing == 0


def test_customers_change_between_two_exports(tmp_path):
    before = write_profiles(tmp_path / "before", CHANGES_DAY - timedelta(days=1), ROWS_A_DAY)
    after = write_profiles(tmp_path / "after", CHANGES_DAY, ROWS_A_DAY)
    [(moved, renamed, others, known, known_after)] = duckdb.sql(
        f"""
        select count(*) filter (a.street <> b.street),
               count(*) filter (a.email <> b.email and a.family_name <> b.family_name),
               count(*) filter ((a.street <> b.street or a.email <> b.email)
                                <> (a.changed_at is not null)),
               count(b.customer_id), count(a.customer_id)
        from '{before}' as b full join '{after}' as a using (customer_id)
        """
    ).fetchall()
    assert 20 < moved < 0.01 * known
    assert 5 < renamed < moved
    # A new street or name may be the old one by chance; and some customers are new.
    assert others <= 0.1 * moved + (known_after - known)
    assert known < known_after


def test_a_customer_who_moved_orders_from_the_new_address(tmp_path):
    days = (CHANGES_DAY - timedelta(days=1), CHANGES_DAY)
    old, new = write_order_days(tmp_path, days)
    [(customers, moved)] = duckdb.sql(
        f"""
        select count(distinct customer_id), count(distinct customer_id) filter (
            old.shipping_address <> new.shipping_address
            or old.customer_email <> new.customer_email)
        from read_json('{old}', ignore_errors = true) as old
        join read_json('{new}', ignore_errors = true) as new using (customer_id)
        where length(old.shipping_address.street) between 1 and 60
          and length(new.shipping_address.street) between 1 and 60
          and new.customer_email like '%@%' and old.customer_email like '%@%'
        """
    ).fetchall()
    assert 0 < moved < 0.02 * customers


def test_one_more_day_has_files_of_all_systems(tmp_path):
    paths = write_day(tmp_path, NEXT_DAY, rows_a_day=100)
    assert Counter(path.parent.relative_to(tmp_path) for path in paths) == {
        Path("orders/orders"): 1,
        PAYMENTS: 24,
        PROFILES: 1,
    }
    assert NEXT_DAY > FIRST_DAY == date(2026, 1, 1)
