"""Columns followed across products, with dbt's own compilation, and whom a change reaches."""

import time

import pytest
from agreements import add_opaque, write_agreements
from small_mesh import PRODUCT

from mesh_assets.compute.dbt import DbtProject
from mesh_assets.contract.loading import load_contract
from mesh_assets.metadata.impact import column_impact
from mesh_assets.metadata.lineage.mesh import MeshLineage
from mesh_assets.metadata.lineage.provenance import PortColumn
from mesh_assets.metadata.lineage.upstream import Upstream, upstreams
from mesh_assets.product.mesh import load_mesh


@pytest.fixture(scope="module")
def written(tmp_path_factory, home_of_models):
    mesh = write_agreements(tmp_path_factory.mktemp("mesh"), home_of_models)
    add_opaque(mesh)
    return mesh


@pytest.fixture(scope="module")
def lineage(written):
    return MeshLineage(load_mesh(written.settings.domains), DbtProject(written.settings))


def product(lineage, identifier):
    return lineage.mesh.product(identifier)


def paths(origins):
    return sorted(f"{one.port}.{one.path}" for one in origins)


def affected(impact):
    return {one.product: one for one in impact.products}


def test_macros_and_staging_models_are_followed_to_the_ports(lineage):
    found = lineage.of(product(lineage, "finance/revenue"))

    assert found.unfollowed == ()
    assert {name: paths(value.origins) for name, value in found.output.columns.items()} == {
        "day": ["purchases.created_at"],
        "purchases": ["purchases.amount"],
    }
    assert paths(found.output.rows) == ["purchases.created_at", "purchases.email"]
    assert found.models_using(PortColumn("purchases", "id")) == ("stg_purchases",)
    assert found.models_using(PortColumn("purchases", "email")) == ("stg_purchases", "revenue")


def test_a_star_has_the_columns_of_the_contract(lineage):
    found = lineage.of(product(lineage, "finance/revenue"))
    [staged] = [model for model in found.models if model.name == "stg_purchases"]

    assert list(staged.columns) == ["id", "amount", "email", "created_at"]


def test_the_way_up_ends_at_what_was_landed(lineage):
    found = upstreams(lineage, product(lineage, "board/total"), "purchases")

    landed = Upstream("files://landing/purchases", "amount", is_product=False)
    purchases = Upstream(PRODUCT, "amount", is_product=True, made_of=(landed,))
    assert found == (
        Upstream("finance/revenue", "purchases", is_product=True, made_of=(purchases,)),
    )


def test_a_value_is_followed_to_columns_products_and_people(lineage):
    impact = column_impact(lineage, PRODUCT, "amount")
    found = affected(impact)

    assert list(found) == ["finance/revenue", "lab/opaque", "board/total"]
    assert found["finance/revenue"].columns == ("purchases",)
    assert not found["finance/revenue"].chooses_rows
    assert found["board/total"].columns == ("purchases",)
    assert found["board/total"].through == ("finance/revenue",)
    assert [(one.contract, one.consumer, one.fields) for one in impact.consumers] == [
        ("finance/cashiers", "cashiers@company.com", ("amount",)),
        ("board/dashboard", "dashboard@company.com", ("purchases",)),
    ]


def test_what_chooses_rows_reaches_every_column_from_there_on(lineage):
    found = affected(column_impact(lineage, PRODUCT, "email"))

    assert found["finance/revenue"].columns == ()
    assert found["finance/revenue"].chooses_rows
    assert found["board/total"].columns == ("day", "purchases")
    assert found["board/total"].chooses_rows


def test_what_cannot_be_followed_counts_as_using_everything(lineage):
    found = affected(column_impact(lineage, PRODUCT, "id"))["lab/opaque"]

    assert found.models == ("opaque",)
    assert found.chooses_rows
    assert "its columns depend on the data" in found.unfollowed[0]


def test_counting_rows_uses_no_column_but_the_product(lineage):
    assert "board/counted" not in affected(column_impact(lineage, PRODUCT, "amount"))
    assert "board/counted" in affected(column_impact(lineage, PRODUCT))


def test_a_removed_column_has_the_users_that_still_read_it(written):
    file = written.product_folder / "contract.odcs.yaml"
    earlier, text = load_contract(file), file.read_text()
    line = "      - {name: email, logicalType: string, classification: pii}\n"
    file.write_text(text.replace(line, ""))
    try:
        mesh, dbt = load_mesh(written.settings.domains), DbtProject(written.settings)
        known = affected(
            column_impact(MeshLineage(mesh, dbt, {PRODUCT: [earlier]}), PRODUCT, "email")
        )
        lost = affected(column_impact(MeshLineage(mesh, dbt), PRODUCT, "email"))
    finally:
        file.write_text(text)

    assert known["finance/revenue"].models == ("stg_purchases", "revenue")
    assert known["finance/revenue"].unfollowed == ()
    # Without what was promised before, the models make no sense, and count as using everything.
    assert "there is no column `email`" in lost["finance/revenue"].unfollowed[0]


def test_a_domain_that_dbt_cannot_read_counts_as_using_everything(tmp_path, home_of_models):
    mesh = write_agreements(tmp_path, home_of_models)
    model = mesh.settings.dbt_project / "models" / "finance" / "revenue" / "revenue.sql"
    model.write_text("select {{ 1 + }}")
    lineage = MeshLineage(load_mesh(mesh.settings.domains), DbtProject(mesh.settings))
    found = affected(column_impact(lineage, PRODUCT, "id"))

    assert "dbt cannot read it" in found["finance/revenue"].unfollowed[0]
    assert found["board/total"].through == ("finance/revenue",)


def test_models_are_compiled_once_for_each_state_of_their_files(written):
    first = DbtProject(written.settings)
    first.compiled("finance")
    started = time.perf_counter()
    compiled = DbtProject(written.settings).compiled("finance")

    assert time.perf_counter() - started < 0.5
    [product] = compiled.products.values()
    assert {model.name for model in product.models} == {"revenue", "stg_purchases"}
    assert "(amount * 0.8)" in next(each.sql for each in product.models if each.name == "revenue")
    assert product.ports == {'"memory"."revenue"."purchases"': "purchases"}
