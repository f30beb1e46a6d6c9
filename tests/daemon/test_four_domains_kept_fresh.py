"""`mesh ui` on an empty home: files are dropped, and nobody clicks."""

import time
from dataclasses import replace
from datetime import date

import pytest
from ui_process import serving

from mesh_assets.contract.landing import FileFormat
from mesh_assets.demo.days import ordinary_day
from mesh_assets.demo.landing import ORDERS, write_day, write_order_days, write_orders
from mesh_assets.pipeline.ledger.ledger import Ledger

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

ROWS = 400
DAY_BEFORE = date(2026, 1, 12)
"""Who pays may have ordered on the day before: revenue reads both."""
DAY = date(2026, 1, 13)
BAD_DAY = date(2026, 1, 14)
HOURS = {f"{DAY}-{hour:02d}:00" for hour in range(24)}
WANTED = {
    "orders/customer-orders": {str(DAY_BEFORE), str(DAY)},
    "orders/order-items": {str(DAY_BEFORE), str(DAY)},
    "customers/customer-profiles": {""},
    "customers/customer-segments": {""},
    "customers/customer-segments-v1": {""},
    "payments/payment-confirmed": HOURS,
    "payments/payments": {str(DAY)},
    "finance/daily-revenue": {str(DAY)},
}
SECONDS = 900


@pytest.fixture
def empty_ui(tmp_path_factory):
    """The Dagster UI on an empty home, and that home."""
    home = tmp_path_factory.mktemp("empty") / "home"
    home.mkdir()
    with serving(home) as running:
        yield running, home


def published(ledger, product):
    return {record.partition for record in ledger.latest_publications(product)}


def test_a_new_day_is_published_in_all_four_domains_and_a_bad_file_stops(empty_ui):
    running, home = empty_ui
    write_order_days(home / "landing", [DAY_BEFORE], ROWS)
    write_day(home / "landing", DAY, ROWS)
    in_cents = replace(ordinary_day(BAD_DAY, ROWS), units=100)
    write_orders(home / "landing" / ORDERS / f"{BAD_DAY}.ndjson", in_cents, FileFormat.NDJSON)

    ledger = Ledger(f"sqlite:///{home / 'catalog.db'}")
    deadline = time.monotonic() + SECONDS
    while {product: published(ledger, product) for product in WANTED} != WANTED:
        found = {product: len(published(ledger, product)) for product in WANTED}
        assert time.monotonic() < deadline, f"{found}\n{running.log.read_text()[-8000:]}"
        time.sleep(2)

    [refusal] = ledger.latest_refusals("orders/customer-orders")
    assert refusal.partition == str(BAD_DAY)
    assert any("soda" in reason.lower() for reason in refusal.reasons)
    assert ledger.latest_refusals("orders/order-items") == []
    assert ledger.latest_refusals("finance/daily-revenue") == []
