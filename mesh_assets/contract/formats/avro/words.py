"""The words of Avro schemas, by the specification 1.12."""

from collections.abc import Mapping
from pathlib import Path

PREFIX = "avro."
"""How the custom properties begin that keep what ODCS has no word for."""

PRIMITIVES = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")
NAMED = ("record", "enum", "fixed")
COMPLEX = (*NAMED, "array", "map")

ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "record": ("type", "name", "namespace", "doc", "aliases", "fields"),
    "enum": ("type", "name", "namespace", "doc", "aliases", "symbols", "default"),
    "fixed": ("type", "name", "namespace", "aliases", "size", "logicalType"),
    "array": ("type", "items", "default"),
    "map": ("type", "values", "default"),
}
"""The attributes of each complex type; the demanded ones are in `DEMANDED`."""

DEMANDED: Mapping[str, tuple[str, ...]] = {
    "record": ("name", "fields"),
    "enum": ("name", "symbols"),
    "fixed": ("name", "size"),
    "array": ("items",),
    "map": ("values",),
}
FIELD = ("name", "type", "doc", "default", "order", "aliases")
ORDERS = ("ascending", "descending", "ignore")
ABOUT_LOGICAL_TYPES = ("logicalType", "precision", "scale")

LOGICAL_TYPES: Mapping[str, tuple[str, ...]] = {
    "decimal": ("bytes", "fixed"),
    "big-decimal": ("bytes",),
    "uuid": ("string", "fixed"),
    "date": ("int",),
    "time-millis": ("int",),
    "time-micros": ("long",),
    **{
        f"{kind}timestamp-{unit}": ("long",)
        for kind in ("", "local-")
        for unit in ("millis", "micros", "nanos")
    },
    "duration": ("fixed",),
}
"""The logical types, and the types that each may annotate."""

SIZES = {"duration": 12, "uuid": 16}
"""The size that a fixed has for a logical type, in bytes."""

OWN_NOTES = ("classification", "tags", "columnId")
"""What an exported field says beside the words of Avro, which readers of Avro pass over."""


def is_avro(content: object, file: Path) -> bool:
    """Tell a schema of Avro, by its ending or by its fields, which are a list."""
    if file.suffix.lower() == ".avsc":
        return True
    is_record = isinstance(content, dict) and content.get("type") == "record"
    return is_record and isinstance(content, dict) and "fields" in content
