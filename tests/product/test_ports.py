"""Input ports by their source, and output ports."""

from pathlib import PurePosixPath

import pytest

from mesh_assets.product.ports import FilesInput, NamedInput, ProductInput

FILES = "{source: files://landing/orders/orders, format: ndjson, contract: orders.v2.json}"


def test_a_landing_folder_is_ingested(product):
    [port] = product(f"input_ports: [{FILES}]").input_ports

    assert isinstance(port, FilesInput)
    assert port.source.path == PurePosixPath("landing/orders/orders")
    assert (port.name, port.format, port.contract) == ("orders", "ndjson", "orders.v2.json")


def test_another_product_is_read(product):
    [port] = product("input_ports: [{source: product://customers/customer-profiles}]").input_ports

    assert isinstance(port, ProductInput)
    assert port.source.identifier == "customers/customer-profiles"
    assert (port.name, port.table_name) == ("customer-profiles", "customer_profiles")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("orders-db.public.orders", "orders"),
        ("payments.payment_confirmed events", "payment_confirmed"),
        ("SAP.Orders", "orders"),
        ("orders", "orders"),
    ],
)
def test_a_source_in_words_gives_the_port_its_name(product, source, name):
    [port] = product(f"input_ports: [{{source: {source}}}]").input_ports

    assert isinstance(port, NamedInput)
    assert (port.name, port.source) == (name, source)


def test_a_port_may_have_a_name_of_its_own(product):
    found = product("input_ports: [{source: a.b, name: order-lines}]")

    assert found.input_port("order-lines").table_name == "order_lines"


@pytest.mark.parametrize(
    ("key", "lacking"),
    [
        ("format", FILES.replace("format: ndjson, ", "")),
        ("contract", FILES.replace(", contract: orders.v2.json", "")),
    ],
)
def test_a_landing_folder_needs_a_format_and_a_contract(problem, key, lacking):
    found = problem(f"input_ports: [{lacking}]")

    assert found.path == f"input_ports[0].{key}"
    assert f"`{key}` is missing" in found.message


@pytest.mark.parametrize(
    ("source", "words", "meant"),
    [
        ("file://landing/orders", "is not a folder below", "files://landing/orders"),
        ("files:/landing/orders", "is not a folder below", "files://landing/orders"),
        ("fils://landing/orders", "nothing reads `fils://`", "files://landing/orders"),
        ("s3://bucket/orders", "nothing reads `s3://`", None),
        (
            "files:///landing/orders",
            "is not a folder below the mesh's home",
            "files://landing/orders",
        ),
        ("files://landing/../secret", "is not a folder below the mesh's home", None),
        ("files://", "is not a folder below the mesh's home", None),
        ("product://customers", "is not a data product", None),
        ("product:/customers/profiles", "is not a data product", "product://customers/profiles"),
        ("Product:customers/profiles", "is not a data product", "product://customers/profiles"),
        (
            "product://customers/Customer_Profiles",
            "is not a data product",
            "product://customers/customer-profiles",
        ),
    ],
)
def test_a_source_that_nothing_reads_is_refused(problem, source, words, meant):
    file_keys = "" if source.casefold().startswith("product:") else ", contract: c, format: csv"
    found = problem(f"input_ports: [{{source: '{source}', name: x{file_keys}}}]")

    assert found.path == "input_ports[0: x].source"
    assert words in found.message
    assert found.suggestion == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("last3", "last 3"),
        ("window 7", "window 7d"),
        ("Window: 36h", "window 36h"),
        ("last 0", None),
    ],
)
def test_a_partition_mapping_is_guessed(problem, written, meant):
    found = problem(
        f"input_ports: [{{source: 'product://a/b', major: 1, partitions: '{written}'}}]"
    )
    assert "is not a partition mapping" in found.message
    assert found.suggestion == meant


def test_a_key_of_another_kind_of_port_does_not_belong_here(problem):
    found = problem("input_ports: [{source: orders-db.orders, major: 1}]")
    assert (found.message, found.suggestion) == ("the key `major` does not belong here", None)


def test_a_source_is_text(problem):
    assert "must be a source" in problem("input_ports: [{source: 3}]").message


def test_a_port_needs_a_source(problem):
    found = problem("input_ports: [{name: orders}]")

    assert (found.path, found.line) == ("input_ports[0: orders].source", 5)
    assert found.message.startswith("`source` is missing")


def test_a_source_from_which_no_name_follows_asks_for_one(problem):
    found = problem("input_ports: [{source: 'a.b!'}]")

    assert found.path == "input_ports[0].name"
    assert "`b!` is not a port name" in found.message
    assert "write one as `name:`" in found.message


def test_a_product_is_read_under_its_own_contract(problem):
    found = problem("input_ports: [{source: product://a/b, contract: c.json}]")

    assert found.path == "input_ports[0].contract"
    assert found.message.startswith("remove this")


def test_names_that_make_the_same_table_are_refused(problem):
    found = problem(
        "input_ports:\n  - {source: a.order_lines}\n  - {source: b, name: order-lines}\n"
    )

    assert (found.line, found.path) == (7, "input_ports[1: order-lines]")
    assert found.message == "the input port `order_lines` stands above already"


def test_a_product_is_read_through_one_port(problem):
    found = problem(
        "input_ports:\n  - {source: product://a/b, name: today}\n"
        "  - {source: product://a/b, name: week, partitions: window 7d}\n"
    )

    assert (found.line, found.path) == (7, "input_ports[1: week]")
    assert found.message == "the product `a/b` stands above already"


def test_an_output_port_is_called_by_its_type(product):
    found = product("output_ports: [{type: sql}, {type: api}, {type: sql, name: snowflake}]")

    assert [port.name for port in found.output_ports] == ["sql", "api", "snowflake"]


def test_two_output_ports_of_one_name_are_refused(problem):
    found = problem("output_ports: [{type: sql}, {type: sql}]")

    assert found.message == "the output port `sql` stands above already"


def test_an_api_is_reached_over_http(problem):
    found = problem("output_ports: [{type: api, endpoint: 'kafka://host/topic'}]")

    assert found.path == "output_ports[0: api].endpoint"
    assert found.message == "an api is reached by https://, not by kafka://"


def test_an_unknown_type_of_port_is_refused(problem):
    found = problem("output_ports: [{type: sgl}]")

    assert (found.message, found.suggestion) == (
        "`sgl` is not allowed here: write sql, api or stream",
        "sql",
    )


def test_nothing_comes_late_to_a_product_without_partitions(problem):
    found = problem(
        "input_ports: [{source: files://a/b, format: csv, contract: c.json, lateness: 3d}]"
    )

    assert found.path == "input_ports[0].lateness"
    assert "remove this" in found.message
