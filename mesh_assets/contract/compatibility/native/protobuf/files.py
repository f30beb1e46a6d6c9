"""From the text of a Protobuf schema to its descriptors.

A schema is the text of a `.proto` file or, as clients of registries send it, a serialised
`FileDescriptorProto` in Base64.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mesh_assets.contract.compatibility.native.schema import InvalidSchema, NativeSchema
from mesh_assets.contract.formats.protobuf.descriptors import compile_proto
from mesh_assets.documents.problem import DocumentError

if TYPE_CHECKING:
    from google.protobuf.descriptor_pb2 import DescriptorProto, FileDescriptorProto

ROOT = "schema.proto"
"""What a schema's own file is called, which has no name in a registry."""
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]+={0,2}\s*")


class MessageType(NamedTuple):
    """A message that a schema or its imports declare."""

    full_name: str
    package: str
    descriptor: "DescriptorProto"
    is_imported: bool

    @property
    def local_name(self) -> str:
        """The name without the package."""
        return self.full_name.removeprefix(f"{self.package}.") if self.package else self.full_name


class ProtobufSchema(NamedTuple):
    """A schema with all that it imports."""

    file: "FileDescriptorProto"
    messages: Mapping[str, MessageType]
    """All messages by their full names, with those of the imports."""


def parse_protobuf(schema: NativeSchema) -> ProtobufSchema:
    """Parse a schema and what it refers to; raises InvalidSchema."""
    files = [*descriptor_files(schema)]
    messages: dict[str, MessageType] = {}
    for file in files:
        is_imported = file is not files[-1]
        for name, descriptor in _messages(file.package, file.message_type):
            messages[name] = MessageType(name, file.package, descriptor, is_imported)
    return ProtobufSchema(files[-1], messages)


def descriptor_files(schema: NativeSchema) -> list["FileDescriptorProto"]:
    """The descriptors of a schema's file, which is the last, and of those that it imports."""
    own = serialised_file(schema.text)
    if own is None:
        return _compiled(schema.text, tuple(schema.references.items()))
    imported = {
        name: descriptor_files(NativeSchema(schema.format, text, _before(schema.references, name)))
        for name, text in schema.references.items()
    }
    files: dict[str, FileDescriptorProto] = {}
    for name, group in imported.items():
        files.update({file.name: file for file in (*group[:-1], _named(group[-1], name))})
    return [*files.values(), own]


def _named(file: "FileDescriptorProto", name: str) -> "FileDescriptorProto":
    renamed = type(file)()
    renamed.CopyFrom(file)
    renamed.name = name
    return renamed


def serialised_file(text: str) -> "FileDescriptorProto | None":
    """The descriptor that a text is in Base64; None for a text that is none."""
    from google.protobuf.descriptor_pb2 import FileDescriptorProto  # noqa: PLC0415
    from google.protobuf.message import DecodeError  # noqa: PLC0415

    if not _BASE64.fullmatch(text):
        return None
    try:
        return FileDescriptorProto.FromString(base64.b64decode(text, validate=False))
    except (binascii.Error, DecodeError):
        return None


@lru_cache(maxsize=256)
def _compiled(text: str, imports: tuple[tuple[str, str], ...]) -> list["FileDescriptorProto"]:
    try:
        return list(compile_proto(text, ROOT, dict(imports)).file)
    except DocumentError as error:
        raise InvalidSchema(f"is not a Protobuf schema: {error}") from None


def _before(references: Mapping[str, str], name: str) -> dict[str, str]:
    """The references that stand before one, and so may be needed by it."""
    found: dict[str, str] = {}
    for other, text in references.items():
        if other == name:
            break
        found[other] = text
    return found


def _messages(
    space: str, descriptors: "Iterator[DescriptorProto] | list[DescriptorProto]"
) -> "Iterator[tuple[str, DescriptorProto]]":
    for descriptor in descriptors:
        name = f"{space}.{descriptor.name}" if space else descriptor.name
        yield name, descriptor
        yield from _messages(name, descriptor.nested_type)


def serialised_text(schema: NativeSchema) -> str:
    """The descriptor of a schema's file in Base64, as clients ask for it."""
    return base64.b64encode(descriptor_files(schema)[-1].SerializeToString()).decode()


def normalised_file(schema: NativeSchema) -> bytes:
    """What a schema's file says, without its name, its comments and what is derived from names.

    The same for the text of a file and for its descriptor, which generated code carries.
    """
    file = _named(descriptor_files(schema)[-1], "")
    file.ClearField("name")
    file.ClearField("source_code_info")
    if file.syntax == "proto2":
        file.ClearField("syntax")
    for _, message in _messages("", file.message_type):
        for field in message.field:
            if field.json_name == _default_json_name(field.name):
                field.ClearField("json_name")
    return bytes(file.SerializeToString(deterministic=True))


def _default_json_name(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)
