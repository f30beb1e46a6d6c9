"""The keywords of JSON Schema, by what they mean to a contract."""

ANNOTATIONS = frozenset(
    {
        "$schema",
        "$id",
        "$comment",
        "$anchor",
        "title",
        "description",
        "examples",
        "default",
        "deprecated",
        "readOnly",
        "writeOnly",
    }
)
"""They tell people something, and constrain nothing."""

OBJECT_WORDS = frozenset({"type", "properties", "required", "additionalProperties", "items"})
"""They give a record its shape."""

EXTENSIONS = frozenset({"x-unique", "x-primary-key", "x-pii"})
"""What JSON Schema cannot say."""

UNDERSTOOD = frozenset(
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
