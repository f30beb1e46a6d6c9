"""The words of Protobuf that contracts are about."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PREFIX = "protobuf."
"""How the custom properties begin that keep what ODCS has no word for."""

SCALARS: Mapping[str, Mapping[str, Any]] = {
    "double": {"logicalType": "number"},
    "float": {"logicalType": "number"},
    **{
        name: {"logicalType": "integer", "logicalTypeOptions": {"format": form}}
        for form, names in (("i32", "int32 sint32 sfixed32"), ("u32", "uint32 fixed32"))
        for name in names.split()
    },
    **{name: {"logicalType": "integer"} for name in ("int64", "sint64", "sfixed64")},
    **{
        name: {"logicalType": "integer", "logicalTypeOptions": {"format": "u64"}}
        for name in ("uint64", "fixed64")
    },
    "bool": {"logicalType": "boolean"},
    "string": {"logicalType": "string"},
    # JSON has no bytes, so that they are a text wherever records are JSON.
    "bytes": {"logicalType": "string"},
}
"""The types that are no messages and no enums, and what a property of ODCS says of them."""

_DURATION = r"^-?[0-9]+(?:\.[0-9]{1,9})?s$"

KNOWN: Mapping[str, Mapping[str, Any]] = {
    "google.protobuf.Timestamp": {"logicalType": "timestamp"},
    "google.protobuf.Duration": {
        "logicalType": "string",
        "logicalTypeOptions": {"pattern": _DURATION},
    },
    "google.protobuf.Struct": {"logicalType": "object"},
    "google.protobuf.Any": {"logicalType": "object"},
    "google.protobuf.Empty": {"logicalType": "object"},
    "google.protobuf.Value": {"physicalType": "variant"},
    "google.protobuf.ListValue": {"logicalType": "array", "physicalType": "json"},
    "google.protobuf.FieldMask": {"logicalType": "string"},
    **{
        f"google.protobuf.{wrapper}Value": SCALARS[scalar]
        for wrapper, scalar in (
            *(("Double", "double"), ("Float", "float"), ("Int64", "int64"), ("UInt64", "uint64")),
            *(("Int32", "int32"), ("UInt32", "uint32"), ("Bool", "bool"), ("String", "string")),
            ("Bytes", "bytes"),
        )
    },
    "google.type.Date": {"logicalType": "date"},
    "google.type.Decimal": {"logicalType": "number", "physicalType": "decimal"},
}
"""Messages of Google that are values, and no objects, in the JSON form of Protobuf or in tables."""

_IMPORT_OF = {
    **{name: "google/protobuf/wrappers.proto" for name in KNOWN if re.search(r"\w+Value$", name)},
    **{
        f"google.protobuf.{name}": "google/protobuf/struct.proto"
        for name in ("Struct", "Value", "ListValue")
    },
    "google.protobuf.FieldMask": "google/protobuf/field_mask.proto",
}


def import_of(name: str) -> str:
    """The file in which a message of Google is defined."""
    return _IMPORT_OF.get(name) or f"{name.replace('.', '/').lower()}.proto"


def is_protobuf(file: Path) -> bool:
    """Tell a file of Protobuf, by its ending."""
    return file.suffix.lower() == ".proto"
