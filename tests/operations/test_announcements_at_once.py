"""On PostgreSQL, too, announcers of the same publications do not stand in each other's way."""

from urllib.parse import quote

import pytest
from announcers import ANNOUNCED, announce_the_same_at_once
from postgresql import PASSWORD, SUPERUSER

from mesh_assets.pipeline.ledger.ledger import Ledger

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.xdist_group("postgres")]


@pytest.fixture
def ledger_uri(postgres_server):
    postgres_server.execute("CREATE DATABASE announcements")
    address = f"{SUPERUSER}:{quote(PASSWORD, safe='')}@127.0.0.1:{postgres_server.port}"
    yield f"postgresql+psycopg2://{address}/announcements"
    postgres_server.execute("DROP DATABASE announcements WITH (FORCE)")


def test_three_processes_announce_the_same_at_once(ledger_uri):
    assert announce_the_same_at_once(ledger_uri) == [0, 0, 0]

    ledger = Ledger(ledger_uri)
    known = [ledger.knows_publication("orders.customer_orders", n) for n in range(ANNOUNCED + 1)]
    assert known == [True] * ANNOUNCED + [False]
