"""Fields of a model, as ODCS properties, and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mesh_assets.contract.formats.datacontract.definitions import resolved
from mesh_assets.contract.formats.datacontract.links import definitions_of_links, links
from mesh_assets.contract.formats.datacontract.quality import odcs_checks, restored_checks
from mesh_assets.contract.formats.datacontract.types import odcs_types
from mesh_assets.contract.formats.datacontract.words import OPTIONS, PREFIX
from mesh_assets.contract.formats.enums import without_enum
from mesh_assets.contract.formats.kept import give_back
from mesh_assets.contract.formats.plain import elements, mapping
from mesh_assets.documents.nodes import Path

_RENAMED = {
    "title": "businessName",
    **{
        word: word
        for word in (
            *("description", "required", "unique", "primaryKey", "classification"),
            *("tags", "examples"),
        )
    },
}
"""Words with the same meaning in ODCS."""

_PERSONAL = "pii"


@dataclass(frozen=True, slots=True)
class FieldsTranslation:
    """The fields of a document; afterwards also where each property came from."""

    definitions: Mapping[str, Any]
    origins: dict[Path, Path] = field(default_factory=dict)

    def properties(
        self, fields: object, source: Path, target: Path, around: frozenset[str] = frozenset()
    ) -> list[dict[str, Any]]:
        """Translate the fields at `source` of the document to the properties at `target`.

        `around` are the definitions that they stand in.
        """
        return [
            {"name": name, **self._property(one, (*source, name), (*target, index), around)}
            for index, (name, one) in enumerate(mapping(fields).items())
        ]

    def _property(
        self, written: object, source: Path, target: Path, around: frozenset[str]
    ) -> dict[str, Any]:
        self.origins[target] = source
        one, around = resolved(mapping(written), self.definitions, around)
        translated = {
            **odcs_types(one),
            **{odcs: one[word] for word, odcs in _RENAMED.items() if word in one},
            **_meaning(one, _dotted(source)),
        }
        if isinstance(one.get("fields"), dict):
            inner = (*source, "fields"), (*target, "properties")
            translated["properties"] = self.properties(one["fields"], *inner, around)
        if isinstance(one.get("items"), dict):
            inner = (*source, "items"), (*target, "items")
            translated["items"] = self._property(one["items"], *inner, around)
        return translated


def restored_fields(properties: object) -> dict[str, Any]:
    """Write properties of ODCS as the fields of this format."""
    return {one["name"]: restored_field(one) for one in elements(properties)}


def restored_field(one: dict[str, Any]) -> dict[str, Any]:
    """Write one property as a field, with what was kept of it."""
    return give_back(one, plain_field(one), PREFIX)


def plain_field(one: dict[str, Any]) -> dict[str, Any]:
    """Write one property as a field, without what was kept of it; parts of it are complete."""
    restored = {word: one[odcs] for word, odcs in _RENAMED.items() if odcs in one}
    if "physicalType" in one:
        restored["type"] = one["physicalType"]
    restored |= one.get("logicalTypeOptions", {})
    allowed, checks = without_enum(one.get("quality", []))
    if allowed is not None:
        restored["enum"] = allowed
    if checks:
        restored["quality"] = restored_checks(checks)
    if one.get("relationships"):
        restored["references"] = one["relationships"][0]["to"]
    if "authoritativeDefinitions" in one:
        restored["links"] = links(one["authoritativeDefinitions"])
    if "properties" in one:
        restored["fields"] = restored_fields(one["properties"])
    if "items" in one:
        restored["items"] = restored_field(one["items"])
    return restored


def _dotted(source: Path) -> str:
    """The dotted path of the column that a field below a model becomes."""
    _, _, *parts = source
    path, steps = "", iter(parts)
    for step in steps:
        path += "[]" if step == "items" else f".{next(steps)}"
    return path.removeprefix(".")


def _meaning(one: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Translate what ODCS says in a form of its own."""
    said: dict[str, Any] = {}
    options = {word: one[word] for word in OPTIONS if word in one}
    if options:
        said["logicalTypeOptions"] = options
    if one.get("primary") is True:
        said["primaryKey"] = True
    if "example" in one and "examples" not in one:
        said["examples"] = [one["example"]]
    if isinstance(one.get("enum"), list):
        said["enum"] = [{"value": value} for value in one["enum"]]
    if isinstance(one.get("references"), str):
        said["relationships"] = [{"to": one["references"]}]
    if isinstance(one.get("links"), dict):
        said["authoritativeDefinitions"] = definitions_of_links(one["links"])
    if "quality" in one:
        said["quality"] = odcs_checks(one["quality"], f"{path}.")
    return {**said, **_personal(one)}


def _personal(one: Mapping[str, Any]) -> dict[str, Any]:
    """Say in the words of ODCS that a field identifies a person."""
    if one.get(_PERSONAL) is not True:
        return {}
    if "classification" not in one:
        return {"classification": _PERSONAL}
    return {"tags": [*elements(one.get("tags")), _PERSONAL]}
