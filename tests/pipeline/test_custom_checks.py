"""A product whose contract has custom checks: validated, published, refused and compared."""

import pytest
from small_mesh import purchases

from mesh_assets.contract.output import output_contract
from mesh_assets.pipeline.planning.plan import plan_product
from mesh_assets.pipeline.validation.examination import problems_of

DAY = "2026-01-05"
EMAIL = "      - {name: email, logicalType: string, classification: pii}\n"


def add_check(mesh, engine, implementation, severity="error"):
    check = (
        f"{{name: known, type: custom, engine: {engine}, severity: {severity},\n"
        f"         implementation: {implementation}}}"
    )
    with_check = f"{EMAIL.rstrip()[:-1]},\n         quality: [{check}]}}\n"
    mesh.rewrite("contract.odcs.yaml", EMAIL, with_check)


def problems(mesh):
    return problems_of([mesh.product_folder], mesh.settings)


def test_a_check_that_holds_is_published_with(small_mesh):
    add_check(small_mesh, "soda", "{type: no_missing_values}")
    small_mesh.land(DAY, purchases(DAY))
    attempt = small_mesh.publish(DAY)
    assert problems(small_mesh) == []
    assert attempt.published, attempt.reasons


def test_a_check_that_does_not_hold_refuses(small_mesh):
    add_check(small_mesh, "soda", "{type: max_length, must_be_less_than: 5}")
    small_mesh.land(DAY, purchases(DAY))
    attempt = small_mesh.publish(DAY)
    assert attempt.reasons == ("contract: known failed: measured 18, expected < 5",)
    assert problems(small_mesh) == []


def test_an_engine_that_nobody_runs_refuses_and_is_told_before(small_mesh):
    add_check(small_mesh, "monteCarlo", "{monitor: emails}")
    [problem] = problems(small_mesh)
    assert problem.file.name == "contract.odcs.yaml"
    assert problem.path.endswith("properties[2: email].quality[0: known].implementation")
    assert "no gate here runs the engine monteCarlo, so that nothing would" in problem.message
    small_mesh.land(DAY, purchases(DAY))
    attempt = small_mesh.publish(DAY)
    assert not attempt.published
    assert "no gate here runs the engine monteCarlo" in attempt.reasons[0]


def test_a_check_of_another_engine_that_warns_is_published_with_its_warning(small_mesh):
    add_check(small_mesh, "monteCarlo", "{monitor: emails}", severity="warning")
    assert problems(small_mesh) == []
    small_mesh.land(DAY, purchases(DAY))
    attempt = small_mesh.publish(DAY)
    assert attempt.published, attempt.reasons


def test_a_misspelt_check_is_told_before(small_mesh):
    add_check(small_mesh, "soda", "{type: no_mising_values}")
    [problem] = problems(small_mesh)
    assert "did you mean `no_missing_values`?" in problem.message


def test_a_custom_check_cannot_be_held_against_records(small_mesh):
    text = (small_mesh.product_folder / "contract.odcs.yaml").read_text()
    (small_mesh.product_folder / "landed.odcs.yaml").write_text(text)
    small_mesh.rewrite("product.yaml", "purchase.v1.json", "landed.odcs.yaml")
    assert problems(small_mesh) == []
    check = "{type: custom, engine: soda, implementation: row_count > 0}"
    small_mesh.rewrite("landed.odcs.yaml", "classification: pii}", f"quality: [{check}]}}")
    [problem] = problems(small_mesh)
    assert problem.file.name == "landed.odcs.yaml"
    assert "records are judged one by one" in problem.message
    small_mesh.land(DAY, purchases(DAY))
    with pytest.raises(Exception, match="records are judged one by one"):
        small_mesh.publish(DAY)


def test_a_changed_check_is_a_change_of_quality_since_the_last_publication(small_mesh):
    add_check(small_mesh, "soda", "{type: no_missing_values}")
    small_mesh.land(DAY, purchases(DAY))
    assert small_mesh.publish(DAY).published
    assert output_contract(small_mesh.product()) is not None
    plan_product
