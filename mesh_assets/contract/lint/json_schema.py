"""A JSON Schema held against its metaschema, and against what a metaschema cannot say."""

from collections.abc import Iterator
from typing import Any

from mesh_assets.contract.formats.json_schema.record import DRAFTS, read_json_schema
from mesh_assets.contract.formats.plain import elements
from mesh_assets.contract.lint.together import together
from mesh_assets.contract.standards import json_schema_violations
from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.problem import DocumentError, Problem


def problems_of_json_schema(document: Document) -> list[Problem]:
    """Find the problems of a schema of one kind of record."""
    return together(_read(document), _excluded_values(document), _published(document))


def _read(document: Document) -> Iterator[Problem]:
    try:
        read_json_schema(document)
    except DocumentError as error:
        yield from error.problems


def _published(document: Document) -> Iterator[Problem]:
    written = str(document.data.get("$schema", DRAFTS[0])).removesuffix("#")
    if written in DRAFTS:
        for violation in json_schema_violations(document.data, written):
            yield document.problem(violation.at, violation.message)


def _excluded_values(document: Document) -> Iterator[Problem]:
    """Find defaults and examples that are not among the allowed values."""
    for at, schema in _schemas(document.data, ()):
        allowed = [schema["const"]] if "const" in schema else schema.get("enum")
        if not isinstance(allowed, list):
            continue
        if "default" in schema and schema["default"] not in allowed:
            message = f"`{schema['default']}` is the default, and the enum excludes it"
            yield document.problem((*at, "default"), message)
        for index, value in enumerate(elements(schema.get("examples"))):
            if value not in allowed:
                message = f"`{value}` is an example, and the enum excludes it"
                yield document.problem((*at, "examples", index), message)


def _schemas(schema: object, at: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    if not isinstance(schema, dict):
        return
    yield at, schema
    for word in ("properties", "$defs", "definitions"):
        named = schema.get(word)
        for name, inner in named.items() if isinstance(named, dict) else ():
            yield from _schemas(inner, (*at, word, name))
    yield from _schemas(schema.get("items"), (*at, "items"))
