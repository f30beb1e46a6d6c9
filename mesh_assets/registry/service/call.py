"""What a client asks for: the parts of the path, the query and the body."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.requests import Request

from mesh_assets.contract.compatibility.native import SchemaFormat
from mesh_assets.registry.errors import RegistryRefusal, invalid_schema, invalid_version
from mesh_assets.registry.records import OfferedSchema, Reference

_JSON = (
    "application/vnd.schemaregistry.v1+json",
    "application/vnd.schemaregistry+json",
    "application/json",
)
"""Pages of a browser cannot send these to another host without asking."""
_LARGEST = 1024 * 1024
"""A body has at most so many bytes."""
_GREATEST_VERSION = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Call:
    """One request, read."""

    parts: Mapping[str, str]
    query: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def subject(self) -> str:
        """The subject in the path; raises RegistryRefusal."""
        subject = unquote(self.parts["subject"])
        if not subject.strip() or not subject.isprintable():
            message = f"The specified subject '{subject}' is not a valid subject."
            raise RegistryRefusal(42208, message)
        return subject

    @property
    def version(self) -> int | None:
        """The version in the path, None for the latest; raises RegistryRefusal."""
        written = self.parts["version"]
        if written in {"latest", "-1"}:
            return None
        if not (written.isdecimal() and 1 <= int(written) <= _GREATEST_VERSION):
            raise invalid_version(written)
        return int(written)

    @property
    def identifier(self) -> int:
        """The identifier of a schema in the path; raises RegistryRefusal."""
        written = self.parts["id"]
        if not written.isdecimal():
            raise RegistryRefusal(404, "HTTP 404 Not Found")
        return int(written)

    def wants(self, *names: str) -> bool:
        """Whether a switch in the query is on, by any of its names."""
        return any(self.query.get(name, "").lower() == "true" for name in names)

    def page(self, found: list[Any]) -> list[Any]:
        """The part of a list that `offset` and `limit` ask for."""
        offset, limit = self._number("offset", 0), self._number("limit", -1)
        return found[offset:] if limit < 0 else found[offset : offset + limit]

    def schema(self) -> OfferedSchema:
        """The schema in the body; raises RegistryRefusal."""
        text, form = self.body.get("schema"), self.body.get("schemaType") or "AVRO"
        if not isinstance(text, str) or not text.strip():
            raise invalid_schema("Empty schema")
        if not isinstance(form, str) or form not in set(SchemaFormat):
            raise invalid_schema(f"Invalid schema type {form}")
        if not _is_unicode(text):
            raise invalid_schema("half a character stands in the schema")
        for key in ("metadata", "ruleSet"):
            if self.body.get(key):
                raise invalid_schema(f"`{key}` is not kept by this registry")
        references = self.body.get("references") or []
        if not isinstance(references, list):
            raise invalid_schema("the references are no list")
        return OfferedSchema(SchemaFormat(form), text, tuple(map(_reference, references)))

    def _number(self, name: str, default: int) -> int:
        written = self.query.get(name, str(default))
        if not written.removeprefix("-").isdecimal():
            raise RegistryRefusal(422, f"`{name}` is no number: {written}")
        return int(written)


async def call_of(request: Request) -> Call:
    """Read a request; raises RegistryRefusal."""
    body = await _body(request) if request.method in {"POST", "PUT"} else {}
    return Call(request.path_params, dict(request.query_params), body)


async def _body(request: Request) -> Mapping[str, Any]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _JSON:
        raise RegistryRefusal(415, "HTTP 415 Unsupported Media Type")
    content = b""
    async for chunk in request.stream():
        content += chunk
        if len(content) > _LARGEST:
            raise RegistryRefusal(42209, f"the body has more than {_LARGEST:,} bytes")
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        raise RegistryRefusal(400, "Unable to process JSON") from None
    if not isinstance(body, dict):
        raise RegistryRefusal(400, "Unable to process JSON: an object is wanted")
    return body


def _is_unicode(text: str) -> bool:
    """Whether a text can be written down: JSON can name half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _reference(written: Any) -> Reference:  # noqa: ANN401
    match written:
        case {"name": str(name), "subject": str(subject), "version": int(version)}:
            return Reference(name, subject, version)
        case _:
            raise invalid_schema("a reference has a name, a subject and a version")
