"""Columns in the Open Data Contract Standard 3.1."""

from collections.abc import Mapping
from typing import Any

from mesh_assets.contract.model import LogicalType
from mesh_assets.documents.writing import write_yaml
from mesh_assets.selfservice.proposal import Proposal
from mesh_assets.selfservice.sample.column import SampleColumn

_TYPES = {
    LogicalType.STRING: "string",
    LogicalType.INTEGER: "integer",
    LogicalType.NUMBER: "number",
    LogicalType.DECIMAL: "number",
    LogicalType.BOOLEAN: "boolean",
    LogicalType.DATE: "date",
    LogicalType.TIMESTAMP: "timestamp",
    LogicalType.OBJECT: "object",
    LogicalType.ARRAY: "array",
    LogicalType.JSON: "object",
}
_EDITORS_LINE = (
    "# yaml-language-server: $schema=https://raw.githubusercontent.com/bitol-io/"
    "open-data-contract-standard/main/schema/odcs-json-schema-v3.1.0.json\n"
)


def odcs_document(proposal: Proposal, identifier: str, table: Mapping[str, Any]) -> str:
    """Write a contract with one table."""
    content = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": identifier,
        "version": "1.0.0",
        "status": "active",
        "domain": proposal.domain,
        "dataProduct": proposal.name,
        "schema": [{"name": proposal.table, "logicalType": "object", **table}],
    }
    return _EDITORS_LINE + write_yaml(content)


def odcs_property(column: SampleColumn, name: str, kind: LogicalType) -> dict[str, Any]:
    """Describe a column, and what is inside it, by type and classification."""
    written: dict[str, Any] = {"name": name, "logicalType": _TYPES[kind]}
    if kind is LogicalType.DECIMAL:
        written["physicalType"] = f"decimal({column.precision}, {column.scale})"
    if kind is LogicalType.STRING and column.format is not None:
        written["logicalTypeOptions"] = {"format": column.format}
    written["classification"] = "pii" if column.is_personal else "internal"
    if kind is LogicalType.OBJECT:
        written["properties"] = [
            odcs_property(field, field.name, _nested(field)) for field in column.fields
        ]
    if kind is LogicalType.ARRAY and column.items is not None:
        written["items"] = odcs_property(column.items, column.items.name, _nested(column.items))
    return written


def _nested(column: SampleColumn) -> LogicalType:
    """JSON inside objects and lists is kept as its text."""
    return LogicalType.STRING if column.type is LogicalType.JSON else column.type
