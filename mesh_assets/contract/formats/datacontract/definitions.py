"""Definitions, from which fields inherit what they do not say themselves."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mesh_assets.contract.formats.plain import mapping

LOCAL = "#/definitions/"
"""How a reference to a definition of the same document begins."""

_ABOUT_ITSELF = frozenset({"name", "domain"})
"""What a definition says of itself, and not of the fields that refer to it."""


class Resolved(NamedTuple):
    """A field with all that it inherits, and the definitions that this came from."""

    field: Mapping[str, Any]
    definitions: frozenset[str]


def resolved(
    field: Mapping[str, Any], definitions: Mapping[str, Any], around: frozenset[str]
) -> Resolved:
    """Give a field with all that it inherits; what it says itself wins.

    `around` are the definitions that it stands in; one that contains itself is followed once.
    """
    followed = around
    while (name := definition_of(field)) in definitions and name not in followed:
        followed |= {name}
        inherited = {
            key: value
            for key, value in mapping(definitions[name]).items()
            if key not in _ABOUT_ITSELF
        }
        field = {**inherited, **{key: value for key, value in field.items() if key != "$ref"}}
    return Resolved(field, followed)


def definition_of(field: Mapping[str, Any]) -> str:
    """Name the definition of this document that a field refers to; empty where there is none."""
    reference = field.get("$ref")
    is_local = isinstance(reference, str) and reference.startswith(LOCAL)
    return reference.removeprefix(LOCAL) if is_local and isinstance(reference, str) else ""


def contains_itself(name: str, definitions: Mapping[str, Any]) -> bool:
    """Whether a definition refers to itself, directly or through others."""
    reached: set[str] = set()
    ahead = [name]
    while ahead:
        found = set(_referred(definitions.get(ahead.pop()))) - reached
        if name in found:
            return True
        reached |= found
        ahead += found
    return False


def _referred(one: object) -> Iterator[str]:
    """The definitions that a field refers to, or any part of it."""
    if not isinstance(one, dict):
        return
    if name := definition_of(one):
        yield name
    for inner in (*mapping(one.get("fields")).values(), one.get("items")):
        yield from _referred(inner)
