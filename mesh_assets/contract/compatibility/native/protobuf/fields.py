"""What a field of one number may become, so that old messages are read as they were meant.

The kinds of scalars are those of the language guide of Protobuf, "Updating A Message Type".
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from mesh_assets.contract.compatibility.native.obstacle import Obstacle, inside
from mesh_assets.contract.compatibility.native.protobuf.files import MessageType, ProtobufSchema

if TYPE_CHECKING:
    from google.protobuf.descriptor_pb2 import FieldDescriptorProto

_SCALAR_KINDS = (
    ("general number", ("INT32", "INT64", "UINT32", "UINT64", "BOOL", "ENUM")),
    ("signed number", ("SINT32", "SINT64")),
    ("string or bytes", ("STRING", "BYTES")),
    ("fixed 32 bits", ("FIXED32", "SFIXED32")),
    ("fixed 64 bits", ("FIXED64", "SFIXED64")),
    ("float", ("FLOAT",)),
    ("double", ("DOUBLE",)),
)
"""Types of one kind are written alike."""

CompareMessages = Callable[[MessageType, MessageType], tuple[Obstacle, ...]]


def field_obstacles(
    written: "tuple[ProtobufSchema, FieldDescriptorProto]",
    read: "tuple[ProtobufSchema, FieldDescriptorProto]",
    compare: CompareMessages,
) -> Iterator[Obstacle]:
    """Compare two fields of one number."""
    (writer, old), (reader, new) = written, read
    before, after = _shape(writer, old), _shape(reader, new)
    if before != after:
        message = f"it is written as a {before} and read as a {after}"
        yield Obstacle("FIELD_KIND_CHANGED", "", message)
    elif before == "scalar":
        yield from _scalar_obstacles(old, new)
    elif before == "map":
        yield from _map_obstacles(written, read, compare)
    else:
        yield from _message_obstacles(_message(writer, old), _message(reader, new), compare)
    if is_required(new) and not is_required(old):
        yield Obstacle("REQUIRED_FIELD_ADDED", "", "it is required, and may not be written")


def is_required(field: "FieldDescriptorProto") -> bool:
    """Whether a message without the field is not read, as proto2 has it."""
    return bool(field.label == field.LABEL_REQUIRED)


def _scalar_obstacles(
    old: "FieldDescriptorProto", new: "FieldDescriptorProto"
) -> Iterator[Obstacle]:
    before, after = _scalar_kind(old), _scalar_kind(new)
    if before != after:
        message = f"a {before} is written and a {after} is read"
        yield Obstacle("FIELD_SCALAR_KIND_CHANGED", "", message)
    elif before != "string or bytes" and old.label != new.label:
        message = f"{_label(old)} numbers are written otherwise than {_label(new)} ones"
        yield Obstacle("FIELD_NUMERIC_LABEL_CHANGED", "", message)


def _map_obstacles(
    written: "tuple[ProtobufSchema, FieldDescriptorProto]",
    read: "tuple[ProtobufSchema, FieldDescriptorProto]",
    compare: CompareMessages,
) -> Iterator[Obstacle]:
    entries = [_message(schema, field).descriptor.field for schema, field in (written, read)]
    for part, old, new in zip(("key", "value"), *entries, strict=True):
        found = field_obstacles((written[0], old), (read[0], new), compare)
        yield from inside(part, found)


def _message_obstacles(
    old: MessageType, new: MessageType, compare: CompareMessages
) -> Iterator[Obstacle]:
    """Messages have to have one name; those of imports are compared here, others in their place."""
    if old.local_name != new.local_name:
        message = f"`{old.local_name}` is written and `{new.local_name}` is read"
        yield Obstacle("FIELD_NAMED_TYPE_CHANGED", "", message)
    elif old.is_imported or new.is_imported:
        yield from compare(old, new)


def _shape(schema: ProtobufSchema, field: "FieldDescriptorProto") -> str:
    if field.type == field.TYPE_GROUP:
        return "group"
    if field.type != field.TYPE_MESSAGE:
        return "scalar"
    return "map" if _message(schema, field).descriptor.options.map_entry else "message"


def _message(schema: ProtobufSchema, field: "FieldDescriptorProto") -> MessageType:
    return schema.messages[field.type_name.removeprefix(".")]


def _scalar_kind(field: "FieldDescriptorProto") -> str:
    name = field.Type.Name(field.type).removeprefix("TYPE_")
    return next(kind for kind, names in _SCALAR_KINDS if name in names)


def _label(field: "FieldDescriptorProto") -> str:
    return str(field.Label.Name(field.label)).removeprefix("LABEL_").lower()
