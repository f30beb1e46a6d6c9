"""The JSON Schemas that standards publish for their contracts, and what they say of a document."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path as File
from typing import TYPE_CHECKING, NamedTuple

from mesh_assets.documents.nodes import Path

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError, Validator

_FOLDER = File(__file__).parent

ODCS = "odcs-3.1.0"
DATACONTRACT = "datacontract-1.2.1"
"""It lists every version from 0.9.0 on."""

_NOUNS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "nothing",
}
_UNKNOWN_KEYS = frozenset({"additionalProperties", "unevaluatedProperties"})


class Violation(NamedTuple):
    """What a published schema refuses."""

    at: Path
    message: str
    unknown_keys: tuple[str, ...] = ()
    """The keys at the place that the schema does not know, where that is the complaint."""


def violations(standard: str, content: object) -> Iterator[Violation]:
    """Hold plain data against a standard's schema, which says nothing more of what is right."""
    for error in _validator(standard).iter_errors(content):
        yield _violation(error)


def json_schema_violations(schema: object, draft: str) -> Iterator[Violation]:
    """Hold a JSON Schema against the metaschema of its draft."""
    for error in _metaschema(draft).iter_errors(schema):
        yield _violation(error)


def _violation(error: "ValidationError") -> Violation:
    at = tuple(error.instance_path)
    if error.kind.name in _UNKNOWN_KEYS:
        return _unknown(at, tuple(error.kind.value))
    if error.kind.name == "falseSchema" and at:
        return _unknown(at[:-1], (str(at[-1]),))
    return Violation(at, _message(error))


def _unknown(at: Path, keys: tuple[str, ...]) -> Violation:
    named = ", ".join(f"`{key}`" for key in keys)
    return Violation(at, f"the standard has no {named} here", keys)


def _message(error: "ValidationError") -> str:
    kind = error.kind
    match kind.name:
        case "required":
            return f"`{kind.value}` is missing"
        case "type":
            nouns = [_NOUNS.get(name, name) for name in kind.value]
            return f"must be {' or '.join(nouns)}"
        case "enum":
            return f"must be one of {', '.join(str(value) for value in kind.value)}"
        case "oneOf" | "anyOf":
            return "fits none of the forms that the standard allows here, or more than one"
        case _:
            return error.message


@cache
def _validator(standard: str) -> "Validator":
    import jsonschema_rs  # noqa: PLC0415

    schema = json.loads((_FOLDER / f"{standard}.schema.json").read_text())
    return jsonschema_rs.validator_for(schema)


@cache
def _metaschema(draft: str) -> "Validator":
    import jsonschema_rs  # noqa: PLC0415

    return jsonschema_rs.validator_for({"$schema": draft, "$ref": draft})
