"""Two versions of a contract, and records for the first, as hypothesis draws them.

The contracts are small and the records lie near their limits, so that an edit makes a difference.
"""

import copy

from generated_contracts import ANYTHING, LEAVES, NAMES, NESTED, SCALARS, nullable, objects, values
from hypothesis import strategies as st

LIMITS = [
    "minimum", "exclusiveMinimum", "minLength", "minItems",
    "maximum", "exclusiveMaximum", "maxLength", "maxItems",
]  # fmt: skip
WORDS = [*LIMITS, "pattern", "multipleOf", "uniqueItems", "additionalProperties"]
SMALL = st.sampled_from(NAMES).flatmap(
    lambda name: st.fixed_dictionaries({name: st.one_of(nullable(SCALARS), NESTED)})
)


@st.composite
def versions(draw):
    """A contract, the one that came of it by one or two edits, and records for the first."""
    if draw(st.integers(0, 4)):
        old = {"type": "object", "properties": draw(SMALL)}
    else:
        old = draw(objects(NESTED))
    new = copy.deepcopy(old)
    for _ in range(draw(st.sampled_from([1, 1, 1, 2]))):
        _edit(draw, draw(st.sampled_from(list(_objects(new)))))
    return old, new, draw(st.lists(_records(old, new), min_size=8, max_size=16))


@st.composite
def _records(draw, schema, other):
    """An object with most properties of a contract, and perhaps some of the other version."""
    named = schema["properties"]
    record = {name: draw(_near(each)) for name, each in named.items() if draw(st.integers(0, 5))}
    unnamed = sorted(set(other["properties"]) - set(named)) or ["zz"]
    if draw(st.booleans()):
        record[draw(st.sampled_from(unnamed))] = draw(ANYTHING)
    return record


@st.composite
def _near(draw, schema):
    """A value at a limit of its schema, or any that often fits."""
    limits = [word for word in LIMITS if word in schema]
    if "properties" in schema and draw(st.integers(0, 5)):
        return draw(_records(schema, schema))
    if not limits or draw(st.booleans()):
        return draw(values(schema))
    word = draw(st.sampled_from(limits))
    at = schema[word] + draw(st.sampled_from([-1, 0, 0, 1]))
    if "Length" in word:
        return "a" * max(at, 0)
    if "Items" in word:
        return [draw(_near(schema["items"])) for _ in range(at)]
    return at


def _objects(schema):
    yield schema
    for each in schema["properties"].values():
        inner = each.get("items", each)
        if "properties" in inner:
            yield from _objects(inner)


def _edit(draw, schema):
    """Change something of an object, for better or worse."""
    name = draw(st.sampled_from(sorted(schema["properties"])))
    fitting = [edit for edit, fits in EDITS.items() if fits(schema["properties"][name])]
    draw(st.sampled_from(fitting))(draw, schema, name)


def _move_limit(draw, schema, name):
    property_ = schema["properties"][name]
    word = draw(st.sampled_from([word for word in LIMITS if word in property_]))
    moved = property_[word] + draw(st.sampled_from([-1, 1]))
    is_count = "Length" in word or "Items" in word
    property_[word] = max(moved, 0) if is_count else moved


def _drop_word(draw, schema, name):
    property_ = schema["properties"][name]
    del property_[draw(st.sampled_from([word for word in WORDS if word in property_]))]


def _turn_null(draw, schema, name):
    property_ = schema["properties"][name]
    kind = property_["type"]
    if not isinstance(kind, list):
        property_["type"] = [kind, "null"]
        return
    property_["type"] = kind[0]
    if "enum" in property_:
        property_["enum"] = [value for value in property_["enum"] if value is not None]


def _turn_required(draw, schema, name):
    schema["required"] = sorted({*schema.get("required", [])} ^ {name})


def _add(draw, schema, name):
    schema["properties"].setdefault(draw(st.sampled_from(NAMES)), draw(LEAVES))


def _remove(draw, schema, name):
    if len(schema["properties"]) > 1:
        del schema["properties"][name]
        schema["required"] = [each for each in schema.get("required", []) if each != name]


def _close(draw, schema, name):
    schema["additionalProperties"] = not schema.get("additionalProperties", True)


def _change_values(draw, schema, name):
    listed = schema["properties"][name]["enum"]
    if len(listed) > 1 and draw(st.booleans()):
        listed.pop(0)
    else:
        listed += [value for value in ["zz", "yy"] if value not in listed][:1]


def _make_number(draw, schema, name):
    schema["properties"][name]["type"] = "number"


def _replace(draw, schema, name):
    schema["properties"][name] = draw(LEAVES)


def _always(schema):
    return True


EDITS = {
    _move_limit: lambda schema: any(word in schema for word in LIMITS),
    _drop_word: lambda schema: any(word in schema for word in WORDS),
    _turn_null: lambda schema: "type" in schema and "const" not in schema,
    _turn_required: _always,
    _add: _always,
    _remove: _always,
    _close: _always,
    _change_values: lambda schema: any(isinstance(each, str) for each in schema.get("enum", [])),
    _make_number: lambda schema: schema.get("type") == "integer",
    _replace: _always,
}
"""The edits, and whether each means anything for a property."""
