"""A schema in a format of its own, as a registry keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mesh_assets.errors import MeshError


class SchemaFormat(StrEnum):
    """The formats that a registry knows, by the names that its clients send."""

    AVRO = "AVRO"
    JSON = "JSON"
    PROTOBUF = "PROTOBUF"

    @property
    def spoken(self) -> str:
        """The format's name as people write it."""
        return {"AVRO": "Avro", "JSON": "JSON Schema", "PROTOBUF": "Protobuf"}[self.value]


class InvalidSchema(MeshError):
    """A text that is no schema of its format."""


@dataclass(frozen=True, slots=True)
class NativeSchema:
    """The text of a schema, and of the schemas that it refers to."""

    format: SchemaFormat
    text: str
    references: Mapping[str, str] = field(default_factory=dict)
    """Texts by the names under which they are referred to; each stands after those it needs."""
