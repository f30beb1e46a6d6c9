"""The commands of docs/contracts/registry.md, run in order."""

import shlex

from documented import commands, shows, steps
from small_mesh import PRODUCT

from mesh_assets.settings import PROJECT

PAGE = PROJECT / "docs" / "contracts" / "registry.md"
ON_THE_PAGE = {
    "orders/customer-orders": PRODUCT,
    "orders.customer_orders.v2": f"{PRODUCT.replace('/', '.')}.v1",
}
"""What the page calls by the name of the real product is the small mesh's."""


def test_the_page_keeps_what_it_promises(mesh, small_mesh, monkeypatch):
    for name, value in small_mesh.environment().items():
        monkeypatch.setenv(name, value)
    done = []
    for language, block in steps(PAGE, ON_THE_PAGE):
        if language == "diff":
            added = block.strip().removeprefix("+")
            small_mesh.rewrite("contract.odcs.yaml", "properties:", f"properties:\n{added}")
            continue
        for command, promised in commands(block):
            ended = mesh(*shlex.split(command))
            output = ended.out + ended.err
            assert promised, f"the page promises nothing of `mesh {command}`"
            for line in promised:
                assert shows(output, line), (command, line, output)
            done.append((command.split()[1], ended.status))
    assert done == [
        *(("publish", 0), ("publish", 0), ("show", 0), ("publish", 1)),
        *(("approve", 0), ("approve", 0), ("publish", 0)),
    ]
