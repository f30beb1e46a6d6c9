"""Whether every document that is valid for the writer is valid for the reader.

What the writer writes is told apart into alternatives; each has to satisfy every keyword of the
reader. The kinds of obstacles have the names of Confluent's comparison of JSON Schemas, and its
verdicts, but that what may be refused is never called readable: formats count, a choice between
schemas needs a branch that is certainly the right one, and a keyword that is compared with nothing
but itself (`if`, `contains`, ...) has to stay as it is.
"""

from collections.abc import Iterator

from mesh_assets.contract.compatibility.native.json_schema.alternatives import (
    Conjunction,
    alternatives,
)
from mesh_assets.contract.compatibility.native.json_schema.arrays import array_obstacles
from mesh_assets.contract.compatibility.native.json_schema.document import Document, Node
from mesh_assets.contract.compatibility.native.json_schema.emptiness import Emptiness
from mesh_assets.contract.compatibility.native.json_schema.facts import NUMBERS, Facts, types_of
from mesh_assets.contract.compatibility.native.json_schema.members import is_beyond_judgement
from mesh_assets.contract.compatibility.native.json_schema.objects import object_obstacles
from mesh_assets.contract.compatibility.native.json_schema.scalars import (
    number_obstacles,
    text_obstacles,
)
from mesh_assets.contract.compatibility.native.obstacle import Obstacle, inside
from mesh_assets.contract.compatibility.native.settling import Settling

_OPAQUE = (
    ("if", "then", "else"),
    ("$dynamicRef",),
    ("$recursiveRef",),
    ("propertyNames",),
)
"""Keywords that are only compared with themselves, those together that belong together."""
_COMBINING = frozenset({"$ref", "allOf", "anyOf", "oneOf", "not"})
_UNEVALUATED = ("unevaluatedProperties", "unevaluatedItems")


def json_obstacles(writer: Document, reader: Document) -> tuple[Obstacle, ...]:
    """List what stands in the way of a reader; nothing where it reads all that is written."""
    if writer.text == reader.text:
        return ()
    return _Subsumption().settle((Node(writer.root, writer),), Node(reader.root, reader))


