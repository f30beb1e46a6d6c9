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

OTHER_KEYWORDS = frozenset(
    {
        "$dynamicRef",
        "$recursiveAnchor",
        "$recursiveRef",
        "additionalItems",
        "allOf",
        "anyOf",
        "contains",
        "dependentRequired",
        "dependentSchemas",
        "else",
        "if",
        "maxContains",
        "maxProperties",
        "minContains",
        "minProperties",
        "not",
        "oneOf",
        "patternProperties",
        "prefixItems",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
"""They constrain as well, in the drafts 2019-09 or 2020-12, and no rule says what they say."""

OTHER_FORMATS = frozenset(
    {
        "duration",
        "hostname",
        "idn-email",
        "idn-hostname",
        "ipv4",
        "ipv6",
        "iri",
        "iri-reference",
        "json-pointer",
        "regex",
        "relative-json-pointer",
        "uri-reference",
        "uri-template",
    }
)
"""The formats of the standard that no rule demands."""

_UNDERSTOOD = ANNOTATIONS | SHAPES | VALUE_WORDS | EXTENSIONS | {"$ref"}
_NEARLY_THE_SAME = 0.8


def check_words(reading: ContractReading, schema: Mapping[str, Any], at: Path) -> None:
    """Report the keywords that are not understood, and annotations of another kind than text."""
    for word in _not_understood(schema):
        message = f"`{word}` is not understood, and what is not judged would pass"
        if word in OTHER_KEYWORDS:
            reading.problem((*at, word), message, on_key=True)
        else:
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
