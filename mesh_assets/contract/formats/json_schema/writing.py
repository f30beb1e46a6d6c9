"""A JSON Schema as an ODCS 3.1 document, which keeps what ODCS has no word for."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from mesh_assets.contract.export.account import NOTES, Account
from mesh_assets.contract.export.exported import Part
from mesh_assets.contract.export.json_schema import export_json_schema
from mesh_assets.contract.export.odcs import odcs_content
from mesh_assets.contract.formats.enums import enums_as_checks
from mesh_assets.contract.formats.json_schema.kept import IS_REQUIRED
from mesh_assets.contract.formats.json_schema.record import read_json_schema
from mesh_assets.contract.formats.json_schema.references import follow
from mesh_assets.contract.formats.json_schema.unjudged import judged_part
from mesh_assets.contract.formats.json_schema.words import PREFIX
from mesh_assets.contract.formats.kept import keep
from mesh_assets.contract.formats.odcs.contract import read_odcs
from mesh_assets.contract.formats.plain import elements, mapping
from mesh_assets.contract.formats.translated import translated
from mesh_assets.documents.document import Document

_PARTS = {"properties": "properties", "required": "properties", "items": "items"}
"""The words about properties, and with which of them each is written."""


class Written(NamedTuple):
    """The document, and in words what the schema demands and nobody judges by it."""

    odcs: dict[str, Any]
    not_judged: list[str]


def to_odcs(document: Document) -> Written:
    """Write a schema in ODCS 3.1; raises DocumentError with all problems of the schema."""
    followed = follow(document)
    judged = judged_part(document, followed.endless)
    contract = read_json_schema(judged.document)
    account = Account(contract, "ODCS")
    odcs = odcs_content(contract, account) | {"apiVersion": "v3.1.0"}
    enums_as_checks(odcs)
    bare = read_odcs(translated(document, odcs, {}, {}), None)
    written = json.loads(export_json_schema(bare).text)
    [table] = odcs["schema"]
    source = followed.document.data
    keep(table, _words(source, written), _words(written, written), PREFIX)
    _keep_properties(table, source, written)
    rules = (one for one in account.close("", NOTES).left_out if one.part is Part.RULE)
    return Written(odcs, [*judged.remarks, *(f"{one.words}; it is kept" for one in rules)])


def _keep_properties(
    one: Mapping[str, Any], source: Mapping[str, Any], written: Mapping[str, Any]
) -> None:
    for inner in one.get("properties", []):
        name = inner["name"]
        was, now = (mapping(each["properties"][name]) for each in (source, written))
        required = (_if_required(name, each) for each in (source, written))
        source_words, words = ({**_words(each, now), **next(required)} for each in (was, now))
        keep(inner, source_words, words, PREFIX)
        _keep_inside(inner, was, now)


def _keep_inside(
    one: dict[str, Any], source: Mapping[str, Any], written: Mapping[str, Any]
) -> None:
    _keep_properties(one, source, written)
    if "items" in one:
        was, now = mapping(source["items"]), mapping(written["items"])
        keep(one["items"], _words(was, now), _words(now, now), PREFIX)
        _keep_inside(one["items"], was, now)


def _words(schema: Mapping[str, Any], written: Mapping[str, Any]) -> dict[str, Any]:
    """The words of a schema, except the parts that are written with it."""
    return {
        word: value
        for word, value in schema.items()
        if word not in _PARTS or _PARTS[word] not in written
    }


def _if_required(name: str, around: Mapping[str, Any]) -> dict[str, bool]:
    return {IS_REQUIRED: True} if name in elements(around.get("required")) else {}
