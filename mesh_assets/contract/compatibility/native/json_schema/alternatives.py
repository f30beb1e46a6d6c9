"""What a writer may write, as a choice between schemas without `anyOf`, `oneOf` and `$ref`."""

from collections.abc import Iterator, Sequence
from itertools import product

from mesh_assets.contract.compatibility.native.json_schema.document import Node

Conjunction = tuple[Node, ...]
"""Schemas of which all hold."""

_MOST = 64
"""So many alternatives are told apart; of more, only what they have in common is known."""


class _TooMany(Exception):
    """A choice that is too wide, or a reference that leads back to itself."""


def alternatives(written: Conjunction) -> list[Conjunction]:
    """Tell the alternatives apart; none where nothing can be written.

    A member still shows its own combining keywords, so that a reader with the same ones is
    satisfied.
    """
    try:
        return list(_product([_of(node, ()) for node in written]))
    except _TooMany:
        return [tuple(node._replace(is_told_apart=True) for node in written if _stands_alone(node))]


def _stands_alone(node: Node) -> bool:
    """Whether a schema's own keywords hold, whatever its references and choices mean."""
    return isinstance(node.schema, dict) and not (
        "$ref" in node.words and node.document.ignores_siblings
    )


def _of(node: Node, around: tuple[tuple[str, str], ...]) -> list[Conjunction]:
    if isinstance(node.schema, bool):
        return [()] if node.schema else []
    if node.is_told_apart:
        return [(node,)]
    if node.identity in around:
        raise _TooMany
    within = (*around, node.identity)
    words = node.words
    factors: list[list[Conjunction]] = [[(node._replace(is_told_apart=True),)]]
    if "$ref" in words:
        meant = _of(node.part(node.document.resolve(words["$ref"])), within)
        if node.document.ignores_siblings:
            return meant
        factors.append(meant)
    factors += [_of(node.part(each), within) for each in words.get("allOf", ())]
    if "anyOf" in words:
        factors.append([one for each in words["anyOf"] for one in _of(node.part(each), within)])
    if "oneOf" in words:
        factors.append(list(_exactly_one(node, words["oneOf"], within)))
    return list(_product(factors))


def _exactly_one(
    node: Node, branches: Sequence[object], within: tuple[tuple[str, str], ...]
) -> Iterator[Conjunction]:
    for index, branch in enumerate(branches):
        others = [each for other, each in enumerate(branches) if other != index]
        refused = tuple(node.part({"not": each}) for each in others)
        yield from ((*one, *refused) for one in _of(node.part(branch), within))


def _product(factors: Sequence[Sequence[Conjunction]]) -> Iterator[Conjunction]:
    count = 1
    for factor in factors:
        count *= len(factor)
        if count > _MOST:
            raise _TooMany
    for chosen in product(*factors):
        yield tuple(node for conjunction in chosen for node in conjunction)
