"""References of a JSON Schema to its own definitions, which are followed before it is read.

Beside `$ref`, which stays where it was, stand the words that it leads to. `referring` takes them
away again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mesh_assets.contract.formats.json_schema.words import ANNOTATIONS
from mesh_assets.contract.formats.plain import mapping, part_at
from mesh_assets.contract.formats.translated import translated
from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.problem import DocumentError, Problem
from mesh_assets.documents.suggestion import suggest

REFERENCE = "$ref"
_LOCAL = "#/"
_DEFINITIONS = ("$defs", "definitions")
_MOST_FOLLOWED = 10_000
_DEEPEST = 100
_OF_ITSELF = frozenset({"$id", "$anchor", "$comment", *_DEFINITIONS})
"""What a definition says of itself, and not of what refers to it."""


class Followed(NamedTuple):
    """A schema in which every reference is followed that can be."""

    document: Document
    """Its problems are shown where the source has the cause."""
    problems: list[Problem]
    endless: list[Path]
    """The places in the source of references to what is around them, which are not followed."""


def follow(document: Document) -> Followed:
    """Follow the references of a schema, as far as its properties and their items go.

    Raises DocumentError where that would never end.
    """
    following = _Following(document)
    data = following.schema(document.data, (), (), ())
    return Followed(
        translated(document, data, following.origins, {}), following.problems, following.endless
    )


@dataclass(frozen=True, slots=True)
class _Following:
    document: Document
    origins: dict[Path, Path] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    endless: list[Path] = field(default_factory=list)

    def schema(self, written: object, at: Path, source: Path, around: tuple[str, ...]) -> Any:  # noqa: ANN401
        """Follow what stands at `source`, for the place `at`, inside what `around` leads to."""
        if not isinstance(written, dict):
            return written
        if REFERENCE in written:
            return self._referred(written, at, source, around)
        found = dict(written)
        if isinstance(written.get("properties"), dict):
            found["properties"] = {
                name: self.schema(one, *_inner(at, source, ("properties", name)), around)
                for name, one in written["properties"].items()
            }
        if "items" in written:
            found["items"] = self.schema(written["items"], *_inner(at, source, ("items",)), around)
        return found

    def _referred(
        self, written: dict[str, Any], at: Path, source: Path, around: tuple[str, ...]
    ) -> dict[str, Any]:
        reference = written[REFERENCE]
        if reference in around:
            self.endless.append(source)
            return written
        place = _place(reference)
        target = None if place is None else part_at(self.document.data, place)
        if place is None or not isinstance(target, dict):
            self._lost(reference, source)
            return written
        for word in written.keys() - ANNOTATIONS - {REFERENCE}:
            if not word.startswith("x-"):
                message = f"`{word}` stands beside `$ref`: write it where that leads"
                where = (*source, word)
                self.problems.append(self.document.problem(where, message, on_key=True))
        self._refuse_endless_work(source, around)
        self.origins[at] = place
        inherited = self.schema(target, at, place, (*around, reference))
        return {**_without(inherited, _OF_ITSELF), **written}

    def _refuse_endless_work(self, source: Path, around: tuple[str, ...]) -> None:
        """Each definition that refers twice to the next one doubles what there is to read."""
        if len(self.origins) < _MOST_FOLLOWED and len(around) < _DEEPEST:
            return
        message = (
            f"the references of this schema lead to more than {_MOST_FOLLOWED:,} places, "
            f"or further than {_DEEPEST} deep"
        )
        raise DocumentError([*self.problems, self.document.problem((*source, REFERENCE), message)])

    def _lost(self, reference: object, source: Path) -> None:
        known = [f"{_LOCAL}{'/'.join(path)}" for path in _definitions(self.document.data)]
        message = f"no definition of this schema is `{reference}`"
        meant = suggest(str(reference), known)
        self.problems.append(self.document.problem((*source, REFERENCE), message, meant))


def referring(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Leave to each reference what it leads to; drop those that lead to something else by now."""
    return _referring(schema, schema)


def _referring(one: Mapping[str, Any], root: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(one)
    if "properties" in one:
        found["properties"] = {
            name: _referring(each, root) if isinstance(each, dict) else each
            for name, each in one["properties"].items()
        }
    if isinstance(one.get("items"), dict):
        found["items"] = _referring(one["items"], root)
    if REFERENCE not in one:
        return found
    rest = _without(found, {REFERENCE})
    if not rest.keys() - ANNOTATIONS:
        return found
    target = _inherited(one[REFERENCE], root, ())
    own = {word: value for word, value in rest.items() if not _is_same(word, value, target)}
    is_kept = target.keys() <= rest.keys() and all(
        word in ANNOTATIONS or word.startswith("x-") for word in own
    )
    return {REFERENCE: one[REFERENCE], **own} if is_kept else rest


def _inherited(reference: object, root: object, around: tuple[object, ...]) -> dict[str, Any]:
    """The words that a reference leads to, directly or through others."""
    place = _place(reference)
    target = mapping(None if place is None else part_at(root, place))
    if REFERENCE not in target or reference in around:
        return _without(target, _OF_ITSELF)
    inherited = _inherited(target[REFERENCE], root, (*around, reference))
    return {**inherited, **_without(target, _OF_ITSELF | {REFERENCE})}


def _is_same(word: str, value: object, target: Mapping[str, Any]) -> bool:
    if word not in target:
        return False
    if word == "required" and isinstance(value, list) and isinstance(target[word], list):
        return set(value) == set(target[word])
    return bool(value == target[word])


def _inner(at: Path, source: Path, steps: Path) -> tuple[Path, Path]:
    return (*at, *steps), (*source, *steps)


def _place(reference: object) -> Path | None:
    """The place that a JSON Pointer names (RFC 6901); None of what leads out of the schema."""
    if not isinstance(reference, str) or not reference.startswith(_LOCAL):
        return None
    steps = reference.removeprefix(_LOCAL).split("/")
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)


def _definitions(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for word in _DEFINITIONS:
        yield from ((word, str(name)) for name in mapping(data.get(word)))


def _without(one: Mapping[str, Any], words: frozenset[str] | set[str]) -> dict[str, Any]:
    return {word: value for word, value in one.items() if word not in words}
