"""A day of the four domains on a small scale, each product published after those that it reads."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pytest

from mesh_assets.demo.due import due_partitions
from mesh_assets.demo.landing import PAYMENTS, write_order_days, write_payment_days, write_profiles
from mesh_assets.pipeline.attempt import attempt_publication, attempt_republication
from mesh_assets.pipeline.installation import open_installation
from mesh_assets.pipeline.late_data import outdated_partitions
from mesh_assets.pipeline.query import query_published
from mesh_assets.product.graph import publication_order
from mesh_assets.product.mesh import load_mesh
from mesh_assets.settings import load_settings

pytestmark = pytest.mark.slow

ROWS_A_DAY = 2_000
THE_DAY_BEFORE, DAY = date(2026, 1, 12), date(2026, 1, 13)
UNTIL = datetime(2026, 1, 14, tzinfo=UTC)


@dataclass
class Round:
    """What one round of publishing attempted, product by product."""

    attempts: dict = field(default_factory=dict)
    again: dict = field(default_factory=dict)
    """For rows that came late."""


@dataclass
class PublishedMesh:
    """The mesh, after a first round of publishing."""

    installation: object
    mesh: object
    first: Round

    def rows(self, sql):
        return query_published(self.installation, sql).rows


def publish_what_is_due(installation, mesh):
    made, due = Round(), {}
    for product in publication_order(mesh):
        name = product.identifier
        due[name] = due_partitions(installation, product, due, UNTIL)
        made.attempts[name] = [attempt_publication(installation, product, p) for p in due[name]]
        made.again[name] = [
            attempt_republication(installation, product, outdated.partition)
            for outdated in outdated_partitions(installation, product)
        ]
    return made


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    home = tmp_path_factory.mktemp("mesh")
    settings = replace(
        load_settings(),
        home=home,
        catalog_uri=f"sqlite:///{home / 'catalog.db'}",
        warehouse=home / "warehouse",
    )
    landing = home / "landing"
    write_order_days(landing, [THE_DAY_BEFORE, DAY], ROWS_A_DAY)
    write_payment_days(landing, [DAY], ROWS_A_DAY)
    write_profiles(landing, DAY, ROWS_A_DAY)
    installation, mesh = open_installation(settings), load_mesh(settings.domains)
    return PublishedMesh(installation, mesh, publish_what_is_due(installation, mesh))


def test_every_product_publishes_and_each_partition_once(published):
    assert {name: len(attempts) for name, attempts in published.first.attempts.items()} == {
        "customers/customer-profiles": 1,
        "customers/customer-segments": 1,
        "customers/customer-segments-v1": 1,
        "finance/daily-revenue": 2,
        "orders/customer-orders": 2,
        "orders/order-items": 2,
        "payments/payment-confirmed": 24,
        "payments/payments": 1,
    }
    refused = {
        (name, attempt.partition_key): attempt.reasons
        for name, attempts in published.first.attempts.items()
        for attempt in attempts
        if not attempt.published
    }
    # Its window reaches back to a day of orders that nobody published.
    assert list(refused) == [("finance/daily-revenue", str(THE_DAY_BEFORE))]
    [reason] = refused.popitem()[1]
    assert "finance/daily-revenue" in reason
    assert "nothing is published of" in reason


def test_every_verdict_passed_and_none_warned(published):
    for attempts in published.first.attempts.values():
        for attempt in attempts:
            assert [v.sentence for v in attempt.verdicts if v.outcome != "passed"] == []


def test_late_events_were_published_with_the_hour_in_which_they_happened(published):
    again = [
        attempt.partition_key for attempt in published.first.again["payments/payment-confirmed"]
    ]
    assert again == [f"{DAY}-09:00"]
    [republished] = published.first.again["payments/payment-confirmed"]
    [first] = [
        attempt
        for attempt in published.first.attempts["payments/payment-confirmed"]
        if attempt.partition_key == republished.partition_key
    ]
    assert republished.candidate.rows > first.candidate.rows


def test_the_lines_of_all_orders_are_order_items(published):
    [(orders, articles, amount)] = published.rows(
        "select count(*), sum(item_count), sum(total_amount) from orders.customer_orders"
    )
    assert published.rows(
        "select count(distinct order_id), sum(quantity), sum(line_amount) from orders.order_items"
    ) == [(orders, articles, amount)]


def test_a_payment_is_counted_once_at_its_latest_state(published):
    [(deliveries, events, payments, voided)] = published.rows(
        """
        select count(*), count(distinct event_id), count(distinct payment_id),
               count(distinct payment_id) filter (status = 'voided')
        from payments.payment_confirmed where occurred_at >= '2026-01-13'
        """
    )
    assert deliveries > events > payments > voided > 0
    assert published.rows(
        "select count(*), count(*) filter (status = 'voided') from payments.payments"
    ) == [(payments, voided)]


def test_revenue_is_what_was_paid_to_the_cent_whether_or_not_the_order_is_known(published):
    paid = published.rows(
        """
        select currency, sum(amount), count(*) from payments.payments
        where status = 'confirmed' group by currency order by currency
        """
    )
    revenue = published.rows(
        """
        select currency, sum(revenue), sum(payment_count) from finance.daily_revenue
        group by currency order by currency
        """
    )
    assert revenue == paid
    assert [currency for currency, *_ in revenue] == ["EUR", "GBP", "USD"]


def test_payments_of_unknown_orders_are_unattributed_and_only_those(published):
    [(orphans,)] = published.rows(
        """
        select count(*) from payments.payments
        where status = 'confirmed'
          and order_id not in (select order_id from orders.customer_orders)
        """
    )
    assert orphans > 0
    assert published.rows(
        "select sum(payment_count) from finance.daily_revenue where segment = 'unattributed'"
    ) == [(orphans,)]


def test_segments_are_of_all_customers_and_hold_nothing_personal(published):
    [(profiles,)] = published.rows("select count(*) from customers.customer_profiles")
    [(customers, ordered)] = published.rows(
        "select count(*), sum(order_count) from customers.customer_segments"
    )
    [(orders,)] = published.rows(
        "select count(*) from orders.customer_orders where status <> 'cancelled'"
    )
    assert customers == profiles
    assert ordered == orders
    segments = query_published(published.installation, "from customers.customer_segments limit 0")
    assert not {"email", "phone_number", "given_name", "address"} & set(segments.columns)


def test_the_older_major_of_the_segments_holds_the_same_in_its_own_words(published):
    current = "select * rename (country_code as country) from customers.customer_segments"
    old = "from customers.customer_segments_v1"
    assert published.rows(f"select count(*) from (({current}) except ({old}))") == [(0,)]
    assert published.rows(f"select count(*) from (({old}) except ({current}))") == [(0,)]
    [revenue] = [
        attempt
        for attempt in published.first.attempts["finance/daily-revenue"]
        if attempt.published
    ]
    told = [notice for each in revenue.ingests for notice in each.record.notices]
    [notice] = told
    assert notice.startswith("customers/customer-segments v1 is deprecated")
    assert "until its sunset on 2099-12-31" in notice


def test_an_hour_without_events_is_published_as_an_empty_one(published):
    product = published.mesh.product("payments/payment-confirmed")
    quiet = product.partitions.partition("2026-01-15-03:00")
    file = published.installation.settings.home / "landing" / PAYMENTS / "2026-01-15-03.ndjson"
    file.touch()
    attempt = attempt_publication(published.installation, product, quiet)
    assert attempt.published
    assert attempt.candidate.rows == 0
    file.unlink()


def test_an_export_that_arrives_again_makes_its_readers_due_and_no_other(published):
    landing = published.installation.settings.home / "landing"
    nothing_due = {product.identifier: [] for product in published.mesh.products}
    assert {
        product.identifier: due_partitions(published.installation, product, {}, UNTIL)
        for product in published.mesh.products
    } == nothing_due
    write_profiles(landing, date(2026, 1, 14), ROWS_A_DAY)
    second = publish_what_is_due(published.installation, published.mesh)
    attempted = {
        name: [attempt.partition_key for attempt in attempts]
        for name, attempts in second.attempts.items()
        if attempts
    }
    assert attempted == {
        "customers/customer-profiles": [None],
        "customers/customer-segments": [None],
        "customers/customer-segments-v1": [None],
        "finance/daily-revenue": [str(DAY)],
    }
