"""The messages and enums of a file and all that it imports, by their full names."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mesh_assets.contract.formats.protobuf.places import Numbers

if TYPE_CHECKING:
    from google.protobuf.descriptor_pb2 import (
        DescriptorProto,
        EnumDescriptorProto,
        FieldDescriptorProto,
        FileDescriptorProto,
        FileDescriptorSet,
    )

_MESSAGES_OF_FILE, _MESSAGES_OF_MESSAGE = 4, 3
"""The field numbers in descriptor.proto."""


@dataclass(frozen=True)
class Message:
    """A message, and where it stands."""

    name: str
    """Its full name."""
    descriptor: "DescriptorProto"
    file: "FileDescriptorProto"
    path: Numbers


@dataclass(frozen=True)
class Enumeration:
    """An enum, and where it stands."""

    name: str
    """Its full name."""
    descriptor: "EnumDescriptorProto"


class Messages:
    """What a set of files describes; its last file is the one that was asked for."""

    def __init__(self, files: "FileDescriptorSet") -> None:
        self.file: FileDescriptorProto = files.file[-1]
        self._messages: dict[str, Message] = {}
        self._enums: dict[str, Enumeration] = {}
        for file in files.file:
            places = ((_MESSAGES_OF_FILE, i) for i in range(len(file.message_type)))
            self._add(file, file.package, zip(file.message_type, places, strict=True))
            for enum in file.enum_type:
                self._add_enum(file.package, enum)

    def message_of(self, field: "FieldDescriptorProto") -> Message:
        """The message that a field holds."""
        return self._messages[field.type_name.removeprefix(".")]

    def enum_of(self, field: "FieldDescriptorProto") -> Enumeration:
        """The enum whose values a field holds."""
        return self._enums[field.type_name.removeprefix(".")]

    @cached_property
    def roots(self) -> Mapping[str, Message]:
        """The messages with fields that no other one of the file uses; all, where each is used."""
        used = {
            field.type_name.removeprefix(".")
            for name, one in self._messages.items()
            for field in one.descriptor.field
            if field.type_name.removeprefix(".") != name
        }
        roots = {
            name: one for name, one in self.own.items() if name not in used and one.descriptor.field
        }
        return roots or self.own

    @cached_property
    def own(self) -> Mapping[str, Message]:
        """The messages of the file itself."""
        return {
            name: one
            for name, one in self._messages.items()
            if one.file is self.file and not one.descriptor.options.map_entry
        }

    def _add(
        self,
        file: "FileDescriptorProto",
        around: str,
        found: Iterable[tuple["DescriptorProto", Numbers]],
    ) -> None:
        for descriptor, path in found:
            name = f"{around}.{descriptor.name}".removeprefix(".")
            self._messages[name] = Message(name, descriptor, file, path)
            self._add(file, name, _nested(descriptor, path))
            for enum in descriptor.enum_type:
                self._add_enum(name, enum)

    def _add_enum(self, around: str, descriptor: "EnumDescriptorProto") -> None:
        name = f"{around}.{descriptor.name}".removeprefix(".")
        self._enums[name] = Enumeration(name, descriptor)


def _nested(
    descriptor: "DescriptorProto", path: Numbers
) -> Iterator[tuple["DescriptorProto", Numbers]]:
    for index, one in enumerate(descriptor.nested_type):
        yield one, (*path, _MESSAGES_OF_MESSAGE, index)
