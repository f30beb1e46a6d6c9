"""What is wrong in a contract of this format before it is read as ODCS."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mesh_assets.contract.formats.datacontract.definitions import (
    LOCAL,
    contains_itself,
    definition_of,
)
from mesh_assets.contract.formats.datacontract.published import as_published
from mesh_assets.contract.formats.datacontract.types import (
    LOGICAL_TYPE_OF,
    WITHOUT_COLUMN,
    base_type,
)
from mesh_assets.contract.formats.datacontract.words import (
    CHECK,
    FIELD,
    FOREIGN_HEAD,
    HEAD,
    MODEL,
    ROOT,
    VERSIONS,
)
from mesh_assets.contract.formats.odcs.nulls import without_nulls
from mesh_assets.contract.formats.plain import elements, mapping
from mesh_assets.contract.standards import DATACONTRACT, violations
from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.problem import Problem
from mesh_assets.documents.suggestion import suggest

_FOREIGN_VERSION = re.compile(re.escape(FOREIGN_HEAD) + r"v?(0\.9|1\.[0-2])(\.\d+)?")
_TYPES = sorted(LOGICAL_TYPE_OF)
_OTHER_TYPES = {"date": "date", "date-time": "timestamp", "time": "time"}
"""The formats of texts that this format has a type for."""


def problems_of(document: Document) -> Iterator[Problem]:
    """Hold a document against its published schema, and find what a schema cannot say."""
    content = document.data
    yield from _head_problems(document)
    for violation in violations(DATACONTRACT, without_nulls(as_published(content))):
        yield document.problem(violation.at, violation.message)
    checks = _Checks(document)
    yield from checks.words(content, (), ROOT)
    for name, model in mapping(content.get("models")).items():
        yield from checks.model(mapping(model), ("models", name))
    definitions = mapping(content.get("definitions"))
    for name, definition in definitions.items():
        yield from checks.field(mapping(definition), ("definitions", name))
        if contains_itself(name, definitions):
            message = f"the definition `{name}` contains itself: no column can be so deep"
            yield document.problem(("definitions", name), message, on_key=True)


def _head_problems(document: Document) -> Iterator[Problem]:
    content = document.data
    if HEAD in content:
        return
    written = str(content["apiVersion"])
    if not _FOREIGN_VERSION.fullmatch(written):
        message = f"the version `{written}` is not read: write `{HEAD}: {VERSIONS[0]}`"
        yield document.problem(("apiVersion",), message)


@dataclass(frozen=True, slots=True)
class _Checks:
    document: Document

    def words(
        self, content: Mapping[str, Any], at: Path, known: Collection[str]
    ) -> Iterator[Problem]:
        """Find misspelt words; others that are not known say nothing to be judged, and are kept."""
        for word in content.keys() - known:
            meant = suggest(word, known)
            if meant is not None and meant not in content:
                message = f"`{word}` is not known here"
                yield self.document.problem((*at, word), message, meant, on_key=True)

    def model(self, model: Mapping[str, Any], at: Path) -> Iterator[Problem]:
        fields = mapping(model.get("fields"))
        yield from self.words(model, at, MODEL)
        yield from self.quality(model, at)
        for index, name in enumerate(elements(model.get("primaryKey"))):
            if name not in fields:
                message = f"`{name}` is part of the primary key, and no field describes it"
                place = (*at, "primaryKey", index)
                yield self.document.problem(place, message, suggest(str(name), fields))
        for name, one in fields.items():
            yield from self.field(mapping(one), (*at, "fields", name))

    def field(self, one: Mapping[str, Any], at: Path) -> Iterator[Problem]:
        yield from self.words(one, at, FIELD | {"name", "domain"})
        yield from self.quality(one, at)
        yield from self.reference(one, at)
        yield from self.type(one, at)
        yield from self.examples(one, at)
        for name, inner in mapping(one.get("fields")).items():
            yield from self.field(mapping(inner), (*at, "fields", name))
        if "items" in one:
            yield from self.field(mapping(one["items"]), (*at, "items"))

    def type(self, one: Mapping[str, Any], at: Path) -> Iterator[Problem]:
        written = one.get("type")
        if written is None:
            if "$ref" not in one:
                yield self.document.problem(at, "say what the field holds: add `type`")
            return
        base, place = base_type(written), (*at, "type")
        if base in WITHOUT_COLUMN:
            yield self.document.problem(place, f"no column of a table can hold {base}")
        elif base not in LOGICAL_TYPE_OF and isinstance(written, str):
            message = f"`{written}` is no type of this format"
            yield self.document.problem(place, message, suggest(base, _TYPES))
        elif base in {"string", "text", "varchar"} and one.get("format") in _OTHER_TYPES:
            message = f"there is a type for this: write `type: {_OTHER_TYPES[one['format']]}`"
            yield self.document.problem((*at, "format"), message)
        elif base == "map" and {"keys", "values"} & one.keys():
            message = "the keys and values of a map are not judged: describe it as an object"
            yield self.document.problem(place, message)

    def reference(self, one: Mapping[str, Any], at: Path) -> Iterator[Problem]:
        if "$ref" not in one:
            return
        definitions = mapping(self.document.data.get("definitions"))
        name = definition_of(one)
        if not name:
            message = f"only definitions of this file are followed: write `{LOCAL}<name>`"
            yield self.document.problem((*at, "$ref"), message)
        elif name not in definitions:
            message = f"there is no definition `{name}`"
            yield self.document.problem((*at, "$ref"), message, suggest(name, definitions))

    def examples(self, one: Mapping[str, Any], at: Path) -> Iterator[Problem]:
        allowed = one.get("enum")
        if not isinstance(allowed, list):
            return
        if not allowed:
            yield self.document.problem((*at, "enum"), "an enum without values allows none")
            return
        for word in ("default", "example"):
            if word in one and one[word] not in allowed:
                message = f"`{one[word]}` is the {word}, and the enum excludes it"
                yield self.document.problem((*at, word), message)
        for index, value in enumerate(elements(one.get("examples"))):
            if value not in allowed:
                message = f"`{value}` is an example, and the enum excludes it"
                yield self.document.problem((*at, "examples", index), message)

    def quality(self, one: Mapping[str, Any], at: Path) -> Iterator[Problem]:
        for index, check in enumerate(elements(one.get("quality"))):
            yield from self.words(mapping(check), (*at, "quality", index), CHECK)
