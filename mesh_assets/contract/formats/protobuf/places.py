"""Where the parts of a `.proto` file stand, as protoc counts lines and columns."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import yaml

from mesh_assets.documents.core_schema import MAP, SEQ, STR

if TYPE_CHECKING:
    from google.protobuf.descriptor_pb2 import FileDescriptorProto

_TAB = 8
"""protoc counts columns as a terminal with such tabs does."""

Numbers = tuple[int, ...]
"""The path of a part in descriptors: field numbers and indices."""


def characters_before(line: str, column: int) -> int:
    """Count the characters before a column of protoc, which counts bytes and widens tabs."""
    reached = 0
    for index, character in enumerate(line):
        if reached >= column:
            return index
        is_tab = character == "\t"
        reached += _TAB - reached % _TAB if is_tab else len(character.encode())
    return len(line)


class Places:
    """The source of one file, part by part."""

    def __init__(self, file: "FileDescriptorProto", text: str) -> None:
        self._lines = text.split("\n")
        self._locations = {tuple(one.path): one for one in file.source_code_info.location}

    def comment(self, path: Numbers) -> str:
        """The comment before a part, or else the one behind it."""
        location = self._locations.get(path)
        if location is None:
            return ""
        written = location.leading_comments or location.trailing_comments
        return "\n".join(line.strip().lstrip("*").strip() for line in written.strip().split("\n"))

    def scalar(self, path: Numbers, value: object, otherwise: Numbers = ()) -> yaml.Node:
        """A value where it stands; where the part around it does when it is not written."""
        known = path if path in self._locations else otherwise
        begin, end = self._marks(known)
        return yaml.ScalarNode(STR, str(value), begin, end)

    def mapping(self, path: Numbers, parts: Mapping[str, yaml.Node]) -> yaml.Node:
        """A part with named parts."""
        begin, end = self._marks(path)
        pairs = [(yaml.ScalarNode(STR, name, begin, begin), part) for name, part in parts.items()]
        return yaml.MappingNode(MAP, pairs, begin, end)

    def sequence(self, path: Numbers, parts: Iterable[yaml.Node]) -> yaml.Node:
        """A list of parts."""
        begin, end = self._marks(path)
        return yaml.SequenceNode(SEQ, list(parts), begin, end)

    def _span(self, path: Numbers) -> tuple[tuple[int, int], tuple[int, int]]:
        first, column, *rest = self._locations[path].span
        last, end = rest if len(rest) == 2 else (first, *rest)
        return (first, self._column(first, column)), (last, self._column(last, end))

    def _column(self, line: int, column: int) -> int:
        return characters_before(self._lines[line], column)

    def _marks(self, path: Numbers) -> tuple[yaml.Mark, yaml.Mark]:
        begin, end = self._span(path) if path in self._locations else ((0, 0), (0, 1))
        return _mark(*begin), _mark(*end)


def _mark(line: int, column: int) -> yaml.Mark:
    # The index tells an empty value from another one, and nothing else.
    return yaml.Mark("", line * 100_000 + column, line, column, None, 0)
