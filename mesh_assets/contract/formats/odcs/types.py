"""`logicalType` and `physicalType` of an ODCS property, as the type of a column."""

from open_data_contract_standard.model import SchemaProperty

from mesh_assets.contract.formats.odcs.physical import PhysicalType, physical_type
from mesh_assets.contract.formats.reading import ContractReading
from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.contract.rule import RuleKind
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
_MOST_DIGITS = 38


def column_type(
    reading: ContractReading, described: SchemaProperty, at: Path, name: str
) -> Column | None:
    """Read what a property holds; None when that is not to be known.

    Its fields and items are read by the caller.
    """
    physical = physical_type(described.physicalType)
    logical = described.logicalType or physical.logical
    if logical is None:
        reading.problem(at, f"say what `{name}` holds: add logicalType")
        return None
    if logical not in _LOGICAL:
        message = f"`{logical}` is no logicalType of ODCS"
        reading.unknown((*at, "logicalType"), logical, _LOGICAL, message)
        return None
    if logical == "date" and _has_time_of_day(described, physical):
        logical = "timestamp"
    elif not _agree(logical, physical):
        message = (
            f"`{described.physicalType}` is no {logical}, and the table is made by logicalType"
        )
        reading.problem((*at, "physicalType"), message)
    _refuse_misplaced_parts(reading, described, at, logical)
    if logical == "number" and physical.is_decimal:
        return _decimal(reading, at, name, physical)
    if logical == "object" and not described.properties:
        return Column(name, LogicalType.JSON)
    return Column(name, _LOGICAL[logical])


def size_rule(
    reading: ContractReading, described: SchemaProperty, column: Column, at: Path, path: str
) -> None:
    """Add the longest length that a physical type such as `varchar(18)` allows."""
    physical = physical_type(described.physicalType)
    if column.type is not LogicalType.STRING or not physical.is_sized_text:
        return
    if "maxLength" in (described.logicalTypeOptions or {}) or not physical.size:
        return
    parameters = {"limit": physical.size[0]}
    place = (*at, "physicalType")
    reading.add(place, f"{path}.max_length", RuleKind.MAX_LENGTH, path, parameters)


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
    return {logical, physical.logical or ""} <= {"object", "array"}


def _refuse_misplaced_parts(
    reading: ContractReading, described: SchemaProperty, at: Path, logical: str
) -> None:
    if described.map is not None:
        reading.problem((*at, "map"), "a map is not judged: describe it as an object", on_key=True)
    if described.properties and logical != "object":
        message = f"`properties` says nothing about a {logical}"
        reading.problem((*at, "properties"), message, on_key=True)
    if described.items is not None and logical != "array":
        reading.problem((*at, "items"), f"`items` says nothing about a {logical}", on_key=True)
    if described.items is None and logical == "array":
        reading.problem(at, "say what the array holds: add items")


def _decimal(reading: ContractReading, at: Path, name: str, physical: PhysicalType) -> Column:
    if physical.size == ():
        return Column(name, LogicalType.DECIMAL)
    precision, scale = (*(physical.size or (0,)), 0)[:2]
    if not (1 <= precision <= _MOST_DIGITS and scale <= precision):
        message = (
            f"a decimal has 1 to {_MOST_DIGITS} digits, and no more than these after the point: "
            "write decimal(18, 2)"
        )
        reading.problem((*at, "physicalType"), message)
        return Column(name, LogicalType.DECIMAL)
    return Column(name, LogicalType.DECIMAL, precision=precision, scale=scale)
