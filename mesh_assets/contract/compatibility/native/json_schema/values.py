"""Single values, held against a schema by the validator itself."""

from mesh_assets.contract.compatibility.native.json_schema.document import Json, Node, canonical


def is_valid(node: Node, value: Json, *, unless_known: bool) -> bool:
    """Whether a value is valid.

    `unless_known` is the answer for a schema that refers to others, which is not judged here.
    """
    import jsonschema_rs  # noqa: PLC0415

    if '"$ref"' in canonical(node.schema):
        return unless_known
    return jsonschema_rs.is_valid(node.schema, value, validate_formats=True)
