"""The pages of docs/runbooks as steps: the situation of a page is that of the small mesh."""

import shlex

import documented
from click.testing import CliRunner
from small_mesh import PRODUCT

from mesh_assets.cli.main import mesh as command_line
from mesh_assets.settings import PROJECT

ON_THE_PAGES = {
    "orders/customer-orders": PRODUCT,
    "orders.customer_orders": PRODUCT.replace("/", "."),
    "orders_customer_orders": PRODUCT.replace("/", "_"),
}
"""What the pages call by the name of the real product is the small mesh's."""


def steps(page):
    """What a page says to do: (language, text) of each fenced block."""
    return documented.steps(PROJECT / "docs" / "runbooks" / page, ON_THE_PAGES)


def run(*arguments):
    """Run `mesh`; what is wrong with it is told as it tells people."""
    result = CliRunner().invoke(command_line, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def keeps_its_promises(block, done):
    """Run the commands of a console block, each of which has to show what the page promises."""
    for command, promised in documented.commands(block):
        result = run(*shlex.split(command))
        assert promised, f"the page promises nothing of `mesh {command}`"
        refused = promised[-1].startswith("refused")
        assert result.exit_code == refused, (command, result.output)
        for line in promised:
            assert documented.shows(result.output, line), (command, line, result.output)
        done.append(command.split()[0])


def in_this_mesh(mesh, monkeypatch):
    """Let commands of this process work on a mesh."""
    for name, value in mesh.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DAGSTER_HOME", "")
