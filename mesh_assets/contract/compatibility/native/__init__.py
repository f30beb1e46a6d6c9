"""Compatibility by the rules of Avro, Protobuf and JSON Schema, on schemas in these formats.

The rules are those by which Confluent's Schema Registry judges versions of a subject. Where its
rules let something pass that a reader cannot read, the stricter rule holds; what is uncertain does
not hold. A contract's own rules (`mesh_assets.contract.compatibility`) are another matter: a format
knows neither keys nor quality.
"""

from mesh_assets.contract.compatibility.native.judging import (
    NativeIncompatibility,
    kept_native_modes,
    native_incompatibilities,
    native_obstacles,
)
from mesh_assets.contract.compatibility.native.obstacle import Obstacle
from mesh_assets.contract.compatibility.native.schema import (
    InvalidSchema,
    NativeSchema,
    SchemaFormat,
)

__all__ = [
    "InvalidSchema",
    "NativeIncompatibility",
    "NativeSchema",
    "Obstacle",
    "SchemaFormat",
    "kept_native_modes",
    "native_incompatibilities",
    "native_obstacles",
]
