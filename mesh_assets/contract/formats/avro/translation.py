"""A schema of Avro in the words of ODCS.

What ODCS has no word for is not in it; `writing` adds that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mesh_assets.contract.formats.avro.schema import AvroField, AvroType
from mesh_assets.contract.formats.avro.types import odcs_types
from mesh_assets.contract.formats.avro.words import OWN_NOTES
from mesh_assets.contract.formats.plain import elements
from mesh_assets.contract.formats.table_names import table_name
from mesh_assets.documents.nodes import Path

_VERSION = "1.0.0"
"""ODCS demands one, and Avro has none; exported schemas have the attribute `version`."""


class Translation(NamedTuple):
    """The ODCS document, and which part of the schema each of its parts came from."""

    odcs: dict[str, Any]
    origins: Mapping[Path, Path]


def translate(record: AvroType) -> Translation:
    """Write a record in the words of ODCS."""
    fields = _Fields()
    odcs = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": _text(record.attributes, "contract", record.name),
        "version": _text(record.attributes, "version", _VERSION),
        "status": "active",
        "schema": [fields.table(record, ("schema", 0))],
    }
    return Translation(odcs, fields.origins)


@dataclass(frozen=True, slots=True)
class _Fields:
    origins: dict[Path, Path] = field(default_factory=dict)

    def table(self, record: AvroType, target: Path) -> dict[str, Any]:
        self.origins[target] = record.at
        described = {
            "name": record.name.rpartition(".")[2],
            "physicalName": table_name(record.name),
            "logicalType": "object",
            "description": record.attributes.get("doc"),
        }
        return {**_said(described), "properties": self._properties(record, target)}

    def _properties(self, record: AvroType, target: Path) -> list[dict[str, Any]]:
        return [
            self._property(one, (*target, "properties", index))
            for index, one in enumerate(record.fields)
        ]

    def _property(self, one: AvroField, target: Path) -> dict[str, Any]:
        self.origins[target] = one.at
        classification, tags, identifier = (one.attributes.get(word) for word in OWN_NOTES)
        described = {
            "id": identifier if isinstance(identifier, str) else None,
            "description": one.attributes.get("doc"),
            "classification": classification if isinstance(classification, str) else None,
            "tags": [tag for tag in elements(tags) if isinstance(tag, str)],
        }
        return {"name": one.name, **_said(described), **self._typed(one.type, target)}

    def _typed(self, one: AvroType, target: Path) -> dict[str, Any]:
        types = odcs_types(one)
        if not one.is_nullable:
            types["required"] = True
        if len(one.others) != 1:
            return types
        [single] = one.others
        if single.kind == "record" and single.fields:
            types["properties"] = self._properties(single, target)
        elif single.kind == "array" and single.items is not None:
            self.origins[(*target, "items")] = single.items.at
            types["items"] = self._typed(single.items, (*target, "items"))
        return types


def _text(written: Mapping[str, Any], word: str, otherwise: str) -> str:
    value = written.get(word)
    return value if isinstance(value, str) and value else otherwise


def _said(described: Mapping[str, Any]) -> dict[str, Any]:
    return {word: value for word, value in described.items() if value not in (None, "", [])}
