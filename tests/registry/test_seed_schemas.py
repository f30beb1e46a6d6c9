"""The seed's own schemas, on its own subject."""

import json

import pytest
from confluent_kafka.schema_registry import Schema
from confluent_kafka.schema_registry.error import SchemaRegistryError
from messages import ORDER_PROTO, SEED

SUBJECT = "orders-value"


def schema(name):
    return Schema((SEED / name).read_text(), "JSON")


def test_the_second_version_of_the_orders_breaks_the_first(client):
    client.register_schema(SUBJECT, schema("orders.v1.json"))

    with pytest.raises(SchemaRegistryError) as refusal:
        client.register_schema(SUBJECT, schema("orders.v2.json"))
    assert refusal.value.http_status_code == 409
    # So that it is a subject of its own, as the topic of a new major version is.
    client.register_schema("orders.public.orders.v1-value", schema("orders.v1.json"))
    client.register_schema("orders.public.orders.v2-value", schema("orders.v2.json"))


def test_a_currency_more_is_no_break(client):
    one = json.loads((SEED / "orders.v1.json").read_text())
    client.register_schema(SUBJECT, schema("orders.v1.json"))
    one["properties"]["currency"]["enum"].append("CHF")

    assert client.register_schema(SUBJECT, Schema(json.dumps(one), "JSON")) == 2
    one["properties"]["currency"]["enum"].remove("GBP")
    assert not client.test_compatibility(SUBJECT, Schema(json.dumps(one), "JSON"))


def test_the_message_grows_and_keeps_its_kinds(client):
    client.register_schema(SUBJECT, Schema(ORDER_PROTO, "PROTOBUF"))
    grown = ORDER_PROTO.replace("5;\n", "5;\n  string note = 6;\n")

    assert client.register_schema(SUBJECT, Schema(grown, "PROTOBUF")) == 2
    other = Schema(grown.replace("double amount", "int64 amount"), "PROTOBUF")
    assert not client.test_compatibility(SUBJECT, other)
    # A subject has one format.
    assert not client.test_compatibility(SUBJECT, schema("orders.v1.json"))
