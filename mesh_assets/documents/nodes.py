"""From a tree of YAML nodes to plain data, and from a path in the data back to its place."""

from typing import NamedTuple

import yaml

from mesh_assets.documents.core_schema import MAP, SCALARS, SEQ
from mesh_assets.documents.excerpt import Position

_MOST_BUILT = 500_000

Path = tuple[str | int, ...]
"""Keys and zero-based indices, from the root of a document inwards."""


class Flaw(NamedTuple):
    """Something that YAML allows and data does not, such as a key written twice."""

    path: Path
    position: Position
    message: str


class DataBuilder:
    """Builds the data of a node tree, and collects every flaw on the way."""

    def __init__(self) -> None:
        self.flaws: list[Flaw] = []
        self._enclosing: set[int] = set()
        self._built = 0

    def build(self, node: yaml.Node, path: Path = ()) -> object:
        """Build dicts with text as keys, lists, text, numbers, booleans and None."""
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path)
        if id(node) in self._enclosing:
            self._report(node, path, "an alias here refers to what contains it")
            return None
        self._built += 1
        if self._built > _MOST_BUILT:
            self._stop(node, path)
            return None
        self._enclosing.add(id(node))
        value: object = None
        if isinstance(node, yaml.MappingNode) and node.tag == MAP:
            value = self._mapping(node, path)
        elif isinstance(node, yaml.SequenceNode) and node.tag == SEQ:
            value = [self.build(item, (*path, i)) for i, item in enumerate(node.value)]
        else:
            self._report(node, path, f"the tag `{_tag(node)}` is not known")
        self._enclosing.discard(id(node))
        return value

    def _stop(self, node: yaml.Node, path: Path) -> None:
        """Build no more, and say so once: aliases of aliases multiply."""
        if self._built == _MOST_BUILT + 1:
            message = f"with its aliases this has more than {_MOST_BUILT:,} lists and mappings"
            self._report(node, path, message)

    def _scalar(self, node: yaml.ScalarNode, path: Path) -> object:
        convert = SCALARS.get(node.tag)
        if convert is None:
            self._report(node, path, f"the tag `{_tag(node)}` is not known")
            return None
        try:
            return convert(node.value)
        except ValueError:
            self._report(node, path, f"cannot be read as {_tag(node)}")
            return None

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, object]:
        data: dict[str, object] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._report(key_node, path, "a key must be a word, not a list or a mapping")
                continue
            key = key_node.value
            if key in data:
                first = next(other for other, _ in node.value if other.value == key)
                line = first.start_mark.line + 1
                message = f"`{key}` is written twice; the first is on line {line}"
                self._report(key_node, (*path, key), message)
                continue
            data[key] = self.build(value_node, (*path, key))
        return data

    def _report(self, node: yaml.Node, path: Path, message: str) -> None:
        self.flaws.append(Flaw(path, position_of(node), message))


def is_deeper_than(data: object, most: int) -> bool:
    """Whether lists and mappings stand in more than so many others."""
    level = [data] if isinstance(data, dict | list) else []
    for _ in range(most + 1):
        level = [
            inner
            for each in level
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def position_of(node: yaml.Node) -> Position:
    """Tell where a node begins; its width where it ends on the same line."""
    start, end = node.start_mark, node.end_mark
    on_one_line = isinstance(node, yaml.ScalarNode) and start.line == end.line
    width = end.column - start.column if on_one_line else 1
    return Position(start.line + 1, start.column + 1, max(width, 1))


def find(root: yaml.Node, path: Path, *, on_key: bool = False) -> Position:
    """Tell where the value at `path` stands, or the innermost part of it that exists.

    With `on_key`, and where a value is left empty, the place of its key.
    """
    node, key = root, None
    for part in path:
        step = _step(node, part)
        if step is None:
            return position_of(node)
        key, node = step
    left_empty = isinstance(node, yaml.ScalarNode) and node.start_mark.index == node.end_mark.index
    return position_of(key if key is not None and (on_key or left_empty) else node)


def holds(data: object, part: str | int) -> bool:
    """Tell whether a key or an index leads from a value to one inside it."""
    if isinstance(data, dict):
        return part in data
    return isinstance(data, list) and isinstance(part, int) and part < len(data)


def inside(data: object, part: str | int) -> object:
    """Follow a key or an index; None where it leads nowhere."""
    if isinstance(data, dict):
        return data.get(part)
    if isinstance(data, list) and isinstance(part, int) and part < len(data):
        return data[part]
    return None


def _step(node: yaml.Node, part: str | int) -> tuple[yaml.Node | None, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((k, v) for k, v in node.value if k.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return None, node.value[part]
    return None


def _tag(node: yaml.Node) -> str:
    return str(node.tag).replace("tag:yaml.org,2002:", "!!")
