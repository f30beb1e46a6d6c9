"""The served registry and Confluent's own client."""

import json

import pytest
from confluent_kafka.schema_registry import Schema, SchemaReference
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.schema_registry.json_schema import JSONDeserializer, JSONSerializer
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer, ProtobufSerializer
from confluent_kafka.serialization import MessageField, SerializationContext
from messages import ORDER, ORDER_AVRO, ORDER_PROTO, SEED, message_class
from racing import APPROVERS, avro, offered

SUBJECT = "orders-value"
ORDERS = SerializationContext("orders", MessageField.VALUE)


def refused(call, *arguments, **words):
    with pytest.raises(SchemaRegistryError) as refusal:
        call(*arguments, **words)
    return refusal.value.http_status_code, refusal.value.error_code


def test_avro_goes_there_and_back(registry):
    written = AvroSerializer(registry.client(), ORDER_AVRO)(ORDER, ORDERS)

    assert written[:5] == b"\0\0\0\0\1"
    # The reader has never seen the schema: it asks for the one that the message names.
    assert AvroDeserializer(registry.client())(written, ORDERS) == ORDER
    assert registry.client().get_subjects() == [SUBJECT]


def test_json_goes_there_and_back(registry):
    text = (SEED / "orders.v1.json").read_text()
    written = JSONSerializer(text, registry.client())(ORDER, ORDERS)
    read = JSONDeserializer(None, schema_registry_client=registry.client())

    assert read(written, ORDERS) == ORDER
    assert registry.client().get_latest_version(SUBJECT).schema.schema_type == "JSON"


def test_protobuf_goes_there_and_back(registry):
    order = message_class(ORDER_PROTO, "OrderV1")
    plain = {"use.deprecated.format": False}
    written = ProtobufSerializer(order, registry.client(), plain)(order(**ORDER), ORDERS)
    read = ProtobufDeserializer(order, plain, schema_registry_client=registry.client())

    assert read(written, ORDERS) == order(**ORDER)
    # What the client registers is a descriptor; the text of the file is the same schema.
    found = registry.client().lookup_schema(SUBJECT, Schema(ORDER_PROTO, "PROTOBUF"))
    assert (found.version, found.schema_id) == (1, 1)


def test_protobuf_brings_what_it_imports(registry):
    money = 'syntax = "proto3"; package shop; message Money { int64 cents = 1; }'
    sale = """\
syntax = "proto3";
package shop;
import "shop/money.proto";
import "google/protobuf/timestamp.proto";
message Sale { Money price = 1; google.protobuf.Timestamp at = 2; }
"""
    made = message_class(sale, "shop.Sale", {"shop/money.proto": money})
    plain = {"use.deprecated.format": False}
    sold = made(price={"cents": 250}, at={"seconds": 5})
    written = ProtobufSerializer(made, registry.client(), plain)(sold, ORDERS)

    read = ProtobufDeserializer(made, plain, schema_registry_client=registry.client())
    assert read(written, ORDERS) == sold
    assert registry.client().get_subjects() == [SUBJECT, "shop/money.proto"]
    assert registry.client().get_referenced_by("shop/money.proto", 1) == [2]
    assert refused(registry.client().delete_subject, "shop/money.proto") == (422, 42206)
    # The reference counts for what it says: cents of another kind are another price.
    other = money.replace("int64", "sint64")
    changed = message_class(sale, "shop.Sale", {"shop/money.proto": other})
    with pytest.raises(SchemaRegistryError, match="FIELD_SCALAR_KIND_CHANGED"):
        ProtobufSerializer(changed, registry.client(), plain)(changed(), ORDERS)


def test_the_same_schema_is_the_same_however_it_is_written(client):
    first = client.register_schema(SUBJECT, Schema(ORDER_AVRO, "AVRO"))
    laid_out = json.dumps(json.loads(ORDER_AVRO), indent=4, sort_keys=True)

    assert client.register_schema(SUBJECT, Schema(laid_out, "AVRO")) == first
    assert client.get_versions(SUBJECT) == [1]
    # Identifiers are those of schemas, whatever the subject.
    assert client.register_schema("archive-value", Schema(laid_out, "AVRO")) == first
    found = [(each.subject, each.version) for each in client.get_schema_versions(first)]
    assert found == [("archive-value", 1), (SUBJECT, 1)]
    assert client.get_subjects_by_schema_id(first) == ["archive-value", SUBJECT]


