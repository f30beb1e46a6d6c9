"""dbt's run events as Dagster metadata, through dagster-dbt's own translation.

`DbtCoreCliEventMessage` is not public; this is the only module that uses it. Only its metadata is
taken: which rule passed is the business of the dbt gate, whose verdicts become check results like
those of every other gate.
"""

from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage
from google.protobuf.json_format import MessageToDict

from mesh_assets.compute.dbt import DbtRun


class ProductTranslator(DagsterDbtTranslator):
    """Names dbt's nodes by their place: `models/<domain>/<product>/<model>.sql`."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """`<domain>/<product>/<model>`, and `<domain>/<product>/<port>` for a source."""
        _, domain, product, *_ = dbt_resource_props["fqn"]
        return dg.AssetKey([domain, product, dbt_resource_props["name"]])


def node_metadata(dbt_run: DbtRun) -> dict[str, dict[str, Any]]:
    """What dagster-dbt says of every model and test of the run, by dbt's unique id."""
    translator = ProductTranslator()
    manifest = _as_document(dbt_run)
    metadata: dict[str, dict[str, Any]] = {}
    for event in dbt_run.events:
        raw = MessageToDict(event, preserving_proto_field_name=True)
        message = DbtCoreCliEventMessage(raw_event=raw, event_history_metadata={})
        for asset_event in message.to_default_asset_events(
            manifest=manifest, dagster_dbt_translator=translator
        ):
            unique_id = raw["data"]["node_info"]["unique_id"]
            metadata[unique_id] = dict(getattr(asset_event, "metadata", None) or {})
    return metadata


def _as_document(dbt_run: DbtRun) -> dict[str, dict[str, Any]]:
    """The part of dbt's manifest that dagster-dbt looks at; all of it would take a second."""
    ours = dbt_run.results.keys()
    nodes = {key: node for key, node in dbt_run.manifest.nodes.items() if key in ours}
    return {
        "nodes": {key: node.to_dict() for key, node in nodes.items()},
        "sources": {key: one.to_dict() for key, one in dbt_run.manifest.sources.items()},
        "exposures": {},
        "metrics": {},
        "semantic_models": {},
        "saved_queries": {},
        "unit_tests": {},
    }
