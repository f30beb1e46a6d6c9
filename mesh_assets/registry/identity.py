"""When two schemas are one: they say the same, however they are written."""

import hashlib
import json
from collections.abc import Mapping

from mesh_assets.contract.compatibility.native import NativeSchema, SchemaFormat
from mesh_assets.contract.compatibility.native.avro.parsing import parse_avro
from mesh_assets.contract.compatibility.native.json_schema.document import parse_json_schema
from mesh_assets.contract.compatibility.native.protobuf.files import normalised_file
from mesh_assets.contract.compatibility.native.schema import InvalidSchema
from mesh_assets.registry.records import OfferedSchema


def schema_digest(schema: OfferedSchema, texts: Mapping[str, str]) -> str:
    """SHA-256 of what a schema says, in hexadecimal; `texts` are those that it refers to.

    White space and the order of keys do not count, and neither do comments in Protobuf. Raises
    InvalidSchema for a text that is no schema.
    """
    native = NativeSchema(schema.format, schema.text, texts)
    try:
        said = _said(native)
    except RecursionError:
        raise InvalidSchema("is nested too deeply to be read") from None
    references = sorted(schema.references)
    return hashlib.sha256(f"{schema.format} {references} {said}".encode()).hexdigest()


def _said(schema: NativeSchema) -> str:
    match schema.format:
        case SchemaFormat.AVRO:
            parse_avro(schema)
            return _canonical(schema.text)
        case SchemaFormat.JSON:
            parse_json_schema(schema)
            return _canonical(schema.text)
        case SchemaFormat.PROTOBUF:
            return normalised_file(schema).hex()


def _canonical(text: str) -> str:
    stripped = text.strip()
    data = stripped if stripped.isalpha() else json.loads(stripped)
    return json.dumps(data, sort_keys=True, separators=(",", ":"))
