"""The keywords about an object: `properties`, `required` and `additionalProperties`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mesh_assets.contract.formats.reading import ContractReading
from mesh_assets.contract.rule import RuleKind
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.suggestion import suggest


@dataclass(frozen=True, slots=True)
class ObjectReading:
    """The keywords of one object, which is the record itself where it has no path."""

    reading: ContractReading
    schema: Mapping[str, Any]
    at: Path
    path: str | None

    def properties(self) -> Mapping[str, object]:
        """Read the schemas of the named properties."""
        properties = self.schema.get("properties", {})
        if isinstance(properties, dict):
            return properties
        message = "properties are an object, with one entry for each"
        self.reading.problem((*self.at, "properties"), message)
        return {}

    def required(self) -> set[str]:
        """Read the names of the properties that must be there, be they null."""
        known = self.properties()
        required = self.schema.get("required", [])
        if not isinstance(required, list):
            self.reading.problem((*self.at, "required"), "required is a list of property names")
            return set()
        for index, name in enumerate(required):
            if not isinstance(name, str):
                self.reading.problem((*self.at, "required", index), "a property's name is a text")
            elif name not in known:
                message = f"`{name}` is required, and no property describes it"
                place = (*self.at, "required", index)
                self.reading.problem(place, message, suggest(name, known))
        return {name for name in required if isinstance(name, str)}

    def add_closing_rule(self) -> None:
        """Add the rule that there are no properties but the named ones, where that is so."""
        additional = self.schema.get("additionalProperties", True)
        place = (*self.at, "additionalProperties")
        if additional is True or additional == {}:
            return
        if additional is not False:
            message = "a schema for unnamed properties is not judged: write true or false"
            self.reading.problem(place, message)
        elif not self.properties():
            self.reading.problem(place, "this allows no property at all: describe the properties")
        else:
            prefix = "" if self.path is None else f"{self.path}."
            parameters = {"allowed": list(self.properties())}
            name = f"{prefix}additional_properties"
            self.reading.add(place, name, RuleKind.ADDITIONAL_PROPERTIES, self.path, parameters)
