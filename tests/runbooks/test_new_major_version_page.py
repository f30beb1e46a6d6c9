"""The commands of docs/runbooks/new-major-version.md, run in order in the case that it follows."""

import pytest
from consumers import add_consumer
from major_versions import move_to_major_2
from runbook_pages import in_this_mesh, keeps_its_promises, run, steps
from small_mesh import PRODUCT, purchases


@pytest.fixture
def mesh(small_mesh, monkeypatch):
    """Two days and their consumer are published; the contract and the models have changed."""
    in_this_mesh(small_mesh, monkeypatch)
    add_consumer(small_mesh, "daily")
    for number in (5, 6):
        day = f"2026-01-0{number}"
        small_mesh.land(day, purchases(day, first=100 * number))
    run("publish", PRODUCT, "--partition", "2026-01-05..2026-01-06")
    run("publish", "finance/daily", "--partition", "2026-01-05..2026-01-06")
    move_to_major_2(small_mesh, versions="")
    small_mesh.rewrite("product.yaml", "version: 2.0.0", "version: 1.0.0")
    return small_mesh


def declare(mesh, block):
    """Write what the page declares in the place of what stands in the spec."""
    spec = mesh.product_folder / "product.yaml"
    if block.startswith("version:"):
        version, rest = block.split("\n", 1)
        spec.write_text(f"{spec.read_text().replace('version: 1.0.0', version)}{rest}")
    else:
        kept = spec.read_text().rsplit("    lifecycle:", 1)[0]
        kept = kept.replace("sunset: 2099-01-01", "sunset: 2026-01-31")
        spec.write_text(f"{kept}{block}")


@pytest.mark.slow
def test_the_page_keeps_what_it_promises(mesh):
    done = []
    for language, block in steps("new-major-version.md"):
        if language == "yaml":
            declare(mesh, block)
        elif language == "diff":
            spec = mesh.settings.domains / "finance" / "daily" / "product.yaml"
            removed, added = (line[1:].strip() for line in block.strip().splitlines())
            spec.write_text(spec.read_text().replace(removed, added))
        else:
            keeps_its_promises(block, done)
    assert done == [
        *("plan", "validate", "plan", "publish", "publish", "publish", "status"),
        *("validate", "publish", "rollback", "query", "retire", "query"),
    ]
