"""A schema without the words that are for people: they refuse nothing."""

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


def without_annotations(schema: Json) -> Json:
    """Leave the annotations out; what is called `title` as a property stays."""
    if not isinstance(schema, dict):
        return schema
    return {word: _inside(word, said) for word, said in schema.items() if word not in _FOR_PEOPLE}


def _inside(word: str, said: Json) -> Json:
    if word in _BY_NAME and isinstance(said, dict):
        return {name: without_annotations(each) for name, each in said.items()}
    if word in _LISTED and isinstance(said, list):
        return [without_annotations(each) for each in said]
    return without_annotations(said) if word in _SINGLE else said
