"""From the text of an Avro schema to the schema, by Apache's own library."""

import json
import warnings
from typing import TYPE_CHECKING

from mesh_assets.contract.compatibility.native.extra import needs_schemas_extra
from mesh_assets.contract.compatibility.native.schema import InvalidSchema, NativeSchema

if TYPE_CHECKING:
    import avro.schema


def parse_avro(schema: NativeSchema) -> "avro.schema.Schema":
    """Parse a schema and what it refers to; raises InvalidSchema."""
    with needs_schemas_extra():
        import avro.errors  # noqa: PLC0415
        import avro.name  # noqa: PLC0415
        import avro.schema  # noqa: PLC0415

    names = avro.name.Names()
    try:
        with warnings.catch_warnings():
            # A logical type that is not valid is ignored, as the specification says.
            warnings.simplefilter("ignore", avro.errors.IgnoredLogicalType)
            for text in schema.references.values():
                avro.schema.make_avsc_object(_data(text), names)
            return avro.schema.make_avsc_object(_data(schema.text), names)
    except (avro.errors.AvroException, json.JSONDecodeError, TypeError, ValueError) as error:
        raise InvalidSchema(f"is not an Avro schema: {error}") from None


def _data(text: str) -> object:
    stripped = text.strip()
    # The registry's clients may send the name of a primitive type without quotes.
    return stripped if stripped.isalpha() else json.loads(stripped)
