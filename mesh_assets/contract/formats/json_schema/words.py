"""The keywords of JSON Schema, by what they mean to a contract."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from mesh_assets.contract.formats.reading import ContractReading
from mesh_assets.contract.formats.values import text
from mesh_assets.documents.nodes import Path

PREFIX = "jsonschema."
"""How the custom properties begin that keep what ODCS has no word for."""

_TEXTS = frozenset({"$schema", "$id", "$comment", "$anchor", "title", "description"})
ANNOTATIONS = _TEXTS | {
    "$defs",
    "$dynamicAnchor",
    "$vocabulary",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "default",
    "definitions",
    "deprecated",
    "examples",
    "readOnly",
    "writeOnly",
}
"""They tell people or tools something, and constrain nothing by themselves."""

OBJECT_WORDS = frozenset({"properties", "required", "additionalProperties"})
SHAPES = OBJECT_WORDS | {"type", "items"}
"""They give a record its shape."""

VALUE_WORDS = frozenset(
    {
        "enum",
        "const",
        "pattern",
        "format",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minItems",
        "maxItems",
        "uniqueItems",
    }
)
"""They constrain a value, and become rules."""

EXTENSIONS = frozenset({"x-unique", "x-primary-key", "x-pii"})
"""What JSON Schema cannot say."""

_UNDERSTOOD = ANNOTATIONS | SHAPES | VALUE_WORDS | EXTENSIONS
_NEARLY_THE_SAME = 0.8


def check_words(reading: ContractReading, schema: Mapping[str, Any], at: Path) -> None:
    """Report the keywords that are not understood, and annotations of another kind than text."""
    for word in _not_understood(schema):
        message = f"`{word}` is not understood, and what is not judged would pass"
        candidates = EXTENSIONS if word.startswith("x-") else SHAPES | VALUE_WORDS
        reading.unknown((*at, word), word, candidates, message)
    for word in _TEXTS & schema.keys():
        if text(schema[word]) is None:
            reading.problem((*at, word), f"`{word}` is a text")


def _not_understood(schema: Mapping[str, Any]) -> Iterator[str]:
    for word in schema:
        if word not in _UNDERSTOOD and (not word.startswith("x-") or _is_misspelt(word)):
            yield word


def _is_misspelt(extension: str) -> bool:
    """Whether an extension was probably meant to be one of ours; others are annotations."""
    plain = extension.casefold().replace("_", "-")
    return bool(get_close_matches(plain, EXTENSIONS, n=1, cutoff=_NEARLY_THE_SAME))
