"""JSON Schemas, later versions of them, and values of all kinds."""

from hypothesis import strategies as st

VALUES = [
    *(None, True, False, 0, 1, 2, 3, -1, 10, 0.5, 1.5, "", "a", "b", "ab", "abc", "2026-01-05"),
    *([], [1], ["a"], [1, 1], [1, "a"], ["a", 1], [[1]], [None], [1, 2, 3], [{"a": 1}]),
    *({}, {"a": 1}, {"a": "a"}, {"a": None}, {"b": 1}, {"a": 1, "b": 2}, {"a": "x", "b": 0.5}),
    *({"a": {"a": 1}}, {"a": {"b": 1}}, {"a": []}, {"c": True}, {"x": 1}, {"x1": "a", "a": 1}),
    *({"a": 1, "c": 1}, {"a": 2, "b": "b", "c": None}, {"a": {}, "b": {}}, {"a": [1, "a"]}),
]
"""What a schema may accept or refuse; many differ in one detail only."""

NAMES = ["a", "b", "c"]
TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"]

_leaves = st.one_of(
    st.just(True),
    st.just({}),
    st.sampled_from(TYPES).map(lambda name: {"type": name}),
    st.lists(st.sampled_from(TYPES), min_size=1, max_size=3, unique=True).map(
        lambda names: {"type": names}
    ),
    st.sampled_from(
        [
            {"enum": [1, "a"]},
            {"enum": ["a", "b", None]},
            {"const": 1},
            {"const": "a"},
            {"type": "string", "minLength": 1},
            {"type": "string", "maxLength": 2},
            {"type": "string", "pattern": "^a"},
            {"type": "string", "format": "date"},
            {"type": "number", "minimum": 1},
            {"type": "integer", "exclusiveMinimum": 0},
            {"type": "number", "maximum": 2},
            {"type": "number", "exclusiveMaximum": 2},
            {"type": "number", "multipleOf": 0.5},
            {"type": "integer", "multipleOf": 2},
            {"minimum": 0, "maxLength": 2},
            {"not": {"type": "string"}},
            {"not": {"const": 1}},
            {"$ref": "#/$defs/d"},
            {"$ref": "#/$defs/d", "maxLength": 1},
            False,
        ]
    ),
)


def _objects(inner):
    return st.fixed_dictionaries(
        {"type": st.just("object")},
        optional={
            "properties": st.dictionaries(st.sampled_from(NAMES), inner, max_size=2),
            "required": st.lists(st.sampled_from(NAMES), max_size=2, unique=True),
            "additionalProperties": inner | st.just(False),
            "patternProperties": st.dictionaries(st.just("^x"), inner, max_size=1),
            "dependentRequired": st.just({"a": ["b"]}),
            "maxProperties": st.integers(1, 2),
            "propertyNames": st.just({"maxLength": 1}),
        },
    )


def _arrays(inner):
    return st.fixed_dictionaries(
        {"type": st.just("array")},
        optional={
            "items": inner,
            "prefixItems": st.lists(inner, min_size=1, max_size=2),
            "minItems": st.integers(0, 2),
            "maxItems": st.integers(1, 2),
            "uniqueItems": st.booleans(),
            "contains": inner,
        },
    )


def _combined(inner):
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        several.map(lambda each: {"anyOf": each}),
        several.map(lambda each: {"oneOf": each}),
        several.map(lambda each: {"allOf": each}),
        inner.map(lambda each: {"not": each}),
    )


_PARTS = st.recursive(
    _leaves, lambda inner: _objects(inner) | _arrays(inner) | _combined(inner), max_leaves=6
)


def _document(part, defined):
    whole = part if isinstance(part, dict) else {"allOf": [part]}
    return {"$defs": {"d": defined}, **whole}


SCHEMAS = st.builds(_document, _PARTS, _leaves.filter(lambda leaf: "$ref" not in str(leaf)))


def _evolved(draw, schema):
    """Another schema, in which most is as it was."""
    step = draw(st.sampled_from(["keep", "inside", "inside", "inside", "widen", "other"]))
    if step == "other" or (step == "widen" and not isinstance(schema, dict)):
        return draw(_leaves)
    if step == "widen":
        return draw(
            st.sampled_from(
                [
                    {"anyOf": [schema, {"type": "null"}]},
                    {"oneOf": [schema, {"type": "boolean"}]},
                    {"allOf": [schema, {"minLength": 0}]},
                    {key: schema[key] for key in list(schema)[1:]},
                ]
            )
        )
    if step == "keep" or not isinstance(schema, dict):
        return schema
    return {key: _evolved_word(draw, key, said) for key, said in schema.items()}


def _evolved_word(draw, key, said):
    match key:
        case "properties":
            kept = {name: _evolved(draw, each) for name, each in said.items()}
            return kept | draw(st.dictionaries(st.sampled_from(NAMES), _leaves, max_size=1))
        case "anyOf" | "oneOf" | "allOf" | "prefixItems":
            return [_evolved(draw, each) for each in said]
        case "items" | "additionalProperties" | "not" | "contains":
            return _evolved(draw, said)
        case "minItems" | "maxItems" | "maxProperties" | "minimum":
            return max(0, said + draw(st.integers(-1, 1)))
        case "required":
            return draw(st.sampled_from([said, said[:1], [*dict.fromkeys([*said, "a"])]]))
        case _:
            return said


@st.composite
def versions(draw):
    """A writer's schema, and a reader's."""
    writer = draw(SCHEMAS)
    part = {key: said for key, said in writer.items() if key != "$defs"}
    defined = draw(st.just(writer["$defs"]["d"]) | st.just({"type": ["number", "string"]}))
    return writer, _document(_evolved(draw, part), defined)
