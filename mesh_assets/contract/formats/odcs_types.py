"""`logicalType` and `physicalType` of an ODCS property, as the type of a column."""

import re

from open_data_contract_standard.model import SchemaProperty

from mesh_assets.contract.formats.former_reading import ContractReading
from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.documents.nodes import Path

_LOGICAL = {
    "string": LogicalType.STRING,
    "integer": LogicalType.INTEGER,
    "number": LogicalType.NUMBER,
    "boolean": LogicalType.BOOLEAN,
    "date": LogicalType.DATE,
    "timestamp": LogicalType.TIMESTAMP,
    "time": LogicalType.STRING,
    "object": LogicalType.OBJECT,
    "array": LogicalType.ARRAY,
}
_DECIMAL = re.compile(
    r"(?:decimal|numeric|number)\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)", re.IGNORECASE
)
_PHYSICAL = {
    "string": ("string", "varchar", "text", "char", "uuid"),
    "integer": ("integer", "int", "bigint", "long", "smallint", "tinyint"),
    "number": ("double", "float", "real"),
    "boolean": ("boolean", "bool"),
    "date": ("date",),
    "timestamp": ("timestamp", "timestamptz", "datetime", "timestamp_tz"),
}
_MOST_DIGITS = 38


def column_type(reading: ContractReading, described: SchemaProperty, at: Path, name: str) -> Column:
    """Read what a property holds; its fields and items are read by the caller."""
    physical = (described.physicalType or "").strip()
    logical = described.logicalType or _logical_of(physical)
    if logical is None:
        message = f"say what `{name}` holds: add logicalType"
        reading.problem(at, message)
        return Column(name, LogicalType.STRING)
    if logical not in _LOGICAL:
        message = f"`{logical}` is no logicalType of ODCS"
        reading.unknown((*at, "logicalType"), logical, _LOGICAL, message)
        return Column(name, LogicalType.STRING)
    digits = _DECIMAL.fullmatch(physical)
    if logical == "number" and digits:
        return _decimal(reading, at, name, int(digits[1]), int(digits[2] or 0))
    if logical == "number" and physical.casefold() in {"decimal", "numeric"}:
        return Column(name, LogicalType.DECIMAL)
    if logical == "object" and not described.properties:
        return Column(name, LogicalType.JSON)
    if logical == "array" and described.items is None:
        reading.problem(at, f"say what the array `{name}` holds: add items")
    return Column(name, _LOGICAL[logical])


def _decimal(reading: ContractReading, at: Path, name: str, precision: int, scale: int) -> Column:
    if not (1 <= precision <= _MOST_DIGITS and scale <= precision):
        message = (
            f"a decimal has 1 to {_MOST_DIGITS} digits, and no more than these after the point"
        )
        reading.problem((*at, "physicalType"), message)
    return Column(name, LogicalType.DECIMAL, precision=precision, scale=scale)


def _logical_of(physical: str) -> str | None:
    if _DECIMAL.fullmatch(physical) or physical.casefold() in {"decimal", "numeric"}:
        return "number"
    stem = physical.casefold().partition("(")[0].strip()
    return next((logical for logical, names in _PHYSICAL.items() if stem in names), None)
