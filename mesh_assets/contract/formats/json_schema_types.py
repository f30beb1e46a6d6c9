"""The `type` of a JSON Schema property, as the type of a column."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mesh_assets.contract.formats.former_reading import ContractReading
from mesh_assets.contract.model import LogicalType
from mesh_assets.documents.nodes import Path

_SIMPLE = {
    "integer": LogicalType.INTEGER,
    "number": LogicalType.NUMBER,
    "boolean": LogicalType.BOOLEAN,
}
_TYPES = ("string", *_SIMPLE, "object", "array", "null")
_TEXTUAL = {"date-time": LogicalType.TIMESTAMP, "date": LogicalType.DATE}


@dataclass(frozen=True, slots=True)
class PropertyType:
    """What a property holds."""

    type: LogicalType
    nullable: bool
    json: str | None = None
    """Of a JSON column: `object` or `array`, where the schema says which."""


def names_of_types(schema: Mapping[str, Any]) -> list[str]:
    """The names under `type`, without `null`."""
    written = schema.get("type", [])
    names = written if isinstance(written, list) else [written]
    return [name for name in names if name != "null"]


def column_type(reading: ContractReading, schema: Mapping[str, Any], at: Path) -> PropertyType:
    """Read the type of a property; a value that may have several types is a problem."""
    names = names_of_types(schema)
    nullable = "type" not in schema or "null" in _listed(schema["type"])
    for name in names:
        if name not in _TYPES:
            reading.unknown((*at, "type"), str(name), _TYPES, f"`{name}` is no type of JSON")
            return PropertyType(LogicalType.JSON, nullable=True)
    if len(names) > 1:
        reading.problem((*at, "type"), f"a column has one type, beside null: {', '.join(names)}")
    if not names:
        return PropertyType(LogicalType.JSON, nullable=nullable)
    return _of(names[0], schema, nullable=nullable)


def _of(name: str, schema: Mapping[str, Any], *, nullable: bool) -> PropertyType:
    match name:
        case "object" if not schema.get("properties"):
            return PropertyType(LogicalType.JSON, nullable, "object")
        case "array" if "items" not in schema:
            return PropertyType(LogicalType.JSON, nullable, "array")
        case "object":
            return PropertyType(LogicalType.OBJECT, nullable)
        case "array":
            return PropertyType(LogicalType.ARRAY, nullable)
        case "string":
            kind = _TEXTUAL.get(str(schema.get("format")), LogicalType.STRING)
            return PropertyType(kind, nullable)
        case _:
            return PropertyType(_SIMPLE[name], nullable)


def _listed(written: object) -> list[object]:
    return written if isinstance(written, list) else [written]