def test_versions_are_told_one_by_one(registry):
    client = registry.client()
    wider = avro(("id", "string"), ("note", ["null", "string"], None))
    client.register_schema(SUBJECT, Schema(avro(("id", "string")), "AVRO"))
    client.register_schema(SUBJECT, Schema(wider, "AVRO"))

    assert client.get_versions(SUBJECT) == [1, 2]
    latest = registry.client().get_latest_version(SUBJECT)
    assert (latest.version, latest.schema_id, latest.schema.schema_str) == (2, 2, wider)
    assert registry.client().get_version(SUBJECT, 1).schema.schema_str == avro(("id", "string"))
    assert registry.client().get_schema(2).schema_str == wider
    assert registry.client().lookup_schema(SUBJECT, Schema(wider, "AVRO")).version == 2


def test_a_break_is_refused_and_named(registry):
    client = registry.client()
    client.register_schema(SUBJECT, Schema(avro(("id", "string")), "AVRO"))
    broken = Schema(avro(("id", "string"), ("amount", "double")), "AVRO")

    assert client.test_compatibility(SUBJECT, broken) is False
    with pytest.raises(SchemaRegistryError) as refusal:
        client.register_schema(SUBJECT, broken)
    assert (refusal.value.http_status_code, refusal.value.error_code) == (409, 409)
    said = refusal.value.error_message
    assert "the new version does not read version 1" in said
    assert "READER_FIELD_MISSING_DEFAULT_VALUE at /fields/amount" in said
    assert "it registers once platform@company.com and governance@company.com approved it" in said
    assert client.get_versions(SUBJECT) == [1]


def test_a_break_registers_once_all_have_approved_exactly_it(registry):
    client = registry.client()
    client.register_schema(SUBJECT, Schema(avro(("id", "string")), "AVRO"))
    broken = Schema(avro(("id", "string"), ("amount", "double")), "AVRO")
    other = Schema(avro(("id", "string"), ("amount", "float")), "AVRO")
    for approver in APPROVERS:
        assert refused(client.register_schema, SUBJECT, broken) == (409, 409)
        registry.registry.approve(
            SUBJECT, offered(broken.schema_str), approver, "nobody reads the topic yet"
        )

    assert refused(client.register_schema, SUBJECT, other) == (409, 409)
    client.register_schema("other-value", Schema(avro(("id", "string")), "AVRO"))
    assert refused(client.register_schema, "other-value", broken) == (409, 409)
    assert client.register_schema(SUBJECT, broken) == 2
    assert client.get_versions(SUBJECT) == [1, 2]


def test_a_level_is_set_and_holds(registry):
    client = registry.client()
    assert client.get_compatibility() == "BACKWARD"
    assert refused(client.get_compatibility, SUBJECT) == (404, 40408)
    client.register_schema(SUBJECT, Schema(avro(("id", "string")), "AVRO"))
    narrower = Schema(avro(), "AVRO")
    assert client.test_compatibility(SUBJECT, narrower)

    client.set_compatibility(SUBJECT, "FULL")

    assert client.get_compatibility(SUBJECT) == "FULL"
    assert not client.test_compatibility(SUBJECT, narrower)
    assert refused(client.register_schema, SUBJECT, narrower) == (409, 409)
    assert refused(client.set_compatibility, SUBJECT, "FORWARDS") == (422, 42203)
    # Otherwise whoever can reach the registry breaks what two roles have to approve.
    assert refused(client.set_compatibility, SUBJECT, "NONE") == (422, 42205)
    assert refused(client.set_compatibility, SUBJECT, "FORWARD") == (422, 42205)
    assert client.get_compatibility(SUBJECT) == "FULL"


def test_deleted_versions_are_not_offered_and_still_read(registry):
    client = registry.client()
    first, second = avro(("id", "string")), avro(("id", "string"), ("n", "int", 0))
    for text in (first, second):
        client.register_schema(SUBJECT, Schema(text, "AVRO"))

    assert client.delete_version(SUBJECT, 2) == 2
    assert client.get_versions(SUBJECT) == [1]
    assert client.get_versions(SUBJECT, deleted=True) == [1, 2]
    assert client.get_versions(SUBJECT, deleted_only=True) == [2]
    assert registry.client().get_latest_version(SUBJECT).version == 1
    assert registry.client().get_schema(2).schema_str == second
    assert refused(registry.client().get_version, SUBJECT, 2) == (404, 40402)
    assert registry.client().get_version(SUBJECT, 2, deleted=True).schema_id == 2
    # A number is given once, and a schema keeps its identifier.
    assert registry.client().register_schema(SUBJECT, Schema(second, "AVRO")) == 2
    assert client.get_versions(SUBJECT) == [1, 3]

    assert client.delete_subject(SUBJECT) == [1, 3]
    assert client.get_subjects() == []
    assert client.get_subjects(deleted=True) == client.get_subjects(deleted_only=True) == [SUBJECT]
    assert refused(client.delete_subject, SUBJECT) == (404, 40401)
    assert refused(client.delete_subject, SUBJECT, permanent=True) == (422, 42205)


