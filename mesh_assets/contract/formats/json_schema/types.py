"""The `type` of a JSON Schema property, as the type of a column."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mesh_assets.contract.formats.reading import ContractReading
from mesh_assets.contract.model import LogicalType
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.suggestion import suggest

_SIMPLE = {
    "integer": LogicalType.INTEGER,
    "number": LogicalType.NUMBER,
    "boolean": LogicalType.BOOLEAN,
}
_NULL = "null"
_TYPES = ("string", *_SIMPLE, "object", "array", _NULL)
_TEXTUAL = {"date-time": LogicalType.TIMESTAMP, "date": LogicalType.DATE}


@dataclass(frozen=True, slots=True)
class PropertyType:
    """What a property holds."""

    type: LogicalType
    nullable: bool
    json: str | None = None
    """Of a JSON column: `object` or `array`, where the schema says which."""

    @property
    def is_object(self) -> bool:
        """Whether the words about objects speak of it."""
        return self.type is LogicalType.OBJECT or self.json == "object"


def record_type(reading: ContractReading, schema: Mapping[str, Any]) -> None:
    """Check that a record is an object and nothing else."""
    if "type" in schema and schema["type"] not in ("object", ["object"]):
        reading.problem(("type",), "a record is an object: write `type: object`")


def column_type(
    reading: ContractReading, schema: Mapping[str, Any], at: Path
) -> PropertyType | None:
    """Read the type of a property; None when it is not to be known.

    A value that may have several types, beside null, is a problem.
    """
    if "type" not in schema:
        return PropertyType(LogicalType.JSON, nullable=True)
    written = schema["type"]
    names = written if isinstance(written, list) else [written]
    for name in names:
        if name not in _TYPES:
            message = f"`{name}` is no type of JSON"
            reading.problem((*at, "type"), message, suggest(str(name), _TYPES))
            return None
    types = [name for name in names if name != _NULL]
    if len(types) != 1:
        found = ", ".join(map(str, names)) or "none"
        message = f"a column has one type, beside null, and this one has {found}"
        reading.problem((*at, "type"), message)
        return None
    return _of(types[0], schema, nullable=_NULL in names)


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
