"""The nodes of a JSON text, made as libyaml makes those of YAML.

libyaml reads most JSON, but refuses escaped surrogate pairs, long keys and some characters.
"""

import re
from bisect import bisect_right
from json import JSONDecoder

import yaml

from mesh_assets.documents.core_schema import MAP, SEQ, STR
from mesh_assets.documents.excerpt import line_starts

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = JSONDecoder()


def json_nodes(text: str) -> yaml.Node:
    """Find the nodes of a text that is known to be JSON; all scalars are tagged as text."""
    return _Scanner(text).node(0)[0]


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._line_starts = line_starts(text)

    def node(self, at: int) -> tuple[yaml.Node, int]:
        """Scan the value that begins at an offset, and tell where it ends."""
        begin = self._past_space(at)
        match self._text[begin]:
            case "{":
                return self._mapping(begin)
            case "[":
                return self._sequence(begin)
            case _:
                return self._scalar(begin)

    def _mapping(self, begin: int) -> tuple[yaml.Node, int]:
        pairs: list[tuple[yaml.Node, yaml.Node]] = []
        at = self._past_space(begin + 1)
        while self._text[at] != "}":
            key, at = self._scalar(at)
            value, at = self.node(self._past_space(at) + 1)
            pairs.append((key, value))
            at = self._past_separator(at)
        return yaml.MappingNode(MAP, pairs, self._mark(begin), self._mark(at + 1)), at + 1

    def _sequence(self, begin: int) -> tuple[yaml.Node, int]:
        items: list[yaml.Node] = []
        at = self._past_space(begin + 1)
        while self._text[at] != "]":
            item, at = self.node(at)
            items.append(item)
            at = self._past_separator(at)
        return yaml.SequenceNode(SEQ, items, self._mark(begin), self._mark(at + 1)), at + 1

    def _scalar(self, begin: int) -> tuple[yaml.Node, int]:
        value, end = _DECODER.raw_decode(self._text, begin)
        return yaml.ScalarNode(STR, str(value), self._mark(begin), self._mark(end)), end

    def _past_space(self, at: int) -> int:
        space = _SPACE.match(self._text, at)
        return space.end() if space else at

    def _past_separator(self, at: int) -> int:
        at = self._past_space(at)
        return self._past_space(at + 1) if self._text[at] == "," else at

    def _mark(self, offset: int) -> yaml.Mark:
        line = bisect_right(self._line_starts, offset) - 1
        return yaml.Mark("", offset, line, offset - self._line_starts[line], None, 0)
