"""The spec of a new product: product.yaml."""

import os
from pathlib import Path
from typing import Any

from mesh_assets.documents.writing import write_yaml
from mesh_assets.product.types import Percentage
from mesh_assets.selfservice.proposal import Proposal
from mesh_assets.settings import PROJECT

CONTRACT = "contract.odcs.yaml"
SODA = "soda.yml"
COMPLETENESS = Percentage.from_text("99%")
"""What a new product promises, until its team knows better."""


def spec_text(proposal: Proposal, folder: Path) -> str:
    """Write the spec for a product that will stand in a folder."""
    schema = os.path.relpath(PROJECT / "docs" / "schema" / "product.schema.json", folder)
    return f"# yaml-language-server: $schema={schema}\n{write_yaml(_content(proposal))}"


def _content(proposal: Proposal) -> dict[str, Any]:
    content: dict[str, Any] = {
        "name": proposal.name,
        "domain": proposal.domain,
        "owner": proposal.owner,
        "version": "1.0.0",
        "description": f"{proposal.name.replace('-', ' ').capitalize()} of {proposal.domain}.",
        "slo": {"freshness": "2d", "completeness": str(COMPLETENESS)},
    }
    if proposal.calendar is not None:
        content["partitions"] = {
            "by": proposal.calendar.column,
            "every": "day",
            "start": proposal.calendar.start,
        }
    content["input_ports"] = [
        {
            "name": proposal.port,
            "source": f"files://{proposal.landing}",
            "format": proposal.sample.format.value,
            "contract": proposal.input_contract,
            "refresh": "hourly",
        }
    ]
    content["output_ports"] = [{"type": "sql", "format": "Iceberg table"}]
    content["contract"] = CONTRACT
    content["quality_checks"] = [{"tool": "soda", "checks": SODA}]
    if any(column.required for column in proposal.columns):
        content["quality_checks"].append({"tool": "dbt"})
    if proposal.personal_columns:
        content["catalog"] = {"tags": ["pii"], "pii_columns": proposal.personal_columns}
    return content