def test_a_deletion_does_not_spare_a_break_its_review(registry):
    client = registry.client()
    client.register_schema(SUBJECT, Schema(avro(("id", "string")), "AVRO"))
    broken = Schema(avro(("number", "int")), "AVRO")
    client.delete_subject(SUBJECT)

    assert refused(client.register_schema, SUBJECT, broken) == (409, 409)
    for approver in APPROVERS:
        registry.registry.approve(
            SUBJECT, offered(broken.schema_str), approver, "the topic is empty"
        )
    assert client.register_schema(SUBJECT, broken) == 2


def test_the_errors_have_confluents_numbers(client):
    order = Schema(ORDER_AVRO, "AVRO")
    assert refused(client.get_versions, SUBJECT) == (404, 40401)
    assert refused(client.get_latest_version, SUBJECT) == (404, 40401)
    assert refused(client.get_schema, 7) == (404, 40403)
    assert refused(client.lookup_schema, SUBJECT, order) == (404, 40401)
    assert client.test_compatibility(SUBJECT, order)
    assert refused(client.test_compatibility, SUBJECT, order, version=3) == (404, 40402)
    client.register_schema(SUBJECT, order)
    assert refused(client.get_version, SUBJECT, 5) == (404, 40402)
    assert refused(client.get_version, SUBJECT, "first") == (422, 42202)
    assert refused(client.get_version, SUBJECT, 0) == (422, 42202)
    assert refused(client.lookup_schema, SUBJECT, Schema(avro(), "AVRO")) == (404, 40403)
    for text, form in (
        ('{"type": "recrd"}', "AVRO"),
        ("not json", "JSON"),
        ('{"type": "strin"}', "JSON"),
        ('{"$schema": "http://127.0.0.1:1/dialect"}', "JSON"),
        ("message {", "PROTOBUF"),
        ("<xml/>", "XML"),
        (f"{'[' * 3000}{']' * 3000}", "AVRO"),
    ):
        assert refused(client.register_schema, "bad-value", Schema(text, form)) == (422, 42201)
    reference = SchemaReference("Money", "money-value", 1)
    lost = Schema(ORDER_AVRO, "AVRO", [reference])
    assert refused(client.register_schema, SUBJECT, lost) == (422, 42201)
    assert client.get_subjects() == [SUBJECT]


def test_avro_and_json_schema_refer_to_other_subjects(registry):
    client = registry.client()
    money = avro(("cents", "long"), name="Money")
    client.register_schema("money-value", Schema(money, "AVRO"))
    price = Schema(
        avro(("price", "orders.Money")),
        "AVRO",
        [SchemaReference("orders.Money", "money-value", 1)],
    )
    assert client.register_schema(SUBJECT, price) == 2
    found = registry.client().get_latest_version(SUBJECT).schema
    assert found.references == price.references
    written = AvroSerializer(registry.client(), found)({"price": {"cents": 5}}, ORDERS)
    assert AvroDeserializer(registry.client())(written, ORDERS) == {"price": {"cents": 5}}

    cents = '{"type": "integer", "minimum": 0}'
    client.register_schema("cents-value", Schema(cents, "JSON"))
    sale = Schema(
        '{"type": "object", "properties": {"price": {"$ref": "cents.json"}}}',
        "JSON",
        [SchemaReference("cents.json", "cents-value", 1)],
    )
    client.register_schema("sales-value", sale)
    # The price was bounded by the reference, and a text of its own has no bound.
    unbounded = sale.schema_str.replace('{"$ref": "cents.json"}', '{"type": "integer"}')
    assert client.test_compatibility("sales-value", Schema(unbounded, "JSON"))
    narrow = sale.schema_str.replace('{"$ref": "cents.json"}', '{"type": "integer", "minimum": 1}')
    assert not client.test_compatibility("sales-value", Schema(narrow, "JSON"))
