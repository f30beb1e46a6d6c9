"""A document of the Data Contract Specification in the words of ODCS.

What ODCS has no word for is not in it; `writing` adds that.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from mesh_assets.contract.formats.datacontract.fields import FieldsTranslation, restored_fields
from mesh_assets.contract.formats.datacontract.links import definitions_of_links, links
from mesh_assets.contract.formats.datacontract.quality import odcs_checks, restored_checks
from mesh_assets.contract.formats.datacontract.servicelevels import (
    restored_servicelevels,
    sla_properties,
)
from mesh_assets.contract.formats.datacontract.words import PREFIX
from mesh_assets.contract.formats.kept import give_back
from mesh_assets.contract.formats.plain import elements, mapping
from mesh_assets.documents.nodes import Path

_STATUS = "active"
"""ODCS demands one; a contract that states none is in force."""

_MODEL = {"type": "physicalType", "title": "businessName", "description": "description"}
_MODEL |= {"tags": "tags"}
_TERMS = ("usage", "limitations")


class Translation(NamedTuple):
    """The ODCS document, and which part of the source each of its parts came from."""

    odcs: dict[str, Any]
    origins: Mapping[Path, Path]


def translate(source: Mapping[str, Any]) -> Translation:
    """Write a document in the words of ODCS; whatever is wrong in it is left as it is, or out."""
    info = mapping(source.get("info"))
    status = info.get("status")
    fields = FieldsTranslation(mapping(source.get("definitions")))
    described = {
        **({"purpose": info["description"]} if "description" in info else {}),
        **{word: source["terms"][word] for word in _TERMS if word in mapping(source.get("terms"))},
    }
    odcs = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": source.get("id"),
        "name": info.get("title"),
        "version": info.get("version"),
        "status": status if isinstance(status, str) else _STATUS,
        "tags": source.get("tags"),
        "description": described,
        "team": {"name": info["owner"]} if "owner" in info else None,
        "servers": [
            {"server": name, **mapping(server)}
            for name, server in mapping(source.get("servers")).items()
        ],
        "schema": [
            _schema_object(fields, name, mapping(model), ("schema", index))
            for index, (name, model) in enumerate(mapping(source.get("models")).items())
        ],
        "slaProperties": sla_properties(mapping(source.get("servicelevels"))),
        "authoritativeDefinitions": definitions_of_links(mapping(source.get("links"))),
    }
    said = {key: value for key, value in odcs.items() if value not in (None, [], {})}
    return Translation(said, fields.origins)


def restore(odcs: dict[str, Any]) -> dict[str, Any]:
    """Write an ODCS document in the words of this format, with what was kept of it."""
    return give_back(odcs, plain_document(odcs), PREFIX)


def plain_document(odcs: dict[str, Any]) -> dict[str, Any]:
    """Write an ODCS document, without what was kept of it as a whole."""
    described = mapping(odcs.get("description"))
    info = {
        "title": odcs.get("name"),
        "version": odcs.get("version"),
        "status": odcs.get("status"),
        "description": described.get("purpose"),
        "owner": mapping(odcs.get("team")).get("name"),
    }
    document = {
        "id": odcs.get("id"),
        "info": _said(info),
        "servers": {one["server"]: _server(one) for one in elements(odcs.get("servers"))},
        "terms": {word: described[word] for word in _TERMS if word in described},
        "models": {one["name"]: restored_model(one) for one in elements(odcs.get("schema"))},
        "servicelevels": restored_servicelevels(elements(odcs.get("slaProperties"))),
        "links": links(elements(odcs.get("authoritativeDefinitions"))),
        "tags": odcs.get("tags"),
    }
    return _said(document)


def restored_model(one: dict[str, Any]) -> dict[str, Any]:
    """Write a schema object as a model, with what was kept of it."""
    return give_back(one, plain_model(one), PREFIX)


def plain_model(one: dict[str, Any]) -> dict[str, Any]:
    """Write a schema object as a model; its fields are complete."""
    restored = {word: one[odcs] for word, odcs in _MODEL.items() if odcs in one}
    if "quality" in one:
        restored["quality"] = restored_checks(one["quality"])
    if "properties" in one:
        restored["fields"] = restored_fields(one["properties"])
    return restored


def _schema_object(
    fields: FieldsTranslation, name: str, model: Mapping[str, Any], target: Path
) -> dict[str, Any]:
    source: Path = ("models", name)
    fields.origins[target] = source
    translated: dict[str, Any] = {"name": name, "logicalType": "object"}
    translated |= {odcs: model[word] for word, odcs in _MODEL.items() if word in model}
    if isinstance(model.get("fields"), dict):
        at = (*target, "properties")
        properties = fields.properties(model["fields"], (*source, "fields"), at)
        translated["properties"] = _with_key(properties, elements(model.get("primaryKey")))
    if "quality" in model:
        translated["quality"] = odcs_checks(model["quality"], "")
    return translated


def _with_key(properties: list[dict[str, Any]], key: list[Any]) -> list[dict[str, Any]]:
    """Put the primary key of a model into its properties, in the order of the key."""
    positions = {
        name: position for position, name in enumerate(key, start=1) if isinstance(name, str)
    }
    return [
        {**one, "primaryKey": True, "primaryKeyPosition": positions[one["name"]]}
        if one["name"] in positions
        else one
        for one in properties
    ]


def _server(one: Mapping[str, Any]) -> dict[str, Any]:
    return {word: value for word, value in one.items() if word != "server"}


def _said(parts: Mapping[str, Any]) -> dict[str, Any]:
    return {word: value for word, value in parts.items() if value not in (None, [], {})}
