"""A JSON Schema as the contract of one kind of record."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mesh_assets.contract.formats.json_schema.extensions import add_primary_key
from mesh_assets.contract.formats.json_schema.properties import PropertiesReading
from mesh_assets.contract.formats.json_schema.references import REFERENCE, Followed, follow
from mesh_assets.contract.formats.json_schema.types import record_type
from mesh_assets.contract.formats.json_schema.words import EXTENSIONS, VALUE_WORDS, check_words
from mesh_assets.contract.formats.plain import part_at
from mesh_assets.contract.formats.reading import ContractReading
from mesh_assets.contract.formats.values import text
from mesh_assets.contract.model import Contract
from mesh_assets.documents.digest import digest_of
from mesh_assets.documents.document import Document
from mesh_assets.documents.problem import Problem
from mesh_assets.documents.suggestion import suggest

DRAFTS = (
    "https://json-schema.org/draft/2020-12/schema",
    "https://json-schema.org/draft/2019-09/schema",
)
_TITLE = re.compile(r"(?P<name>.+?)\.v(?P<version>\d+(?:\.\d+)*)")
_NOT_IN_NAMES = re.compile(r"\W+")


def read_json_schema(document: Document) -> Contract:
    """Read a schema of one kind of record; raises DocumentError with all problems."""
    followed = follow(document)
    reading = ContractReading(
        followed.document, [*followed.problems, *_endless(document, followed)]
    )
    schema: Mapping[str, Any] = followed.document.data
    _check_draft(reading, schema)
    record_type(reading, schema)
    check_words(reading, schema, ())
    for word in schema.keys() & (VALUE_WORDS | EXTENSIONS | {"items"}):
        message = f"`{word}` is about a property, and says nothing about the whole record"
        reading.problem((word,), message, on_key=True)
    if schema.get("properties", {}) == {}:
        reading.problem((), "the contract describes no column: add `properties`")
    columns = PropertiesReading(reading).columns(schema, (), None)
    add_primary_key(reading, columns)
    identifier = text(schema.get("title")) or text(schema.get("$id")) or document.file.stem
    name, version = _name_and_version(identifier)
    return reading.finish(
        Contract(
            identifier=identifier,
            name=name,
            version=version,
            columns=columns,
            rules=(),
            open=schema.get("additionalProperties", True) is not False,
            description=str(schema.get("description", "")),
            digest=digest_of(document.data),
            extras={"document": document.data},
        )
    )


def _endless(document: Document, followed: Followed) -> Iterator[Problem]:
    for place in followed.endless:
        reference = part_at(document.data, (*place, REFERENCE))
        message = f"`{reference}` contains itself: no column can be so deep"
        yield document.problem((*place, REFERENCE), message)


def _check_draft(reading: ContractReading, schema: Mapping[str, Any]) -> None:
    written = schema.get("$schema", DRAFTS[0])
    if not isinstance(written, str) or written.removesuffix("#") not in DRAFTS:
        message = f"this draft is not read: write {DRAFTS[0]}"
        reading.problem(("$schema",), message, suggest(str(written), DRAFTS))


def _name_and_version(identifier: str) -> tuple[str, str]:
    """Take `orders.v2` apart, which may stand at the end of an address."""
    last = identifier.rstrip("/").rpartition("/")[2].removesuffix(".json")
    titled = _TITLE.fullmatch(last)
    stem, version = (titled["name"], titled["version"]) if titled else (last, "")
    return _NOT_IN_NAMES.sub("_", stem).strip("_"), version
