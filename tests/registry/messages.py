"""The schemas of the seed, and others, as producers of messages have them."""

from pathlib import Path

from google.protobuf import descriptor_pool, message_factory
from racing import avro

from mesh_assets.contract.formats.protobuf.descriptors import compile_proto

SEED = Path(__file__).parents[1] / "contract" / "seed"

ORDER_PROTO = """\
syntax = "proto3";
message OrderV1 {
  string order_id = 1;
  string customer_id = 2;
  double amount = 3;
  string currency = 4;
  string created_at = 5;
}
"""

ORDER = {
    "order_id": "ord_0000000001",
    "customer_id": "cus_0000000001",
    "amount": 12.5,
    "currency": "EUR",
    "created_at": "2026-01-05T10:00:00Z",
}


ORDER_AVRO = avro(
    ("order_id", "string"),
    ("customer_id", "string"),
    ("amount", "double"),
    ("currency", "string"),
    ("created_at", "string"),
)


def message_class(text, name, imports=None):
    """The class that protoc would generate for a message."""
    pool = descriptor_pool.DescriptorPool()
    for file in compile_proto(text, "message.proto", imports).file:
        pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(name))
