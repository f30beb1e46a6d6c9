"""A JSON Schema as an ODCS 3.1 document, which keeps what ODCS has no word for."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from mesh_assets.contract.export.account import NOTES, Account
from mesh_assets.contract.export.exported import LeftOut, Part
from mesh_assets.contract.export.json_schema import export_json_schema
from mesh_assets.contract.export.odcs import odcs_content
from mesh_assets.contract.formats.enums import enums_as_checks
from mesh_assets.contract.formats.json_schema.kept import IS_REQUIRED
from mesh_assets.contract.formats.json_schema.record import read_json_schema
from mesh_assets.contract.formats.json_schema.words import PREFIX
from mesh_assets.contract.formats.kept import keep
from mesh_assets.contract.formats.odcs.contract import read_odcs
from mesh_assets.contract.formats.plain import elements, mapping
from mesh_assets.contract.formats.translated import translated
from mesh_assets.documents.document import Document

_PARTS = frozenset({"properties", "required", "items"})
"""Words about properties, which are written with them."""


class Written(NamedTuple):
    """The document, and the rules of the schema that nobody judges by it."""

    odcs: dict[str, Any]
    not_judged: list[LeftOut]


def to_odcs(document: Document) -> Written:
    """Write a schema in ODCS 3.1; raises DocumentError with all problems of the schema."""
    contract = read_json_schema(document)
    account = Account(contract, "ODCS")
    odcs = odcs_content(contract, account) | {"apiVersion": "v3.1.0"}
    enums_as_checks(odcs)
    bare = read_odcs(translated(document, odcs, {}, {}), None)
    written = json.loads(export_json_schema(bare).text)
    [table] = odcs["schema"]
    keep(table, _words(document.data), _words(written), PREFIX)
    _keep_properties(table, document.data, written)
    left_out = account.close("", NOTES).left_out
    return Written(odcs, [one for one in left_out if one.part is Part.RULE])


def _keep_properties(
    one: Mapping[str, Any], source: Mapping[str, Any], written: Mapping[str, Any]
) -> None:
    for inner in one.get("properties", []):
        name = inner["name"]
        was, now = (mapping(each["properties"][name]) for each in (source, written))
        required = (_if_required(name, each) for each in (source, written))
        keep(inner, {**_words(was), **next(required)}, {**_words(now), **next(required)}, PREFIX)
        _keep_inside(inner, was, now)


def _keep_inside(
    one: dict[str, Any], source: Mapping[str, Any], written: Mapping[str, Any]
) -> None:
    _keep_properties(one, source, written)
    if "items" in one:
        was, now = mapping(source["items"]), mapping(written["items"])
        keep(one["items"], _words(was), _words(now), PREFIX)
        _keep_inside(one["items"], was, now)


def _words(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {word: value for word, value in schema.items() if word not in _PARTS}


def _if_required(name: str, around: Mapping[str, Any]) -> dict[str, bool]:
    return {IS_REQUIRED: True} if name in elements(around.get("required")) else {}
