"""The demo's columns are followed from the landing folders to people, and its agreements hold."""

from dataclasses import replace

import pytest

from mesh_assets.compute.dbt import DbtProject
from mesh_assets.metadata.impact import column_impact
from mesh_assets.metadata.lineage.mesh import MeshLineage
from mesh_assets.pipeline.validation.consumers import consumer_problems
from mesh_assets.product.mesh import load_mesh
from mesh_assets.settings import load_settings

ORDERS = "orders/customer-orders"


@pytest.fixture(scope="module")
def lineage(home_of_models):
    settings = replace(load_settings(), home=home_of_models)
    return MeshLineage(load_mesh(settings.domains), DbtProject(settings))


def test_every_model_is_followed(lineage):
    assert {each.identifier: lineage.of(each).unfollowed for each in lineage.mesh.products} == {
        each.identifier: () for each in lineage.mesh.products
    }


def test_every_promised_column_is_made_of_something_or_counted(lineage):
    without = {
        (product.identifier, name)
        for product in lineage.mesh.products
        for name, value in lineage.of(product).output.columns.items()
        if not value.origins
    }
    assert without == {
        ("customers/customer-segments", "order_count"),
        ("customers/customer-segments", "segment"),
        ("finance/daily-revenue", "payment_count"),
    }


def test_a_column_reaches_products_and_people(lineage):
    impact = column_impact(lineage, ORDERS, "order_id")

    assert [one.product for one in impact.products] == [
        "finance/daily-revenue",
        "orders/order-items",
    ]
    assert {one.consumer for one in impact.consumers} == {
        "finance-analytics@company.com",
        "customer-desk@company.com",
    }


def test_a_part_of_an_object_reaches_those_who_read_that_part(lineage):
    profiles = "customers/customer-profiles"
    found = column_impact(lineage, profiles, "address.country").products

    assert [(each.product, each.columns) for each in found] == [
        ("customers/customer-segments", ("country_code",)),
        ("customers/customer-segments-v1", ("country",)),
    ]
    assert not column_impact(lineage, profiles, "address.city").is_used


def test_the_agreements_hold(lineage):
    contracts = list(lineage.mesh.consumers)

    assert {each.identifier for each in contracts} >= {
        "finance/customer-orders-contract-v2",
        "finance/attributed-revenue",
        "customers/order-frequency",
    }
    assert [problem for each in contracts for problem in consumer_problems(each, lineage)] == []
