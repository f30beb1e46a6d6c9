"""`logicalType` and `physicalType` of an ODCS property, as the type of a column."""

from typing import NamedTuple

from open_data_contract_standard.model import SchemaProperty

from mesh_assets.contract.formats.odcs.physical import PhysicalType, physical_type
from mesh_assets.contract.formats.odcs.property import PropertyReading
from mesh_assets.contract.formats.reading import ContractReading
from mesh_assets.contract.model import LogicalType
from mesh_assets.contract.rule import RuleKind
from mesh_assets.documents.nodes import Path

ANY = "any"
"""What a column of any JSON values holds; a contract says so by its physical type."""

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
    ANY: LogicalType.JSON,
}
_MOST_DIGITS = 38


def logical_type(described: SchemaProperty) -> str | None:
    """The `logicalType`, or what the physical type stands for; None where neither says it.

    Where the physical type is narrower, it is that: a number in an `int` is an integer.
    """
    physical = physical_type(described.physicalType)
    logical = described.logicalType or physical.logical
    if logical == "date" and _has_time_of_day(described, physical):
        return "timestamp"
    if logical == "number" and physical.logical == "integer":
        return "integer"
    return logical


class ColumnType(NamedTuple):
    """What a column holds."""

    logical: LogicalType
    precision: int | None = None
    scale: int | None = None
    """The digits of a decimal, where they are written."""


def column_type(
    reading: ContractReading, described: SchemaProperty, at: Path, name: str
) -> ColumnType | None:
    """Read what a property holds; None when that is not to be known.

    Its fields and items are read by the caller.
    """
    logical = logical_type(described)
    if logical is None:
        reading.problem(at, f"say what `{name}` holds: add logicalType")
        return None
    if logical not in _LOGICAL or described.logicalType == ANY:
        message = f"`{logical}` is no logicalType of ODCS"
        known = [word for word in _LOGICAL if word != ANY]
        reading.unknown((*at, "logicalType"), logical, known, message)
        return None
    physical = physical_type(described.physicalType)
    if not _agree(logical, physical):
        message = (
            f"`{described.physicalType}` is no {logical}, and the table is made by logicalType"
        )
        reading.problem((*at, "physicalType"), message)
    if logical == "number" and physical.is_decimal:
        return _decimal(reading, at, physical)
    return ColumnType(LogicalType.JSON if _is_json(described, logical) else _LOGICAL[logical])


def type_rules(one: PropertyReading) -> None:
    """Add the rule about the type of a column's values, and what else their type says of them."""
    parameters: dict[str, object] = {"type": one.column.type.value, "nullable": True}
    if one.column.type is LogicalType.JSON and logical_type(one.described) != ANY:
        parameters["json"] = logical_type(one.described) or "object"
    one.add(("logicalType",), "type", RuleKind.TYPE, parameters)
    physical = physical_type(one.described.physicalType)
    is_sized = physical.is_sized_text and one.column.type is LogicalType.STRING
    if is_sized and physical.size and "maxLength" not in one.options:
        longest = {"limit": physical.size[0]}
        one.add(("physicalType",), "max_length", RuleKind.MAX_LENGTH, longest)


def refuse_misplaced_parts(one: PropertyReading) -> None:
    """Report parts that say nothing about a property of this type."""
    kind = one.column.type
    if one.described.map is not None:
        one.problem(("map",), "a map is not judged: describe it as an object", on_key=True)
    if one.described.properties and kind is not LogicalType.OBJECT:
        one.problem(("properties",), f"`properties` says nothing about a {kind}", on_key=True)
    if one.described.items is not None and kind is not LogicalType.ARRAY:
        one.problem(("items",), f"`items` says nothing about a {kind}", on_key=True)
    if one.described.items is None and kind is LogicalType.ARRAY:
        one.problem((), f"say what the array `{one.column.name}` holds: add items")


def _is_json(described: SchemaProperty, logical: str) -> bool:
    """Whether a column holds JSON of which the contract says no more than its kind."""
    if logical == "array":
        return described.items is None and physical_type(described.physicalType).is_json
    return logical == ANY or (logical == "object" and not described.properties)


def _has_time_of_day(described: SchemaProperty, physical: PhysicalType) -> bool:
    """Whether a date is a point in time, which ODCS 3.0 has no other way to say."""
    written_with_hours = "H" in str((described.logicalTypeOptions or {}).get("format", ""))
    return physical.logical == "timestamp" or written_with_hours


def _agree(logical: str, physical: PhysicalType) -> bool:
    if physical.logical in {None, logical}:
        return True
    if logical == "integer":
        return physical.is_whole
    # Databases with a JSON type keep both in it.
    return {logical, physical.logical or ""} <= {"object", "array", ANY}


def _decimal(reading: ContractReading, at: Path, physical: PhysicalType) -> ColumnType:
    if physical.size == ():
        return ColumnType(LogicalType.DECIMAL)
    precision, scale = (*(physical.size or (0,)), 0)[:2]
    if not (1 <= precision <= _MOST_DIGITS and scale <= precision):
        message = (
            f"a decimal has 1 to {_MOST_DIGITS} digits, and no more than these after the point, "
            "such as decimal(18, 2)"
        )
        reading.problem((*at, "physicalType"), message)
        return ColumnType(LogicalType.DECIMAL)
    return ColumnType(LogicalType.DECIMAL, precision, scale)
