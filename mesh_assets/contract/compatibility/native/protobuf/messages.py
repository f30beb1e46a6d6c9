"""What a reader of messages cannot read of a writer's, by the rules of Confluent's registry.

Fields are told apart by their numbers. Fields come and go as they like, unless they are required
or belong to a `oneof` that stays; messages do not go, and the package stays.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mesh_assets.contract.compatibility.native.obstacle import Obstacle, inside
from mesh_assets.contract.compatibility.native.protobuf.fields import field_obstacles, is_required
from mesh_assets.contract.compatibility.native.protobuf.files import MessageType, ProtobufSchema
from mesh_assets.contract.compatibility.native.protobuf.oneofs import (
    choice_obstacles,
    choices_by_number,
    is_dropped_alone,
)
from mesh_assets.contract.compatibility.native.settling import Settling

if TYPE_CHECKING:
    from google.protobuf.descriptor_pb2 import DescriptorProto


def protobuf_obstacles(writer: ProtobufSchema, reader: ProtobufSchema) -> tuple[Obstacle, ...]:
    """List what stands in the way of a reader; nothing where it reads all that is written."""
    return tuple(_Comparison(writer, reader).all_obstacles())


class _Comparison(Settling[MessageType, MessageType]):
    def __init__(self, writer: ProtobufSchema, reader: ProtobufSchema) -> None:
        super().__init__(self._fields, (_name, _name))
        self._writer = writer
        self._reader = reader

    def all_obstacles(self) -> Iterator[Obstacle]:
        old, new = self._writer.file, self._reader.file
        if old.package != new.package:
            message = f"`{old.package}` is written and `{new.package}` is read"
            yield Obstacle("PACKAGE_CHANGED", "", message)
        yield from self._declared(old.message_type, new.message_type, old.package, new.package)

    def _declared(
        self,
        old: "Iterable[DescriptorProto]",
        new: "Iterable[DescriptorProto]",
        old_space: str,
        new_space: str,
    ) -> Iterator[Obstacle]:
        """Compare the messages of a file, or inside a message, by their names."""
        after = {message.name: message for message in new}
        for message in old:
            if message.options.map_entry:
                continue
            name = message.name
            if name not in after:
                words = f"`{name}` may be written, and is not known"
                yield Obstacle("MESSAGE_REMOVED", f"/{name}", words)
                continue
            written = self._writer.messages[_inner(old_space, name)]
            read = self._reader.messages[_inner(new_space, name)]
            yield from inside(name, self.settle(written, read))
            nested = self._declared(
                message.nested_type,
                after[name].nested_type,
                written.full_name,
                read.full_name,
            )
            yield from inside(name, nested)

    def _fields(self, written: MessageType, read: MessageType) -> Iterator[Obstacle]:
        before = {field.number: field for field in written.descriptor.field}
        after = {field.number: field for field in read.descriptor.field}
        yield from choice_obstacles(written.descriptor, read.descriptor)
        choices = choices_by_number(written.descriptor)
        for number, field in sorted(before.items()):
            if number in after:
                found = field_obstacles(
                    (self._writer, field), (self._reader, after[number]), self.obstacles
                )
                yield from inside(str(number), found)
            elif is_required(field):
                message = f"`{field.name}` is required, and is not known"
                yield Obstacle("REQUIRED_FIELD_REMOVED", f"/{number}", message)
            elif number in choices and is_dropped_alone(
                written.descriptor, read.descriptor, choices[number]
            ):
                message = f"`{field.name}` may be what is chosen, and is not known"
                yield Obstacle("ONEOF_FIELD_REMOVED", f"/{choices[number]}/{number}", message)
        for number, field in sorted(after.items()):
            if number not in before and is_required(field):
                message = f"`{field.name}` is required, and is not written"
                yield Obstacle("REQUIRED_FIELD_ADDED", f"/{number}", message)


def _inner(space: str, name: str) -> str:
    return f"{space}.{name}" if space else name


def _name(message: MessageType) -> str:
    return message.full_name
