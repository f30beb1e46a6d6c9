"""The onboarding checklist: each point follows what is declared and what has happened."""

import pytest
from small_mesh import PRODUCT, purchases

from mesh_assets.pipeline.installation import open_installation
from mesh_assets.pipeline.rollback import rollback
from mesh_assets.pipeline.run import open_run
from mesh_assets.product.mesh import load_mesh
from mesh_assets.selfservice.onboarding.checklist import checklist
from mesh_assets.selfservice.onboarding.subject import look_at


@pytest.fixture
def onboard(small_mesh):
    def look():
        mesh = load_mesh(small_mesh.settings.domains)
        points = checklist(look_at(small_mesh.installation, mesh, PRODUCT))
        return {point.name: point for point in points}

    return look


def told(point):
    return " | ".join(f"{finding.state}: {finding.words}" for finding in point.findings)


def test_the_eight_points_in_their_order(onboard):
    points = onboard()
    assert list(points) == [
        "scope_and_ownership",
        "charter",
        "contracts",
        "pipelines_provisioned",
        "registered_in_catalog",
        "quality_and_monitoring",
        "access_policies",
        "cost_ownership",
    ]
    assert all(point.findings for point in points.values())


def test_what_is_missing_is_named_with_its_place(onboard):
    points = onboard()
    assert [name for name, point in points.items() if point.state == "missing"] == [
        "scope_and_ownership",
        "charter",
        "contracts",
        "pipelines_provisioned",
        "registered_in_catalog",
        "access_policies",
        "cost_ownership",
    ]
    assert "`roles` and `raci` in domain.yaml" in told(points["scope_and_ownership"])
    assert "`description.purpose` in purchases/contract.odcs.yaml" in told(points["charter"])
    assert "`classification` in purchases/contract.odcs.yaml for id, amount, created_at" in told(
        points["contracts"]
    )
    assert f"mesh publish {PRODUCT} --partition KEY" in told(points["pipelines_provisioned"])
    assert "add the tag pii in purchases/product.yaml" in told(points["access_policies"])
    assert "write the agreed `budget` in domain.yaml" in told(points["cost_ownership"])
    assert points["quality_and_monitoring"].state == "done"


def test_a_publication_provisions_the_pipeline_and_a_rollback_takes_that_back(onboard, small_mesh):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    assert small_mesh.publish("2026-01-05").published
    point = onboard()["pipelines_provisioned"]
    assert point.state == "done"
    assert "published 1 partition, 4 rows" in told(point)
    partition = small_mesh.partition("2026-01-05")
    with open_run(small_mesh.installation, small_mesh.product(), partition) as run:
        rollback(run)
    assert onboard()["pipelines_provisioned"].state == "missing"


def test_points_are_done_when_they_are_declared(onboard, small_mesh):
    domain = small_mesh.settings.domains / "orders" / "domain.yaml"
    domain.write_text(
        domain.read_text()
        + "description: What is bought.\n"
        + "roles: {product_owner: answers for it}\n"
        + "raci: [{decision: versions, responsible: product_owner, accountable: product_owner}]\n"
        + "budget: {per_month: 10, currency: EUR}\n"
    )
    small_mesh.rewrite("product.yaml", "tags: [financial]", "registered_in: DataHub, tags: [pii]")
    small_mesh.rewrite(
        "contract.odcs.yaml",
        "status: active",
        "status: active\ndescription: {purpose: Revenue reports., usage: Any team.}",
    )
    points = onboard()
    assert points["scope_and_ownership"].state == "done"
    assert points["charter"].state == "done"
    assert "purpose: Revenue reports." in told(points["charter"])
    assert points["cost_ownership"].state == "unchecked"
    assert points["registered_in_catalog"].state == "unchecked"
    assert points["access_policies"].state == "unchecked"


def test_what_cannot_be_read_is_missing(onboard, small_mesh):
    small_mesh.rewrite("contract.odcs.yaml", "logicalType: number", "logicalType: nummber")
    (small_mesh.models / "purchases.sql").rename(small_mesh.models / "other.sql")
    points = onboard()
    assert "nummber" in told(points["contracts"])
    assert "the dbt models: dbt: " in told(points["pipelines_provisioned"])
    assert "nummber" not in told(points["pipelines_provisioned"])
    assert points["quality_and_monitoring"].state == "missing"


def test_a_new_budget_of_nothing_is_no_budget(lab):
    lab.create("colours", lab.sample("colours.csv", "id,name\n1,red\n"))
    mesh = load_mesh(lab.settings.domains)
    points = checklist(look_at(open_installation(lab.settings), mesh, "field-lab/colours"))
    states = {point.name: point.state for point in points}
    assert states["cost_ownership"] == "missing"
    assert states["charter"] == "missing"
    assert states["quality_and_monitoring"] == "done"
