"""Two versions of a contract, and records for the first, as hypothesis draws them."""

import copy

from generated_contracts import CONTRACTS, LEAVES, NAMES, records
from hypothesis import strategies as st

_LOOSER = {"minimum": -1, "exclusiveMinimum": -1, "minLength": -1, "minItems": -1}
_WIDER = {"maximum": 1, "exclusiveMaximum": 1, "maxLength": 1, "maxItems": 1}
_STEPS = _LOOSER | _WIDER


@st.composite
def versions(draw):
    """A contract, the one that came of it by a few edits, and records for the first."""
    old = draw(CONTRACTS)
    new = copy.deepcopy(old)
    for _ in range(draw(st.integers(1, 3))):
        _edit(draw, draw(st.sampled_from(list(_objects(new)))))
    return old, new, draw(st.lists(records(old), min_size=6, max_size=12))


def _objects(schema):
    yield schema
    for each in schema["properties"].values():
        inner = each.get("items", each)
        if "properties" in inner:
            yield from _objects(inner)


def _edit(draw, schema):
    """Change something of an object, for better or worse."""
    properties = schema["properties"]
    name = draw(st.sampled_from(sorted(properties)))
    match draw(st.sampled_from(["limit", "limit", "word", "null", "required", "add", "drop",
                                "close", "value", "other", "number"])):  # fmt: skip
        case "limit":
            _move_limit(draw, properties[name])
        case "word":
            words = sorted(
                {"pattern", "multipleOf", "uniqueItems", *_STEPS} & set(properties[name])
            )
            for word in words[:1]:
                del properties[name][word]
        case "null":
            _turn_null(properties[name])
        case "required":
            required = {*schema.get("required", [])} ^ {name}
            schema["required"] = sorted(required)
        case "add":
            properties.setdefault(draw(st.sampled_from(NAMES)), draw(LEAVES))
        case "drop" if len(properties) > 1:
            del properties[name]
            schema["required"] = [each for each in schema.get("required", []) if each != name]
        case "close":
            schema["additionalProperties"] = not schema.get("additionalProperties", True)
        case "value" if "enum" in properties[name]:
            _change_values(draw, properties[name])
        case "other":
            properties[name] = draw(LEAVES)
        case "number" if properties[name].get("type") == "integer":
            properties[name]["type"] = "number"


def _move_limit(draw, schema):
    limits = sorted(set(_STEPS) & set(schema))
    if limits:
        limit = draw(st.sampled_from(limits))
        moved = schema[limit] + _STEPS[limit] * draw(st.sampled_from([1, 1, -1]))
        schema[limit] = max(moved, 0) if "Length" in limit or "Items" in limit else moved


def _turn_null(schema):
    kind = schema.get("type")
    if isinstance(kind, list):
        schema["type"] = kind[0]
        if "enum" in schema:
            schema["enum"] = [value for value in schema["enum"] if value is not None]
    elif kind is not None and "const" not in schema:
        schema["type"] = [kind, "null"]


def _change_values(draw, schema):
    values = schema["enum"]
    if len(values) > 1 and draw(st.booleans()):
        values.pop()
    elif isinstance(values[0], str):
        values += [value for value in ["zz", "yy"] if value not in values][:1]
