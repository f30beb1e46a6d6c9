"""A document as the published schema reads it, which knows less than what is written.

Its own head is the only one that it knows, a type has no size, an enum holds texts alone, and a
check whose type is left out is of all types at once.
"""

from collections.abc import Mapping
from typing import Any

from mesh_assets.contract.formats.datacontract.words import HEAD, VERSIONS
from mesh_assets.contract.formats.plain import mapping


def as_published(content: Mapping[str, Any]) -> dict[str, Any]:
    """Write a document so that only what is wrong in it is refused."""
    head = {} if HEAD in content else {HEAD: VERSIONS[-1]}
    models = {name: _described(one) for name, one in mapping(content.get("models")).items()}
    return {**head, **content, **({"models": models} if models else {})}


def _described(one: object) -> object:
    """Write a model, a field or an item of an array."""
    if not isinstance(one, dict):
        return one
    plain = dict(one)
    if isinstance(one.get("fields"), dict):
        plain["fields"] = {name: _field(each) for name, each in one["fields"].items()}
    if "items" in one:
        plain["items"] = _field(one["items"])
    if isinstance(one.get("quality"), list):
        plain["quality"] = [_check(each) for each in one["quality"]]
    return plain


def _field(one: object) -> object:
    if not isinstance(one, dict):
        return one
    plain = dict(one)
    # An unknown type is reported with the one that was probably meant, elsewhere.
    if isinstance(one.get("type"), str):
        del plain["type"]
    if isinstance(one.get("enum"), list):
        plain["enum"] = [str(value) for value in one["enum"]]
    return _described(plain)


def _check(one: object) -> object:
    if not isinstance(one, dict) or "type" in one:
        return one
    return {**one, "type": "sql" if "query" in one else "library"}
