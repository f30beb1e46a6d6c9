"""What is known of a JSON value that is valid for several schemas at once."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import NamedTuple

from mesh_assets.contract.compatibility.native.json_schema.alternatives import Conjunction
from mesh_assets.contract.compatibility.native.json_schema.dialects import Json, canonical
from mesh_assets.contract.compatibility.native.json_schema.document import Node

NUMBERS = frozenset({"integer", "fraction"})
"""JSON's numbers: whole ones, and the others."""
ANY_TYPE = frozenset({"null", "boolean", "object", "array", "string"}) | NUMBERS


class Bound(NamedTuple):
    """A limit of numbers."""

    limit: Fraction
    is_exclusive: bool


def types_of(words: Json) -> frozenset[str]:
    """The types that a schema's `type` allows."""
    written = words.get("type")
    names = [written] if isinstance(written, str) else written
    if names is None:
        return ANY_TYPE
    return frozenset(atom for name in names for atom in (NUMBERS if name == "number" else {name}))


def lower_bound(words: Json) -> Bound | None:
    """The least value that a schema allows."""
    return _bound(words, "minimum", "exclusiveMinimum", smallest=True)


def upper_bound(words: Json) -> Bound | None:
    """The greatest value that a schema allows."""
    return _bound(words, "maximum", "exclusiveMaximum", smallest=False)


def _bound(words: Json, inclusive: str, exclusive: str, *, smallest: bool) -> Bound | None:
    found = []
    strict = words.get(exclusive)
    if inclusive in words:
        # In draft 4, the keyword says whether the limit beside it is exclusive.
        found.append(Bound(exact(words[inclusive]), strict is True))
    if strict is not None and not isinstance(strict, bool):
        found.append(Bound(exact(strict), is_exclusive=True))
    if not found:
        return None
    return max(found) if smallest else min(found, key=lambda one: (one.limit, not one.is_exclusive))


def exact(number: float) -> Fraction:
    """A number as it is written."""
    return Fraction(str(number))


class Facts:
    """What is known of a value for which all members of a conjunction hold."""

    def __init__(self, members: Conjunction) -> None:
        self.members = members

    def plus(self, *schemas: Node) -> "Facts":
        """The facts of a value that is valid for further schemas too."""
        return Facts((*self.members, *schemas))

    def is_known(self, reader: Node) -> bool:
        """Whether a reader's schema is among the members, with all that belongs to it."""
        return any(node.identity == reader.identity for node in self.members)

    def said(self, keyword: str) -> Iterator[Json]:
        """What the members say under a keyword."""
        return (node.words[keyword] for node in self.members if keyword in node.words)

    def says(self, reader: Node, *keywords: str) -> bool:
        """Whether one member says under keywords that belong together the same as a reader."""
        return any(True for _ in self.members_like(reader, *keywords))

    def members_like(self, reader: Node, *keywords: str) -> Iterator[Node]:
        """The members that say the same as a reader under these keywords."""
        wanted = _under(reader, keywords)
        return (node for node in self.members if _under(node, keywords) == wanted)

    @cached_property
    def types(self) -> frozenset[str]:
        """The types that the value may have."""
        found = ANY_TYPE
        for node in self.members:
            found &= types_of(node.words)
        if self.values is not None:
            found &= frozenset(_type_of(value) for value in self.values)
        return found

    @cached_property
    def values(self) -> list[Json] | None:
        """The values that are possible, where they are listed."""
        lists = [*self.said("enum"), *([value] for value in self.said("const"))]
        if not lists:
            return None
        others = [{canonical(value) for value in each} for each in lists[1:]]
        return [v for v in lists[0] if all(canonical(v) in each for each in others)]

    @cached_property
    def lower(self) -> Bound | None:
        """The greatest of the lower bounds."""
        bounds = [bound for node in self.members if (bound := lower_bound(node.words))]
        found = max(bounds, default=None)
        if found is None or self.types & NUMBERS != {"integer"}:
            return found
        limit = floor(found.limit) + 1 if found.is_exclusive else ceil(found.limit)
        return Bound(Fraction(limit), is_exclusive=False)

    @cached_property
    def upper(self) -> Bound | None:
        """The least of the upper bounds."""
        bounds = [bound for node in self.members if (bound := upper_bound(node.words))]
        found = min(bounds, key=lambda one: (one.limit, not one.is_exclusive), default=None)
        if found is None or self.types & NUMBERS != {"integer"}:
            return found
        limit = ceil(found.limit) - 1 if found.is_exclusive else floor(found.limit)
        return Bound(Fraction(limit), is_exclusive=False)

    @cached_property
    def required(self) -> frozenset[str]:
        """The properties that are certainly there."""
        return frozenset(name for names in self.said("required") for name in names)

    @property
    def is_out_of_bounds(self) -> bool:
        """Whether no number lies between the bounds."""
        if self.lower is None or self.upper is None:
            return False
        is_open = self.lower.is_exclusive or self.upper.is_exclusive
        lower, upper = self.lower.limit, self.upper.limit
        return lower > upper or (lower == upper and is_open)


def _under(node: Node, keywords: tuple[str, ...]) -> list[tuple[str, str] | None]:
    """What a schema says under keywords; None for those that it lacks."""
    return [
        node.part(node.words[keyword]).identity if keyword in node.words else None
        for keyword in keywords
    ]


def _type_of(value: Json) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
        case _:
            return "integer" if exact(value).denominator == 1 else "fraction"
