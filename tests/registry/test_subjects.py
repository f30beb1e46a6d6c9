"""The subjects of products, named after the topics of their streams."""

import pytest

from mesh_assets.contract.compatibility.native import SchemaFormat
from mesh_assets.product.product import DataProduct
from mesh_assets.product.versions import with_versions
from mesh_assets.registry.subjects import NoTopic, streams_of


def product(*ports, **more):
    return DataProduct.model_validate(
        {
            "name": "customer-orders",
            "domain": "orders",
            "owner": "orders-engineering@company.com",
            "version": "2.1.0",
            "output_ports": ports,
            **more,
        }
    )


def stream(**words):
    return {"type": "stream", **words}


def test_the_seeds_port_names_its_topic():
    port = stream(
        endpoint="kafka://kafka.internal/orders.customer_orders.v2", format="Avro (Schema Registry)"
    )
    [found] = streams_of(product(port))

    assert found.subject == "orders.customer_orders.v2-value"
    assert found.format is SchemaFormat.AVRO


def test_without_a_port_the_topic_has_the_products_name_and_major_version():
    [found] = streams_of(product({"type": "sql"}))
    assert (found.topic, found.format) == ("orders.customer_orders.v2", SchemaFormat.AVRO)
    assert [each.topic for each in streams_of(product(stream()))] == [found.topic]


def test_major_versions_side_by_side_have_a_topic_each():
    declared = product(versions=[{"version": "1.4.0", "contract": "contract.v1.odcs.yaml"}])
    topics = [streams_of(each)[0].topic for each in with_versions(declared)]
    assert topics == ["orders.customer_orders.v2", "orders.customer_orders.v1"]


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("Protobuf", SchemaFormat.PROTOBUF),
        ("JSON Schema", SchemaFormat.JSON),
        ("avro", SchemaFormat.AVRO),
    ],
)
def test_the_port_says_how_its_messages_are_written(written, form):
    assert [each.format for each in streams_of(product(stream(format=written)))] == [form]


@pytest.mark.parametrize(
    ("port", "message"),
    [
        (stream(endpoint="kafka://kafka.internal"), "names no topic"),
        (stream(endpoint="https://api.internal/orders"), "is no kafka:// address"),
        (stream(format="Parquet"), "write Avro, Protobuf or JSON"),
    ],
)
def test_a_port_that_names_no_topic_is_refused(port, message):
    with pytest.raises(NoTopic, match=message):
        streams_of(product(port))
