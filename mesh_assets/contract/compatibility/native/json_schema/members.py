"""The schemas that hold for a property of an object, or for a place in an array."""

import re
from collections.abc import Iterator
from functools import lru_cache

from mesh_assets.contract.compatibility.native.json_schema.dialects import Json
from mesh_assets.contract.compatibility.native.json_schema.document import Node

_APPLICATORS = frozenset(
    {"$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if", "dependentSchemas", "contains"}
)
"""Keywords that may evaluate properties and items beside those that a schema names itself."""


def named_properties(node: Node) -> frozenset[str]:
    """The properties that a schema names."""
    return frozenset(node.words.get("properties", ()))


def property_schemas(node: Node, name: str, *, when_unsure: bool) -> Iterator[Node]:
    """The schemas that hold for a property.

    `when_unsure` says whether those count of which it is not known whether they hold.
    """
    named = node.words.get("properties", {})
    is_told = name in named
    if is_told:
        yield node.part(named[name])
    is_sure = True
    for pattern, schema in node.words.get("patternProperties", {}).items():
        matches = _matches(pattern, name)
        if matches or (matches is None and when_unsure):
            yield node.part(schema)
        is_told = is_told or bool(matches)
        is_sure = is_sure and matches is not None
    if not is_told and (is_sure or when_unsure):
        yield from additional_properties(node)


def additional_properties(node: Node) -> Iterator[Node]:
    """The schema that holds for the properties that a schema neither names nor has a pattern of."""
    yield from _rest(node, "additionalProperties", "unevaluatedProperties")


def item_schemas(node: Node, index: int) -> Iterator[Node]:
    """The schema that holds for one place of an array."""
    places = _places(node)
    if index < len(places):
        yield node.part(places[index])
    else:
        yield from further_items(node)


def further_items(node: Node) -> Iterator[Node]:
    """The schema that holds for the places that have none of their own."""
    words = node.words
    if "prefixItems" not in words and isinstance(words.get("items"), dict | bool):
        yield node.part(words["items"])
    elif "prefixItems" in words:
        yield from _rest(node, "items", "unevaluatedItems")
    else:
        keyword = "additionalItems" if isinstance(words.get("items"), list) else ""
        yield from _rest(node, keyword, "unevaluatedItems")


def count_of_places(node: Node) -> int:
    """How many places of an array have schemas of their own."""
    return len(_places(node))


def is_beyond_judgement(node: Node, keyword: str) -> bool:
    """Whether what `unevaluated...` means depends on what other schemas evaluate."""
    return keyword in node.words and not _APPLICATORS.isdisjoint(node.words)


def _rest(node: Node, keyword: str, unevaluated: str) -> Iterator[Node]:
    if keyword in node.words:
        yield node.part(node.words[keyword])
    elif unevaluated in node.words and not is_beyond_judgement(node, unevaluated):
        yield node.part(node.words[unevaluated])


def _places(node: Node) -> list[Json]:
    """`prefixItems`, which was written `items` before 2020."""
    places = node.words.get("prefixItems", node.words.get("items"))
    return places if isinstance(places, list) else []


@lru_cache(maxsize=1024)
def _pattern(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern)
    except re.error:
        return None


def _matches(pattern: str, name: str) -> bool | None:
    """Whether a name matches; None for a regular expression that is not understood here."""
    compiled = _pattern(pattern)
    return None if compiled is None else compiled.search(name) is not None
