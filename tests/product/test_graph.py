"""Products as a graph: order of publication, consumers, cycles."""

import pytest

from mesh_assets.product.graph import CyclicProducts, ProductGraph, publication_order
from mesh_assets.product.mesh import load_mesh

REVENUE = ProductGraph(
    {
        "finance/revenue": ("orders/orders", "payments/payments"),
        "payments/payments": ("payments/events",),
        "orders/orders": (),
        "payments/events": (),
        "customers/segments": ("orders/orders", "elsewhere/weather"),
        "board/report": ("finance/revenue", "customers/segments"),
    }
)


def write_product(domains, domain, name, upstreams=()):
    folder = domains / domain / name.replace("-", "_")
    folder.mkdir(parents=True)
    (domains / domain / "domain.yaml").write_text(f"name: {domain}\nowner: {domain}@company.com\n")
    ports = "".join(f"  - {{source: 'product://{each}', major: 1}}\n" for each in upstreams)
    (folder / "product.yaml").write_text(
        f"name: {name}\ndomain: {domain}\nowner: {domain}@company.com\nversion: 1.0.0\n"
        + (f"input_ports:\n{ports}" if ports else "")
    )


def test_every_product_comes_after_all_that_it_reads():
    order = REVENUE.order()

    assert sorted(order) == sorted(REVENUE.upstreams)
    for consumer, read in REVENUE.upstreams.items():
        for upstream in read:
            if upstream in REVENUE.upstreams:
                assert order.index(upstream) < order.index(consumer)


def test_the_order_is_the_same_each_time():
    again = ProductGraph(dict(REVENUE.upstreams))

    assert again.order() == REVENUE.order()


def test_direct_consumers_are_named():
    assert REVENUE.consumers("orders/orders") == ("customers/segments", "finance/revenue")
    assert REVENUE.consumers("elsewhere/weather") == ("customers/segments",)
    assert REVENUE.consumers("board/report") == ()


def test_all_consumers_begin_with_the_nearest():
    assert REVENUE.all_consumers("payments/events") == (
        "payments/payments",
        "finance/revenue",
        "board/report",
    )
    assert REVENUE.all_consumers("orders/orders") == (
        "customers/segments",
        "finance/revenue",
        "board/report",
    )


def test_a_mesh_without_cycles_has_none():
    assert REVENUE.cycles() == ()


def test_a_cycle_is_shown_once_and_the_shortest_way_round():
    graph = ProductGraph(
        {
            "a/a": ("c/c", "b/b"),
            "b/b": ("a/a",),
            "c/c": ("b/b",),
            "d/d": ("a/a",),
            "e/e": ("e/e",),
        }
    )

    assert graph.cycles() == (("a/a", "b/b", "a/a"), ("c/c", "b/b", "a/a", "c/c"), ("e/e", "e/e"))
    with pytest.raises(CyclicProducts, match="a/a -> b/b -> a/a") as caught:
        graph.order()
    assert caught.value.cycles == graph.cycles()


def test_consumers_of_a_product_in_a_cycle_do_not_name_itself():
    graph = ProductGraph({"a/a": ("b/b",), "b/b": ("a/a",)})

    assert graph.all_consumers("a/a") == ("b/b",)


def test_the_specs_of_a_mesh_tell_the_order(tmp_path):
    write_product(tmp_path, "finance", "revenue", ["orders/order-items", "orders/orders"])
    write_product(tmp_path, "orders", "order-items", ["orders/orders"])
    write_product(tmp_path, "orders", "orders")

    order = publication_order(load_mesh(tmp_path))

    assert [product.identifier for product in order] == [
        "orders/orders",
        "orders/order-items",
        "finance/revenue",
    ]
