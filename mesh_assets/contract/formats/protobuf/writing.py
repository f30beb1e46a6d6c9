"""What an ODCS document keeps of the message that it was translated from.

The source itself, for an export that changes nothing, and of each field what an export of an edited
contract needs, so that messages which were already sent can still be read.
"""

import json
from typing import TYPE_CHECKING, Any

from mesh_assets.contract.canonical import contract_data
from mesh_assets.contract.formats.kept import remember
from mesh_assets.contract.formats.protobuf.document import ProtoFile
from mesh_assets.contract.formats.protobuf.messages import Enumeration, Message
from mesh_assets.contract.formats.protobuf.translation import is_map, scalar_name
from mesh_assets.contract.formats.protobuf.words import PREFIX, SCALARS
from mesh_assets.contract.model import Contract
from mesh_assets.documents.digest import digest_of

if TYPE_CHECKING:
    from google.protobuf.descriptor_pb2 import FieldDescriptorProto


def keep_source(
    odcs: dict[str, Any], file: ProtoFile, message: Message, contract: Contract
) -> None:
    """Add to the document of one message what is needed to write it again.

    `contract` is what the document says without it.
    """
    [table] = odcs["schema"]
    _keep_message(table, file, message)
    remember(table, "package", message.file.package, PREFIX)
    if message.file.syntax != "proto3":
        remember(table, "syntax", "proto2", PREFIX)
    remember(table, "source", file.document.text, PREFIX)
    remember(table, "digest", digest_of_meaning(contract), PREFIX)


def digest_of_meaning(contract: Contract) -> str:
    """The digest of what a contract says in columns and rules."""
    said = {key: one for key, one in contract_data(contract).items() if key != "digest"}
    return digest_of(said)


def _keep_message(one: dict[str, Any], file: ProtoFile, message: Message) -> None:
    descriptor = message.descriptor
    remember(one, "message", descriptor.name, PREFIX)
    ranges = [[each.start, each.end - 1] for each in descriptor.reserved_range]
    ranges += [[each.start, each.end - 1] for each in descriptor.extension_range]
    if ranges:
        remember(one, "reserved", ranges, PREFIX)
    if descriptor.reserved_name:
        remember(one, "reservedNames", list(descriptor.reserved_name), PREFIX)
    for inner, field in zip(one.get("properties", []), descriptor.field, strict=True):
        _keep_field(inner, file, message, field)


def _keep_field(
    one: dict[str, Any], file: ProtoFile, message: Message, field: "FieldDescriptorProto"
) -> None:
    remember(one, "number", field.number, PREFIX)
    if field.name != one["name"]:
        remember(one, "field", field.name, PREFIX)
    if field.json_name != one["name"]:
        remember(one, "jsonName", field.json_name, PREFIX)
    if (presence := _presence(field)) is not None:
        remember(one, "presence", presence, PREFIX)
    if field.HasField("oneof_index") and not field.proto3_optional:
        oneof = message.descriptor.oneof_decl[field.oneof_index].name
        remember(one, "oneof", oneof, PREFIX)
    if field.options.deprecated:
        remember(one, "deprecated", True, PREFIX)
    if field.HasField("default_value"):
        remember(one, "default", _default(field), PREFIX)
    value = one.get("items", one)
    if is_map(file, field):
        remember(one, "type", _map_type(file, field), PREFIX)
    elif field.type == field.TYPE_ENUM:
        remember(value, "enum", _enumeration(file.messages.enum_of(field)), PREFIX)
    elif "properties" in value:
        _keep_message(value, file, file.messages.message_of(field))
    else:
        remember(value, "type", _type_name(field), PREFIX)


def _default(field: "FieldDescriptorProto") -> str:
    is_text = field.type in {field.TYPE_STRING, field.TYPE_BYTES}
    return json.dumps(field.default_value) if is_text else str(field.default_value)


def _presence(field: "FieldDescriptorProto") -> str | None:
    """How the field says that it may be left out; None where nothing is said."""
    if field.proto3_optional:
        return "optional"
    is_single = field.label != field.LABEL_REPEATED and not field.HasField("oneof_index")
    return "implicit" if is_single and field.type != field.TYPE_MESSAGE else None


def _type_name(field: "FieldDescriptorProto") -> str:
    name = scalar_name(field)
    return name if name in SCALARS else field.type_name.removeprefix(".")


def _map_type(file: ProtoFile, field: "FieldDescriptorProto") -> str:
    key, value = file.messages.message_of(field).descriptor.field
    return f"map<{_type_name(key)}, {_type_name(value)}>"


def _enumeration(one: Enumeration) -> dict[str, Any]:
    aliased = {"allow_alias": True} if one.descriptor.options.allow_alias else {}
    values = {each.name: each.number for each in one.descriptor.value}
    return {"name": one.descriptor.name, "values": values, **aliased}
