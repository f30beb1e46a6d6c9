"""The commands of docs/runbooks/late-data.md, run in order in the situation that it describes."""

import shlex

import pytest
from click.testing import CliRunner
from consumers import add_consumer
from documented import commands, shows, steps
from small_mesh import PRODUCT, purchases

from mesh_assets.cli.main import mesh as command_line
from mesh_assets.settings import PROJECT

PAGE = PROJECT / "docs" / "runbooks" / "late-data.md"
ON_THE_PAGE = {
    "orders/customer-orders": PRODUCT,
    "orders.customer_orders": PRODUCT.replace("/", "."),
}
"""What the page calls by the name of the real product is the small mesh's."""

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
    for name, value in small_mesh.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DAGSTER_HOME", "")
    for number in (5, 6, 7):
        day = f"2026-01-0{number}"
        small_mesh.land(day, purchases(day, first=100 * number))
    run("publish", PRODUCT, "--partition", "2026-01-05..2026-01-07")
    run("publish", "finance/daily", "--partition", "2026-01-05..2026-01-07")
    small_mesh.land("2026-01-09", [*purchases("2026-01-09", first=900), *LATE])
    run("publish", PRODUCT, "--partition", "2026-01-09")
    return small_mesh


def run(*arguments):
    result = CliRunner().invoke(command_line, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.slow
def test_the_page_keeps_what_it_promises(late_mesh):
    done = []
    for language, block in steps(PAGE, ON_THE_PAGE):
        if language == "diff":
            removed, added = (line[1:].strip() for line in block.strip().splitlines())
            late_mesh.rewrite("product.yaml", removed, added)
            continue
        for command, promised in commands(block):
            result = run(*shlex.split(command))
            assert result.exit_code == 0, (command, result.output)
            assert promised, f"the page promises nothing of `mesh {command}`"
            for line in promised:
                assert shows(result.output, line), (command, line, result.output)
            done.append(command.split()[0])
    assert done == [
        *("status", "dead-letters", "status", "validate", "plan", "publish", "publish"),
        *("dead-letters", "evidence", "query", "plan"),
    ]
