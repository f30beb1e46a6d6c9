"""Service levels, as the SLA properties of ODCS."""

from collections.abc import Mapping
from typing import Any

from mesh_assets.contract.formats.plain import mapping

_MEASURES = {
    "availability": "percentage",
    "retention": "period",
    "latency": "threshold",
    "freshness": "threshold",
    "frequency": "interval",
    "support": "time",
    "backup": "interval",
}
"""The word of each service level that holds its value."""

_BESIDE = {"description": "description", "timestampField": "element", "cron": "schedule"}


def sla_properties(levels: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Translate the service levels that have a value."""
    translated = []
    for name, measure in _MEASURES.items():
        level = mapping(levels.get(name))
        if measure in level:
            beside = {odcs: level[word] for word, odcs in _BESIDE.items() if word in level}
            translated.append({"property": name, "value": level[measure], **beside})
    return translated


def restored_servicelevels(properties: list[dict[str, Any]]) -> dict[str, Any]:
    """Write SLA properties as service levels."""
    return {
        one["property"]: {
            _MEASURES[one["property"]]: one.get("value"),
            **{word: one[odcs] for word, odcs in _BESIDE.items() if odcs in one},
        }
        for one in properties
        if one.get("property") in _MEASURES
    }
