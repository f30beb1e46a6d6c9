"""Plain data of documents, of which any part may be something else than it should be."""

from collections.abc import Mapping
from functools import reduce
from typing import Any

from mesh_assets.documents.nodes import Path, inside


def part_at(content: object, path: Path) -> object:
    """The part that a path leads to; None where it leads nowhere."""
    return reduce(inside, path, content)


def mapping(content: object) -> Mapping[str, Any]:
    """The mapping that stands there; an empty one where something else does."""
    return content if isinstance(content, dict) else {}


def elements(content: object) -> list[Any]:
    """The list that stands there; an empty one where something else does."""
    return content if isinstance(content, list) else []


def mappings(content: object) -> list[Mapping[str, Any]]:
    """The elements of a list, with something else than a mapping read as an empty one."""
    return [mapping(each) for each in elements(content)]
