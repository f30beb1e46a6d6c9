"""A JSON Schema document, and what its references mean."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote, urljoin

from mesh_assets.contract.compatibility.native.json_schema.annotations import without_annotations
from mesh_assets.contract.compatibility.native.json_schema.dialects import (
    Json,
    canonical,
    complaint_about,
    dialect_of,
    is_valid,
    read_json,
)
from mesh_assets.contract.compatibility.native.schema import InvalidSchema, NativeSchema


class UnknownReference(InvalidSchema):
    """A reference that leads nowhere."""


@dataclass(frozen=True, eq=False)
class Document:
    """A schema, and the schemas that it refers to by name."""

    root: Json
    others: Mapping[str, Json] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """The document in one form for all ways of writing it."""
        return canonical([self.root, self.others])

    @cached_property
    def dialect(self) -> str:
        """The draft of the standard by which the document is to be read."""
        return dialect_of(self.root)

    @property
    def ignores_siblings(self) -> bool:
        """Whether what stands beside `$ref` is ignored, as it was before 2019."""
        return self.dialect.startswith("draft-0")

    def resolve(self, reference: str) -> Json:
        """Find what a reference means; raises UnknownReference."""
        address, _, fragment = reference.partition("#")
        resource = self.root if not address else self._resource(address, reference)
        if fragment and not fragment.startswith("/"):
            return self._anchors.get(fragment) or _unknown(reference)
        for part in unquote(fragment).split("/")[1:]:
            resource = _inside(resource, part.replace("~1", "/").replace("~0", "~"), reference)
        return resource

    def _resource(self, address: str, reference: str) -> Json:
        for candidate in (address, urljoin(self._identifier, address)):
            if candidate in self._resources:
                return self._resources[candidate]
        return _unknown(reference)

    @cached_property
    def _identifier(self) -> str:
        return self.root.get("$id", "") if isinstance(self.root, dict) else ""

    @cached_property
    def _resources(self) -> Mapping[str, Json]:
        named = {
            urljoin(self._identifier, schema["$id"]): schema
            for schema in _schemas(self.root)
            if isinstance(schema.get("$id"), str)
        }
        return {**named, **self.others}

    @cached_property
    def _anchors(self) -> Mapping[str, Json]:
        return {
            schema["$anchor"]: schema
            for schema in _schemas(self.root)
            if isinstance(schema.get("$anchor"), str)
        }


class Node(NamedTuple):
    """A part of a document that is a schema."""

    schema: Json
    document: Document
    is_told_apart: bool = False
    """Whether its references and choices stand beside it, so that only its own keywords count."""

    def part(self, schema: Json) -> "Node":
        """Another schema of the same document."""
        return Node(schema, self.document)

    def takes(self, value: Json, *, unless_known: bool) -> bool:
        """Whether a value is valid; `unless_known` where the schema refers to others."""
        return is_valid(self.schema, self.document.dialect, value, unless_known=unless_known)

    @property
    def words(self) -> Mapping[str, Json]:
        """The keywords; of true and false there are none."""
        return self.schema if isinstance(self.schema, dict) else {}

    @property
    def identity(self) -> tuple[str, str]:
        """Equal for schemas that say the same in documents that say the same."""
        text = canonical(self.schema)
        return text, self.document.text if '"$' in text else ""


def parse_json_schema(schema: NativeSchema) -> Document:
    """Parse a schema and what it refers to, without annotations; raises InvalidSchema."""
    others = {name: _checked(text) for name, text in schema.references.items()}
    return Document(_checked(schema.text), others)


def _checked(text: str) -> Json:
    try:
        schema = read_json(text)
    except ValueError as error:
        raise InvalidSchema(f"is not JSON: {error}") from None
    if not isinstance(schema, dict | bool):
        raise InvalidSchema("is not a JSON Schema: an object, true or false is wanted")
    complaint = complaint_about(schema)
    if complaint is not None:
        raise InvalidSchema(f"is not a JSON Schema: {complaint}")
    return without_annotations(schema, dialect_of(schema))


def _schemas(value: Json) -> Iterator[dict[str, Json]]:
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from _schemas(part)
    elif isinstance(value, list):
        for part in value:
            yield from _schemas(part)


def _inside(value: Json, part: str, reference: str) -> Json:
    if isinstance(value, dict) and part in value:
        return value[part]
    if isinstance(value, list) and part.isdecimal() and int(part) < len(value):
        return value[int(part)]
    return _unknown(reference)


def _unknown(reference: str) -> Json:
    raise UnknownReference(f"the reference `{reference}` leads nowhere")
