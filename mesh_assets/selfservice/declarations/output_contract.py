"""The contract of the published table.

It promises what tomorrow's sound file keeps: no bounds, and repeated values only as a warning.
"""

from dataclasses import replace
from typing import Any

from mesh_assets.selfservice.declarations.odcs import odcs_document, odcs_property
from mesh_assets.selfservice.inference.published import PublishedColumn
from mesh_assets.selfservice.proposal import Proposal


def output_contract_text(proposal: Proposal) -> str:
    """Write the contract in ODCS."""
    partitioned = proposal.calendar.column if proposal.calendar else None
    properties = []
    for column in proposal.columns:
        written = _property(column)
        if column.name == partitioned:
            written |= {"partitioned": True, "partitionKeyPosition": 1}
        properties.append(written)
    identifier = f"urn:datacontract:{proposal.domain}:{proposal.name}"
    return odcs_document(proposal, identifier, {"physicalType": "table", "properties": properties})


def _property(column: PublishedColumn) -> dict[str, Any]:
    arriving = replace(
        column.arriving,
        precision=column.precision,
        scale=column.scale,
        is_personal=column.name in column.personal_paths(),
    )
    written = odcs_property(arriving, column.name, column.type)
    if column.is_renamed:
        written["description"] = f"Arrives as `{column.arriving.name}`."
    if column.is_key:
        written |= {"primaryKey": True, "primaryKeyPosition": 1}
    if column.required:
        written["required"] = True
    if column.arriving.values:
        written["quality"] = [known_values(column)]
    return written


def known_values(column: PublishedColumn) -> dict[str, Any]:
    """Write the check that warns of values which the sample does not have."""
    name = f"{column.name}_is_known"
    return {
        "id": name,
        "name": name,
        "description": "The values of the sample; another one is published, and noted.",
        "dimension": "conformity",
        "metric": "invalidValues",
        "arguments": {"validValues": list(column.arriving.values)},
        "mustBe": 0,
        "severity": "warning",
    }
