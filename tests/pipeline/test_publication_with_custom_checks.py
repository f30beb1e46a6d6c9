"""A product whose contract has custom checks: validated, published, refused and compared."""

from small_mesh import purchases

from mesh_assets.contract.compatibility import ChangeKind
from mesh_assets.pipeline.planning.plan import plan_mesh
from mesh_assets.pipeline.validation.examination import problems_of
from mesh_assets.product.mesh import load_mesh

DAY = "2026-01-05"
EMAIL = "      - {name: email, logicalType: string, classification: pii}\n"


def add_check(mesh, engine, implementation):
    check = f"{{name: known, type: custom, engine: {engine}, implementation: {implementation}}}"
    with_check = f"{EMAIL.rstrip()[:-1]},\n         quality: [{check}]}}\n"
    mesh.rewrite("contract.odcs.yaml", EMAIL, with_check)


def problems(mesh):
    return problems_of([mesh.product_folder], mesh.settings)


def test_a_check_that_holds_is_published_with_and_may_change(small_mesh):
    add_check(small_mesh, "soda", "{type: no_missing_values}")
    small_mesh.land(DAY, purchases(DAY))
    attempt = small_mesh.publish(DAY)
    assert attempt.published, attempt.reasons
    assert problems(small_mesh) == []
    mesh = load_mesh(small_mesh.settings.domains)
    assert plan_mesh(small_mesh.installation, mesh).products == ()
    small_mesh.rewrite("contract.odcs.yaml", "{type: no_missing_values}", "{type: rows_exist}")
    [planned] = plan_mesh(small_mesh.installation, mesh).products
    assert [(each.kind, each.breaks) for each in planned.changes] == [
        (ChangeKind.QUALITY_CHECK_CHANGED, False)
    ]


def test_a_check_that_does_not_hold_refuses(small_mesh):
    add_check(small_mesh, "soda", "{type: max_length, must_be_less_than: 5}")
    small_mesh.land(DAY, purchases(DAY))
    attempt = small_mesh.publish(DAY)
    assert attempt.reasons == ("contract: known failed: measured 18, expected < 5",)


def test_an_engine_that_nobody_runs_refuses_and_is_told_before(small_mesh):
    add_check(small_mesh, "monteCarlo", "{type: no_mising_values}")
    [problem] = problems(small_mesh)
    assert problem.file.name == "contract.odcs.yaml"
    assert problem.path.endswith("properties[2: email].quality[0: known].implementation")
    assert "no gate here runs the engine monteCarlo, so that nothing would" in problem.message
    small_mesh.land(DAY, purchases(DAY))
    attempt = small_mesh.publish(DAY)
    assert not attempt.published
    assert "no gate here runs the engine monteCarlo" in attempt.reasons[0]

    small_mesh.rewrite("contract.odcs.yaml", "monteCarlo", "monteCarlo, severity: warning")
    assert problems(small_mesh) == []
    attempt = small_mesh.publish(DAY)
    assert attempt.published, attempt.reasons
    [warned] = [verdict for verdict in attempt.verdicts if not verdict.passed]
    assert "no gate here runs the engine monteCarlo" in warned.sentence

    small_mesh.rewrite("contract.odcs.yaml", "monteCarlo", "soda")
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
    attempt = small_mesh.publish(DAY)
    assert "records are judged one by one" in attempt.reasons[0]
