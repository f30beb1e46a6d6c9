"""The commands of docs/runbooks/late-data.md, run in order in the situation that it describes."""

import pytest
from consumers import add_consumer
from runbook_pages import in_this_mesh, keeps_its_promises, run, steps
from small_mesh import PRODUCT, purchases

LATE = [
    {"id": "p1", "amount": 25.0, "created_at": "2026-01-06T20:00:00Z"},
    {"id": "p2", "amount": 25.0, "created_at": "2026-01-06T21:00:00Z"},
    {"id": "p3", "amount": 25.0, "created_at": "2026-01-07T20:00:00Z"},
]


@pytest.fixture
def late_mesh(small_mesh, monkeypatch):
    """Three days and their consumer are published; then a day brings records of two of them."""
    small_mesh.rewrite("product.yaml", "refresh: hourly", "refresh: hourly\n    lateness: 1d")
    add_consumer(small_mesh, "daily")
    in_this_mesh(small_mesh, monkeypatch)
    for number in (5, 6, 7):
        day = f"2026-01-0{number}"
        small_mesh.land(day, purchases(day, first=100 * number))
    run("publish", PRODUCT, "--partition", "2026-01-05..2026-01-07")
    run("publish", "finance/daily", "--partition", "2026-01-05..2026-01-07")
    small_mesh.land("2026-01-09", [*purchases("2026-01-09", first=900), *LATE])
    run("publish", PRODUCT, "--partition", "2026-01-09")
    return small_mesh


@pytest.mark.slow
def test_the_page_keeps_what_it_promises(late_mesh):
    done = []
    for language, block in steps("late-data.md"):
        if language == "diff":
            removed, added = (line[1:].strip() for line in block.strip().splitlines())
            late_mesh.rewrite("product.yaml", removed, added)
            continue
        keeps_its_promises(block, done)
    assert done == [
        *("status", "dead-letters", "status", "validate", "plan", "publish", "publish"),
        *("dead-letters", "evidence", "query", "plan"),
    ]
