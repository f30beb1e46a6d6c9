"""What a column holds whose type is written in Avro."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from mesh_assets.contract.formats.avro.schema import AvroType

_UNITS = ("millis", "micros", "nanos")
_LOGICAL: Mapping[str, dict[str, Any]] = {
    "big-decimal": {"logicalType": "number", "physicalType": "decimal"},
    "date": {"logicalType": "date"},
    "uuid": {"logicalType": "string", "logicalTypeOptions": {"format": "uuid"}},
    **{f"timestamp-{unit}": {"logicalType": "timestamp"} for unit in _UNITS},
    **{
        f"local-timestamp-{unit}": {
            "logicalType": "timestamp",
            "logicalTypeOptions": {"timezone": False},
        }
        for unit in _UNITS
    },
    **{
        f"time-{unit}": {
            "logicalType": "time",
            "logicalTypeOptions": {"format": form, "timezone": False},
        }
        for unit, form in (("millis", "HH:mm:ss.SSS"), ("micros", "HH:mm:ss.SSSSSS"))
    },
}
_PRIMITIVES = {
    "boolean": "boolean",
    "int": "integer",
    "long": "integer",
    "float": "number",
    "double": "number",
    # JSON has no bytes, so that they are a text wherever records are JSON.
    "bytes": "string",
    "fixed": "string",
    "string": "string",
    "enum": "string",
    "array": "array",
    "map": "object",
    "record": "object",
}
_ANY: Mapping[str, Any] = {"physicalType": "variant"}
"""Of a union of several types: a column of any JSON."""


def odcs_types(one: AvroType) -> dict[str, Any]:
    """Give what a property of ODCS says of the values; null beside them is not part of it."""
    others = one.others
    if len(others) != 1:
        return _of_several(others)
    [single] = others
    return _of_logical(single) or _plain(single)


def _of_several(branches: Sequence[AvroType]) -> dict[str, Any]:
    """The widest of some numbers, an object of some records, and JSON of anything else."""
    kinds = {one.kind for one in branches}
    is_plain = not any(one.logical for one in branches)
    if is_plain and kinds <= {"int", "long"}:
        return {"logicalType": "integer"}
    if is_plain and kinds <= {"int", "long", "float", "double"}:
        return {"logicalType": "number"}
    return {"logicalType": "object"} if kinds <= {"record", "map"} else dict(_ANY)


def _plain(one: AvroType) -> dict[str, Any]:
    types: dict[str, Any] = {"logicalType": _PRIMITIVES[one.kind]}
    if one.kind == "int":
        types["logicalTypeOptions"] = {"format": "i32"}
    if one.kind == "enum":
        types["enum"] = [{"value": symbol} for symbol in one.attributes["symbols"]]
    return types


def _of_logical(one: AvroType) -> dict[str, Any] | None:
    """The types of a logical type; None where there is none that says anything."""
    if one.logical == "decimal":
        digits = f"decimal({one.attributes['precision']}, {one.attributes.get('scale', 0)})"
        return {"logicalType": "number", "physicalType": digits}
    return deepcopy(_LOGICAL.get(one.logical or ""))
