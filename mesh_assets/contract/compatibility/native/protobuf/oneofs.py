"""Fields of which a message has one at most."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from mesh_assets.contract.compatibility.native.obstacle import Obstacle

if TYPE_CHECKING:
    from google.protobuf.descriptor_pb2 import DescriptorProto


def choices_by_number(message: "DescriptorProto") -> dict[int, str]:
    """The name of the `oneof` of each field in one; proto3's `optional` makes none."""
    return {
        field.number: message.oneof_decl[field.oneof_index].name
        for field in message.field
        if field.HasField("oneof_index") and not field.proto3_optional
    }


def choice_obstacles(written: "DescriptorProto", read: "DescriptorProto") -> Iterator[Obstacle]:
    """Find fields that could be written together, and are read as a choice."""
    before = choices_by_number(written)
    known = {field.number for field in written.field}
    for name, numbers in _numbers(choices_by_number(read)).items():
        single = [number for number in numbers if number in known and number not in before]
        groups = {before[number] for number in numbers if number in before}
        if len(single) + len(groups) < 2:
            continue
        if len(single) > 1:
            message = "several fields that could be written together are read as a choice"
            yield Obstacle("MULTIPLE_FIELDS_MOVED_TO_ONEOF", f"/{name}", message)
        else:
            message = "a field that could be written beside is read as part of the choice"
            yield Obstacle("FIELD_MOVED_TO_EXISTING_ONEOF", f"/{name}", message)


def is_dropped_alone(written: "DescriptorProto", read: "DescriptorProto", choice: str) -> bool:
    """Whether the `oneof` of a dropped field goes on, be it under another name."""
    members = _numbers(choices_by_number(written))[choice]
    survives = any(field.number in members for field in read.field)
    return survives or choice in {each.name for each in read.oneof_decl}


def _numbers(choices: Mapping[int, str]) -> dict[str, set[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for number, name in choices.items():
        found[name].add(number)
    return found
