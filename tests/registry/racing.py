"""What each of several processes registers; imports little, as each starts anew."""

import json

from mesh_assets.contract.compatibility.native import SchemaFormat
from mesh_assets.registry.declaration import RegistryRules
from mesh_assets.registry.records import OfferedSchema
from mesh_assets.registry.registry import Registry
from mesh_assets.registry.store import RegistryStore

EACH = 8
APPROVERS = ("platform@company.com", "governance@company.com")
RULES = RegistryRules.model_validate(
    {
        "provider": "confluent",
        "compatibility": "BACKWARD",
        "review": {"required": True, "approvers": list(APPROVERS)},
    }
)


def avro(*fields, name="Order"):
    """The text of a record; a field is a pair of name and type, or a triple with a default."""
    return json.dumps(
        {
            "type": "record",
            "name": name,
            "namespace": "orders",
            "fields": [
                dict(zip(("name", "type", "default"), field, strict=False)) for field in fields
            ],
        }
    )


def offered(text):
    return OfferedSchema(SchemaFormat.AVRO, text)


def register_many(uri, start, number):
    """Register schemas that all do, and schemas that this process alone does."""
    registry = Registry(RegistryStore(uri), RULES)
    start.wait()
    for index in range(EACH):
        registry.register("common-value", offered(avro(("id", "string"), (f"n{index}", "int", 0))))
        own = avro(("id", "string"), (f"p{number}_{index}", "int", 0))
        registry.register("own-value", offered(own))
