"""The properties of a JSON Schema, as columns and their rules.

`required` and a type without null keep their meaning: absent and null are different things.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mesh_assets.contract.formats.json_schema.extensions import ExtensionReading
from mesh_assets.contract.formats.json_schema.objects import ObjectReading
from mesh_assets.contract.formats.json_schema.types import PropertyType, column_type
from mesh_assets.contract.formats.json_schema.values import ValueReading
from mesh_assets.contract.formats.json_schema.words import OBJECT_WORDS, check_words
from mesh_assets.contract.formats.reading import ContractReading
from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.contract.rule import RuleKind
from mesh_assets.documents.nodes import Path

_ELEMENT = "element"
"""The name of an array's items."""


@dataclass(frozen=True, slots=True)
class PropertiesReading:
    """Reads the properties of objects, each after those inside it."""

    reading: ContractReading

    def columns(
        self, schema: Mapping[str, Any], at: Path, inside: str | None
    ) -> tuple[Column, ...]:
        """Read the properties of an object, and the rules about the object itself."""
        described = ObjectReading(self.reading, schema, at, inside)
        required = described.required()
        columns = []
        for name, each in described.properties().items():
            place = (*at, "properties", name)
            path = name if inside is None else f"{inside}.{name}"
            if not self.reading.names_column(place, name, path):
                continue
            if name in required:
                whereabouts, parameters = (*at, "required"), {"not_null": False}
                rule = f"{path}.required"
                self.reading.add(whereabouts, rule, RuleKind.REQUIRED, path, parameters)
            columns.append(self._column(name, each, place, path, is_present=name in required))
        described.add_closing_rule()
        return tuple(columns)

    def _column(
        self, name: str, schema: object, at: Path, path: str, *, is_present: bool
    ) -> Column:
        """Read one property; it is required where it is present and its type excludes null."""
        if schema is True:
            schema = {}
        if not isinstance(schema, dict):
            self.reading.problem(at, "a property is described by an object, such as {type: string}")
            return Column(name, LogicalType.JSON)
        check_words(self.reading, schema, at)
        found = column_type(self.reading, schema, at)
        if found is None:
            return Column(name, LogicalType.JSON)
        self._add_type(found, at, path)
        self._refuse_misplaced_words(found, schema, at)
        ValueReading(self.reading, schema, at, path, found).read()
        column = Column(
            name,
            found.type,
            required=is_present and not found.nullable,
            fields=self.columns(schema, at, path) if found.is_object else (),
            items=self._items(found, schema, at, path),
            description=str(schema.get("description") or schema.get("title") or ""),
        )
        return ExtensionReading(self.reading, schema, at, path).extended(column)

    def _items(
        self, found: PropertyType, schema: Mapping[str, Any], at: Path, path: str
    ) -> Column | None:
        if found.type is not LogicalType.ARRAY:
            return None
        place = (*at, "items")
        return self._column(_ELEMENT, schema["items"], place, f"{path}[]", is_present=True)

    def _add_type(self, found: PropertyType, at: Path, path: str) -> None:
        parameters: dict[str, Any] = {"type": found.type.value, "nullable": found.nullable}
        if found.json is not None:
            parameters["json"] = found.json
        self.reading.add((*at, "type"), f"{path}.type", RuleKind.TYPE, path, parameters)

    def _refuse_misplaced_words(
        self, found: PropertyType, schema: Mapping[str, Any], at: Path
    ) -> None:
        """Report words that only have a meaning for another type than the property's."""
        meant = dict.fromkeys(OBJECT_WORDS, "object") | {"items": "array"}
        for word, kind in meant.items():
            speaks = found.is_object if kind == "object" else found.type is LogicalType.ARRAY
            if word in schema and not speaks:
                message = f"`{word}` is about an {kind}: write `type: {kind}`"
                self.reading.problem((*at, word), message, on_key=True)