class _Subsumption(Settling[Conjunction, Node]):
    def __init__(self) -> None:
        super().__init__(self._compare, (_identity, lambda node: node.identity))
        self._emptiness = Emptiness(self.obstacles)

    def _compare(self, written: Conjunction, reader: Node) -> Iterator[Obstacle]:
        if reader.schema is True or reader.schema == {}:
            return
        for alternative in alternatives(written):
            if not self._emptiness.is_empty(alternative):
                yield from self._demands(Facts(alternative), reader)

    def _demands(self, written: Facts, reader: Node) -> Iterator[Obstacle]:
        if reader.schema is False:
            yield Obstacle("TYPE_CHANGED", "", "a value may be written, and none is read")
        elif not written.is_known(reader):
            yield from self._combined(written, reader)
            if not ("$ref" in reader.words and reader.document.ignores_siblings):
                yield from self._keywords(written, reader)

    def _combined(self, written: Facts, reader: Node) -> Iterator[Obstacle]:
        words = reader.words
        if "$ref" in words:
            meant = reader.part(reader.document.resolve(words["$ref"]))
            yield from self.obstacles(written.members, meant)
            if reader.document.ignores_siblings:
                return
        for index, each in enumerate(words.get("allOf", ())):
            found = self.obstacles(written.members, reader.part(each))
            yield from inside(f"allOf/{index}", found)
        for keyword in ("anyOf", "oneOf"):
            if keyword in words and not written.says(reader, keyword):
                yield from self._choice(written, reader, keyword)
        if "not" in words and not written.says(reader, "not"):
            refused = reader.part(words["not"])
            if not self._emptiness.is_empty((*written.members, refused)):
                yield Obstacle("NOT_TYPE_EXTENDED", "/not", "what is refused may be written")

    def _choice(self, written: Facts, reader: Node, keyword: str) -> Iterator[Obstacle]:
        """Each type that may be written needs a branch; of `oneOf`, exactly one."""
        branches = [reader.part(each) for each in reader.words[keyword]]
        if len(branches) == 1:
            yield from inside(f"{keyword}/0", self.obstacles(written.members, branches[0]))
            return
        for name in _names(written.types):
            part = written.plus(reader.part({"type": name}))
            fitting = [
                index
                for index, branch in enumerate(branches)
                if not self.obstacles(part.members, branch)
            ]
            if not fitting:
                message = f"what is written as {name} is valid for no branch with certainty"
                yield Obstacle("SUM_TYPE_NARROWED", f"/{keyword}", message)
            elif keyword == "oneOf" and not any(
                self._excludes_others(part, branches, index) for index in fitting
            ):
                message = f"what is written as {name} may be valid for more than one branch"
                yield Obstacle("COMBINED_TYPE_SUBSCHEMAS_CHANGED", "/oneOf", message)

    def _excludes_others(self, written: Facts, branches: list[Node], index: int) -> bool:
        others = [branch for other, branch in enumerate(branches) if other != index]
        return all(self._emptiness.is_empty((*written.members, other)) for other in others)

    def _keywords(self, written: Facts, reader: Node) -> Iterator[Obstacle]:
        words = reader.words
        missing = written.types - types_of(words)
        if missing:
            kind = "TYPE_NARROWED" if missing < written.types else "TYPE_CHANGED"
            message = f"{' or '.join(_names(missing))} may be written, and is not read"
            yield Obstacle(kind, "/type", message)
            return
        if written.values is not None:
            yield from self._value_obstacles(written, reader)
            return
        for keyword in ("enum", "const"):
            if keyword in words:
                message = "other values may be written than those that are read"
                yield Obstacle("ENUM_ARRAY_NARROWED", f"/{keyword}", message)
        if written.types & NUMBERS:
            yield from number_obstacles(written, words)
        if "string" in written.types:
            yield from text_obstacles(written, words)
        if "object" in written.types:
            yield from object_obstacles(self.obstacles, written, reader)
        if "array" in written.types:
            yield from array_obstacles(self.obstacles, written, reader)
        yield from _opaque_obstacles(written, reader)

    def _value_obstacles(self, written: Facts, reader: Node) -> Iterator[Obstacle]:
        possible = [
            value
            for value in written.values or ()
            if all(node.takes(value, unless_known=True) for node in written.members)
        ]
        # References and choices have been looked into already.
        own = {word: said for word, said in reader.words.items() if word not in _COMBINING}
        refused = [v for v in possible if not reader.part(own).takes(v, unless_known=False)]
        if refused:
            keyword = next((word for word in ("enum", "const") if word in reader.words), "")
            kind = "ENUM_ARRAY_NARROWED" if len(refused) < len(possible) else "ENUM_ARRAY_CHANGED"
            message = f"{', '.join(map(repr, refused))} may be written, and is not read"
            yield Obstacle(kind, f"/{keyword}" if keyword else "", message)


def _opaque_obstacles(written: Facts, reader: Node) -> Iterator[Obstacle]:
    changed = [
        keywords[0]
        for keywords in _OPAQUE
        if keywords[0] in reader.words and not written.says(reader, *keywords)
    ]
    for keyword in (*changed, *(w for w in _UNEVALUATED if is_beyond_judgement(reader, w))):
        message = f"`{keyword}` may refuse what it did not refuse before"
        yield Obstacle("UNKNOWN_KEYWORD_CHANGED", f"/{keyword}", message)


def _names(types: frozenset[str]) -> list[str]:
    """The names of types as schemas write them."""
    numbers = {"integer"} if types & NUMBERS == {"integer"} else {"number"}
    return sorted((types - NUMBERS) | (numbers if types & NUMBERS else set()))


def _identity(written: Conjunction) -> frozenset[tuple[object, ...]]:
    return frozenset((*node.identity, node.is_told_apart) for node in written)
