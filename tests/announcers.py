"""Processes that tell a ledger of the same publications at the same moments."""

from datetime import UTC, datetime
from multiprocessing import get_context

from mesh_assets.pipeline.ledger.ledger import Ledger
from mesh_assets.pipeline.ledger.records import PublicationRecord

START = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
ANNOUNCED = 50
PROCESSES = 3


def a_publication(snapshot_id=1, partition="2026-01-05", at=START):
    return PublicationRecord(
        table_name="orders.customer_orders",
        snapshot_id=snapshot_id,
        product="orders/customer-orders",
        partition=partition,
        candidate="c1",
        published_at=at,
        rows=9,
        evidence={"mesh.rows": "9"},
    )


def announce_the_same_at_once(uri):
    """Give the exit status of each process."""
    context = get_context("spawn")
    together = context.Barrier(PROCESSES, timeout=20)
    announcers = [context.Process(target=_announce, args=(uri, together)) for _ in range(PROCESSES)]
    for announcer in announcers:
        announcer.start()
    for announcer in announcers:
        announcer.join()
    return [announcer.exitcode for announcer in announcers]


def _announce(uri, together):
    ledger = Ledger(uri)
    ledger.published_products()
    for number in range(ANNOUNCED):
        together.wait()
        ledger.record_publications([a_publication(number)])
