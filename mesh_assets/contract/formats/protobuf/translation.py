"""A message of Protobuf in the words of ODCS.

What ODCS has no word for is not in it; `writing` adds that. Only what proto2 calls `required` is
required: every other field may be left out of a message.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from mesh_assets.contract.formats.protobuf.document import ProtoFile
from mesh_assets.contract.formats.protobuf.messages import Message
from mesh_assets.contract.formats.protobuf.words import KNOWN, SCALARS
from mesh_assets.contract.formats.table_names import table_name
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.problem import Problem

if TYPE_CHECKING:
    from google.protobuf.descriptor_pb2 import FieldDescriptorProto

_FIELDS = 2
_MAJOR = "v"


class Translation(NamedTuple):
    """The ODCS document, which part of the file each of its parts came from, and what is wrong."""

    odcs: dict[str, Any]
    origins: Mapping[Path, Path]
    problems: list[Problem]


def translate(file: ProtoFile, message: Message) -> Translation:
    """Write a message in the words of ODCS."""
    fields = _Fields(file)
    table = fields.table(message, ("schema", 0))
    odcs = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": message.name,
        "version": _version(message.file.package),
        "status": "active",
        "schema": [table],
    }
    return Translation(odcs, fields.origins, fields.problems)


def column_name(one: "FieldDescriptorProto") -> str:
    """The name of a field in JSON where the file gives it one, or else its name."""
    head, *rest = one.name.split("_")
    usual = head + "".join(word[:1].upper() + word[1:] for word in rest)
    return str(one.name if one.json_name in {"", usual} else one.json_name)


@dataclass(frozen=True, slots=True)
class _Fields:
    file: ProtoFile
    origins: dict[Path, Path] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def table(self, message: Message, target: Path) -> dict[str, Any]:
        self.origins[target] = self.file.path_of(message)
        name = message.descriptor.name
        described = {
            "name": name,
            "physicalName": table_name(name),
            "logicalType": "object",
            **self._description(message, ()),
        }
        return {**described, "properties": self._properties(message, target, (message.name,))}

    def _description(self, message: Message, inside: tuple[int, ...]) -> dict[str, Any]:
        if message.file is not self.file.messages.file:
            return {}
        comment = self.file.places.comment((*message.path, *inside))
        return {"description": comment} if comment else {}

    def _properties(
        self, message: Message, target: Path, around: tuple[str, ...]
    ) -> list[dict[str, Any]]:
        written = []
        for index, one in enumerate(message.descriptor.field):
            at = (*target, "properties", index)
            # A part of another file is shown where this one uses it.
            source = self.file.path_of(message)
            above = self.origins[target]
            self.origins[at] = (*source, "fields", one.name) if source else above
            described = self._description(message, (_FIELDS, index))
            typed = self._typed(one, at, around)
            written.append({"name": column_name(one), **described, **typed})
        return written

    def _typed(
        self, one: "FieldDescriptorProto", at: Path, around: tuple[str, ...]
    ) -> dict[str, Any]:
        if one.label == one.LABEL_REPEATED:
            if is_map(self.file, one):
                return {"logicalType": "object"}
            self.origins[(*at, "items")] = self.origins[at]
            items = {**self._single(one, (*at, "items"), around), "required": True}
            return {"logicalType": "array", "items": items}
        required = {"required": True} if one.label == one.LABEL_REQUIRED else {}
        return {**self._single(one, at, around), **required}

    def _single(
        self, one: "FieldDescriptorProto", at: Path, around: tuple[str, ...]
    ) -> dict[str, Any]:
        """Write what each value of a field is."""
        known = known_type(one)
        if known is not None:
            return deepcopy(dict(known))
        if one.type == one.TYPE_ENUM:
            values = self.file.messages.enum_of(one).descriptor.value
            names = list(dict.fromkeys(value.name for value in values))
            return {"logicalType": "string", "enum": [{"value": name} for name in names]}
        message = self.file.messages.message_of(one)
        if message.name in around or one.type == one.TYPE_GROUP:
            why = (
                "a group is read by no tool of today: write a message"
                if one.type == one.TYPE_GROUP
                else f"`{message.name}` contains itself: no column can be so deep"
            )
            self.problems.append(self.file.document.problem((*self.origins[at], "type"), why))
            return {"logicalType": "object"}
        properties = self._properties(message, at, (*around, message.name))
        return {"logicalType": "object", **({"properties": properties} if properties else {})}


def known_type(one: "FieldDescriptorProto") -> Mapping[str, Any] | None:
    """What a property says of a scalar or a well-known message; None of enums and others."""
    return SCALARS.get(scalar_name(one)) or KNOWN.get(one.type_name.removeprefix("."))


def scalar_name(one: "FieldDescriptorProto") -> str:
    """The name of a scalar type; something else of other types."""
    return str(one.Type.Name(one.type)).removeprefix("TYPE_").lower()


def is_map(file: ProtoFile, one: "FieldDescriptorProto") -> bool:
    """Whether a field is a map, which descriptors write as a list of entries."""
    if one.type != one.TYPE_MESSAGE:
        return False
    entry = file.messages.message_of(one).descriptor
    return bool(entry.options.map_entry)


def _version(package: str) -> str:
    """The major version that a package is named by: 2.0.0 of `payments.v2`."""
    last = package.rpartition(".")[2]
    is_major = last.startswith(_MAJOR) and last[1:].isdigit()
    return f"{int(last[1:]) if is_major else 1}.0.0"
