"""The contract of the arriving records: JSON Schema for texts, ODCS for typed files."""

import json
from typing import Any

from mesh_assets.contract.landing import FileFormat
from mesh_assets.contract.model import LogicalType
from mesh_assets.selfservice.declarations.odcs import odcs_document, odcs_property
from mesh_assets.selfservice.proposal import Proposal
from mesh_assets.selfservice.sample.column import SampleColumn

_TYPES = {
    LogicalType.STRING: "string",
    LogicalType.DATE: "string",
    LogicalType.TIMESTAMP: "string",
    LogicalType.INTEGER: "integer",
    LogicalType.NUMBER: "number",
    LogicalType.BOOLEAN: "boolean",
    LogicalType.OBJECT: "object",
    LogicalType.ARRAY: "array",
}
_FORMATS = {LogicalType.DATE: "date", LogicalType.TIMESTAMP: "date-time"}


def input_contract_text(proposal: Proposal) -> str:
    """Write the contract in the format that suits the files.

    It is open: a property more in tomorrow's records is no reason to refuse them.
    """
    if proposal.sample.format is FileFormat.PARQUET:
        return _odcs(proposal)
    return json.dumps(_json_schema(proposal), indent=2, ensure_ascii=False) + "\n"


def arriving_properties(proposal: Proposal) -> list[dict[str, Any]]:
    """Describe the columns of the sample in ODCS, as they arrive."""
    properties = []
    for column in proposal.columns:
        written = odcs_property(column.arriving, column.arriving.name, column.arriving.type)
        if column.arriving.required:
            written["required"] = True
        if column.is_key:
            written["unique"] = True
        properties.append(written)
    return properties


def _odcs(proposal: Proposal) -> str:
    identifier = f"urn:datacontract:{proposal.domain}:{proposal.name}:input"
    return odcs_document(proposal, identifier, {"properties": arriving_properties(proposal)})


def _json_schema(proposal: Proposal) -> dict[str, Any]:
    key = proposal.key
    properties = {column.arriving.name: _property(column.arriving) for column in proposal.columns}
    if key is not None:
        properties[key.arriving.name]["x-unique"] = True
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{proposal.table}.v1",
        "type": "object",
        "required": [c.arriving.name for c in proposal.columns if c.arriving.required],
        "properties": properties,
    }


def _property(column: SampleColumn) -> dict[str, Any]:
    written: dict[str, Any] = {}
    kind = column.json or _TYPES.get(column.type)
    if kind is not None:
        written["type"] = kind if column.required else [kind, "null"]
    wanted = _FORMATS.get(column.type) or column.format
    if wanted is not None:
        written["format"] = wanted
    if column.pattern is not None:
        written["pattern"] = column.pattern
    if column.fields:
        written["properties"] = {field.name: _property(field) for field in column.fields}
        required = [field.name for field in column.fields if field.required]
        if required:
            written["required"] = required
    if column.items is not None:
        written["items"] = _property(column.items)
    if column.is_personal:
        written["x-pii"] = True
    return written
