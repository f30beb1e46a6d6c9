"""A JSON Schema document, and what its references mean."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin

from mesh_assets.contract.compatibility.native.schema import InvalidSchema, NativeSchema

Json = Any
"""What JSON text says: dicts, lists and scalars; a schema is a dict, true or false."""

_REFERENCE_ALONE = ("draft-03", "draft-04", "draft-06", "draft-07")
"""Drafts in which whatever stands beside `$ref` is ignored."""


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
    def ignores_siblings(self) -> bool:
        """Whether what stands beside `$ref` is ignored, as it was before 2019."""
        dialect = self.root.get("$schema", "") if isinstance(self.root, dict) else ""
        return any(draft in dialect for draft in _REFERENCE_ALONE)

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
    """Parse a schema and what it refers to; raises InvalidSchema."""
    others = {name: _checked(text) for name, text in schema.references.items()}
    return Document(_checked(schema.text), others)


def canonical(value: Json) -> str:
    """Write JSON in one form, in which 1 and true differ."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _checked(text: str) -> Json:
    import jsonschema_rs  # noqa: PLC0415

    try:
        schema = json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidSchema(f"is not JSON: {error}") from None
    if not isinstance(schema, dict | bool):
        raise InvalidSchema("is not a JSON Schema: an object, true or false is wanted")
    try:
        jsonschema_rs.meta.validate(schema)
    except jsonschema_rs.ValidationError as error:
        place = "/".join(str(part) for part in error.instance_path)
        raise InvalidSchema(f"is not a JSON Schema: /{place}: {error.message}") from None
    except (jsonschema_rs.ReferencingError, ValueError) as error:
        raise InvalidSchema(f"is not a JSON Schema: {error}") from None
    return schema


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
