"""A `.proto` file as a document: plain data, and the place of each part of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path as File
from typing import Any

import yaml

from mesh_assets.contract.formats.protobuf.descriptors import compile_file
from mesh_assets.contract.formats.protobuf.messages import Message, Messages
from mesh_assets.contract.formats.protobuf.places import Numbers, Places
from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.reading import read_text

_NAME, _FIELDS, _TYPE, _TYPE_NAME = 1, 2, 5, 6
"""The field numbers in descriptor.proto."""


@dataclass(frozen=True)
class ProtoFile:
    """What a file describes, where its parts stand, and the document for problems."""

    messages: Messages
    places: Places
    document: Document

    def path_of(self, message: Message) -> Path:
        """Where the document has a message; nowhere for one of an imported file."""
        return ("messages", message.name) if message.file is self.messages.file else ()


def read_proto(file: File) -> ProtoFile:
    """Read a file and all that it imports; raises DocumentError and NoProtoc."""
    messages, text = Messages(compile_file(file)), read_text(file)
    places = Places(messages.file, text)
    data = {"messages": {one.name: _data(one) for one in messages.own.values()}}

    @cache
    def root() -> yaml.Node:
        found = {name: _node(one, places) for name, one in messages.own.items()}
        return places.mapping((), {"messages": places.mapping((), found)})

    return ProtoFile(messages, places, Document(file, text, data, root))


def _data(message: Message) -> Mapping[str, Any]:
    return {
        "name": message.name,
        "fields": {field.name: {"type": field.type} for field in message.descriptor.field},
    }


def _node(message: Message, places: Places) -> yaml.Node:
    path = message.path
    fields = {
        field.name: _field(field.name, (*path, _FIELDS, index), places)
        for index, field in enumerate(message.descriptor.field)
    }
    named = places.scalar((*path, _NAME), message.name, path)
    return places.mapping(path, {"name": named, "fields": places.mapping(path, fields)})


def _field(name: str, path: Numbers, places: Places) -> yaml.Node:
    kind = places.scalar((*path, _TYPE_NAME), name, (*path, _TYPE))
    return places.mapping(path, {"type": kind})
