"""The major versions of one product.yaml, each as a product of its own."""

from pathlib import Path

import pytest

from mesh_assets.documents.problem import DocumentError
from mesh_assets.product.graph import ProductGraph
from mesh_assets.product.mesh import load_domain
from mesh_assets.product.versions import product_read

DOMAIN = "name: orders\nowner: orders-engineering@company.com\n"
SPEC = """\
name: customer-orders
domain: orders
owner: orders-engineering@company.com
version: 2.1.0
description: Every order.
slo: {freshness: 1h}
partitions: {by: created_at, every: day, start: 2026-01-01}
output_ports:
  - {type: sql, endpoint: "trino://data.internal/orders", format: Iceberg table}
contract: contract.odcs.yaml
catalog: {pii_columns: [customer_email]}
versions:
  - version: 1.4.0
    contract: contract.v1.odcs.yaml
    mapping: v1.sql
    catalog: {pii_columns: [email]}
"""
READER = """\
name: {name}
domain: orders
owner: orders-engineering@company.com
version: 1.0.0
input_ports: [{{name: orders, source: product://orders/customer-orders, major: {major}}}]
"""


def write(folder: Path, **specs: str) -> Path:
    (folder / "domain.yaml").write_text(DOMAIN)
    for name, text in specs.items():
        (folder / name).mkdir()
        (folder / name / "product.yaml").write_text(text)
    return folder


@pytest.fixture
def orders(tmp_path):
    folder = tmp_path / "orders"
    folder.mkdir()
    return folder


def test_an_entry_is_a_product_of_its_own(orders):
    domain = load_domain(write(orders, customer_orders=SPEC))
    current, old = domain.products
    assert (current.identifier, old.identifier) == (
        "orders/customer-orders",
        "orders/customer-orders-v1",
    )
    assert old.table_name == "customer_orders_v1"
    assert old.current_identifier == current.identifier
    assert (old.owner, old.partitions, old.slo) == (current.owner, current.partitions, current.slo)
    assert old.folder == current.folder
    assert old.mapping_file == current.folder / "v1.sql"
    assert old.catalog.pii_columns == ("email",)
    [port] = old.product_inputs
    assert (port.name, port.source, port.major) == (
        "current",
        "product://orders/customer-orders",
        2,
    )
    assert str(port.mapping(old.partitions)) == "same"
    assert [(each.type, each.endpoint) for each in old.output_ports] == [("sql", None)]


def test_what_an_entry_says_changes_its_own_digest_alone(orders):
    write(orders, customer_orders=SPEC)
    before = [product.digest for product in load_domain(orders).products]
    file = orders / "customer_orders" / "product.yaml"
    file.write_text(SPEC.replace("1.4.0", "1.5.0"))
    after = [product.digest for product in load_domain(orders).products]
    assert after[0] == before[0]
    assert after[1] != before[1]


def test_a_port_reads_the_version_that_it_accepts(orders):
    write(
        orders,
        customer_orders=SPEC,
        newest=READER.format(name="newest", major=2),
        oldest=READER.format(name="oldest", major=1),
        unserved=READER.format(name="unserved", major=3),
    )
    graph = ProductGraph.of(load_domain(orders).products)
    assert graph.consumers("orders/customer-orders-v1") == ("orders/oldest",)
    assert graph.consumers("orders/customer-orders") == (
        "orders/customer-orders-v1",
        "orders/newest",
        "orders/unserved",
    )
    assert graph.all_consumers("orders/customer-orders")[-1] == "orders/oldest"


@pytest.mark.parametrize(
    ("accepted", "majors", "read"),
    [
        (1, {"a/b": 1}, "a/b"),
        (1, {"a/b": 2, "a/b-v1": 1}, "a/b-v1"),
        (2, {"a/b": 2, "a/b-v1": 1}, "a/b"),
        (3, {"a/b": 2, "a/b-v1": 1}, "a/b"),
        (None, {"a/b": 2}, "a/b"),
        (1, {}, "a/b"),
    ],
)
def test_which_product_serves_a_port(accepted, majors, read):
    assert product_read("a/b", accepted, majors) == read


def test_a_folder_cannot_bear_the_name_of_a_version(orders):
    old = SPEC.split("versions:", 1)[0].replace("customer-orders", "customer-orders-v1")
    with pytest.raises(DocumentError) as caught:
        load_domain(write(orders, customer_orders=SPEC, customer_orders_v1=old))
    [found] = caught.value.problems
    assert found.path == "name"
    assert "declare it under `versions` in customer_orders/product.yaml" in found.message


def test_a_product_may_end_in_a_number_where_no_other_bears_the_name(orders):
    spec = SPEC.split("versions:", 1)[0].replace("customer-orders", "ledger-v2")
    [product] = load_domain(write(orders, ledger_v2=spec)).products
    assert product.name == "ledger-v2"
