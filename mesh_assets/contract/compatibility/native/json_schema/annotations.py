"""A schema without the words that refuse nothing: those for people, and those of other drafts."""

from mesh_assets.contract.compatibility.native.json_schema.dialects import Json

_FOR_PEOPLE = frozenset(
    {"title", "description", "$comment", "examples", "deprecated", "readOnly", "writeOnly"}
)
"""Annotations of the standard. A default is none of them: a reader fills it in."""
_BY_NAME = frozenset(
    {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"}
)
_LISTED = frozenset({"allOf", "anyOf", "oneOf", "prefixItems", "items"})
_SINGLE = frozenset(
    {
        *("items", "additionalItems", "contains", "additionalProperties", "propertyNames", "not"),
        *("if", "then", "else", "unevaluatedProperties", "unevaluatedItems"),
    }
)


_SINCE_2019 = frozenset(
    {
        *("prefixItems", "minContains", "maxContains", "dependentRequired", "dependentSchemas"),
        *("unevaluatedProperties", "unevaluatedItems"),
    }
)
_UNTIL_2019 = frozenset({"dependencies"})


def without_annotations(schema: Json, dialect: str) -> Json:
    """Leave out what means nothing in a draft; what is called `title` as a property stays.

    Where a schema names no draft, its validators may know the words of any.
    """
    is_named = isinstance(schema, dict) and "$schema" in schema
    unknown = _SINCE_2019 if dialect.startswith("draft-0") else _UNTIL_2019
    return _meant(schema, _FOR_PEOPLE | unknown if is_named else _FOR_PEOPLE)


def _meant(schema: Json, idle: frozenset[str]) -> Json:
    if not isinstance(schema, dict):
        return schema
    return {word: _inside(word, said, idle) for word, said in schema.items() if word not in idle}


def _inside(word: str, said: Json, idle: frozenset[str]) -> Json:
    if word in _BY_NAME and isinstance(said, dict):
        return {name: _meant(each, idle) for name, each in said.items()}
    if word in _LISTED and isinstance(said, list):
        return [_meant(each, idle) for each in said]
    return _meant(said, idle) if word in _SINGLE else said
