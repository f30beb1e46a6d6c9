"""`mesh validate` on consumer contracts: what the product does not have, and what is not told."""

from datetime import date

import pytest
from agreements import add_contract, add_opaque, write_agreements

from mesh_assets.compute.dbt import DbtProject
from mesh_assets.metadata.lineage.mesh import MeshLineage
from mesh_assets.pipeline.validation.consumers import consumer_problems
from mesh_assets.pipeline.validation.examination import examine
from mesh_assets.product.mesh import load_mesh

SOURCE = "orders/purchases"
READ = "created_at, amount, email, id"
DATA_CONTRACT = """\
dataContractSpecification: 1.2.1
id: expecting
info: {{title: Expecting, version: 1.0.0, consumer: expecting@company.com}}
servers: {{lake: {{type: trino, schema: orders}}}}
terms: {{usage: To see., limitations: Nobody else sees it.}}
models:
  purchases:
    fields:
      amount: {{type: "decimal(18, 2)", maximum: {maximum}}}
"""


@pytest.fixture(scope="module")
def mesh(tmp_path_factory, home_of_models):
    mesh = write_agreements(tmp_path_factory.mktemp("mesh"), home_of_models)
    add_opaque(mesh)
    return mesh


@pytest.fixture
def problems(mesh):
    """Write a consumer contract, find its problems, and take it away again."""
    written = []

    def find(fields, extra="", *, domain="finance", source=SOURCE, today=None, **changes):
        file = add_contract(mesh, domain, "held", source, fields, extra)
        for old, new in changes.values():
            assert old in file.read_text()
            file.write_text(file.read_text().replace(old, new))
        written.append(file)
        return held(mesh, file, today)

    yield find
    for file in written:
        file.unlink(missing_ok=True)


def held(mesh, file, today=None):
    loaded = load_mesh(mesh.settings.domains)
    lineage = MeshLineage(loaded, DbtProject(mesh.settings))
    [contract] = [each for each in loaded.consumers if each.file == file]
    return [
        (one.path.split("[")[0], one.message, one.suggestion)
        for one in consumer_problems(contract, lineage, today)
    ]


def test_a_mesh_with_agreements_is_valid(mesh):
    assert examine((mesh.settings.domains / "finance",), mesh.settings).problems == ()


def test_everything_is_as_it_is_promised(problems):
    assert problems(READ, "products: [revenue]\n") == []


def test_a_product_that_there_is_not(problems):
    [(path, message, suggestion)] = problems("id", source="orders/purchase")

    assert path == "source"
    assert message == "there is no product `orders/purchase` in the mesh"
    assert suggestion == "product://orders/purchases"


def test_a_field_that_is_not_promised(problems):
    [(path, message, suggestion)] = problems("id, amounts")

    assert path == "fields"
    assert message == "orders/purchases does not promise `amounts`"
    assert suggestion == "amount"


def test_another_major_version(problems):
    [(path, message, suggestion)] = problems("id", major=("major: 1", "major: 2"))

    assert (path, suggestion) == ("major", "1")
    assert "accepts major 2 of orders/purchases, whose spec is at 1.0.0" in message


def test_an_agreement_that_is_over(problems):
    until = "until: 2026-06-30\n"

    assert problems("id", until, today=date(2026, 6, 30)) == []
    [(path, message, _)] = problems("id", until, today=date(2026, 7, 1))
    assert path == "until"
    assert message.startswith("the agreement ended on 2026-06-30")


def test_personal_data_needs_a_word_on_its_limits(problems):
    silent = ("limitations: None of it is shown to anybody else.\n", "")
    [(path, message, _)] = problems("id, email", limitations=silent)

    assert path == "fields"
    assert message.startswith("`email` is personal data: say in `limitations`")
    assert problems("id, amount", limitations=silent) == []


def test_products_that_are_not_there_or_do_not_read_it(problems):
    found = problems("id", "products: [revenues, total]\n", domain="board")

    assert [(path, suggestion) for path, _, suggestion in found] == [
        ("products", None),
        ("products", None),
    ]
    assert "there is no product `board/revenues`" in found[0][1]
    assert "board/total has no input port that reads orders/purchases" in found[1][1]


def test_a_product_that_reads_more_than_is_listed(problems):
    found = problems("created_at, amount", "products: [revenue]\n")

    assert [path for path, *_ in found] == ["fields", "fields"]
    assert found[0][1] == (
        "finance/revenue reads `email` (in stg_purchases, revenue), which is not listed: add it "
        "here, or read it no more"
    )
    assert "`id` (in stg_purchases)" in found[1][1]


def test_what_a_product_reads_may_be_listed_in_several_contracts(mesh, problems):
    other = add_contract(mesh, "finance", "other", SOURCE, "email, id", "products: [revenue]\n")
    try:
        assert problems("created_at, amount", "products: [revenue]\n") == []
    finally:
        other.unlink()


def test_models_that_cannot_be_followed_count_as_reading_everything(problems):
    listed = "products: [opaque]\n"
    [(path, message, _)] = problems("id", listed, domain="lab")

    assert path == "fields"
    assert "lab/opaque counts as reading every field" in message
    assert problems(READ, listed, domain="lab") == []


@pytest.mark.parametrize(("maximum", "kept"), [(1000, True), (10_000, True), (999, False)])
def test_what_a_data_contract_expects_has_to_be_promised(mesh, maximum, kept):
    file = mesh.settings.domains / "board" / "consumers" / "expecting.yaml"
    file.write_text(DATA_CONTRACT.format(maximum=maximum))
    try:
        found = held(mesh, file)
        problems = examine((file,), mesh.settings).problems
    finally:
        file.unlink()

    assert (found == []) is kept
    if not kept:
        [(path, message, _)] = found
        assert path == "models.purchases.fields.amount"
        assert message == (
            "orders/purchases does not promise this: `amount.maximum` is demanded, and what is "
            "written may not keep it"
        )
        assert [(problem.file, problem.line) for problem in problems] == [(file, 9)]
