"""What an ODCS document keeps of the schema that it was translated from.

It is the difference between the schema and what the export writes without it.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from mesh_assets.contract.export.avro import export_avro
from mesh_assets.contract.formats.avro.schema import AvroType, shallow, spelt_out
from mesh_assets.contract.formats.avro.views import NULL_AT, TYPE, without_null
from mesh_assets.contract.formats.avro.words import PREFIX
from mesh_assets.contract.formats.kept import keep, remember
from mesh_assets.contract.model import Contract


def keep_source(odcs: dict[str, Any], record: AvroType, contract: Contract) -> None:
    """Add to the document of one record what is needed to write its schema again.

    `contract` is what the document says without it.
    """
    [table] = odcs["schema"]
    source, written = spelt_out(record), json.loads(export_avro(contract).text)
    keep(table, shallow(source), shallow(written), PREFIX)
    _keep_fields(table["properties"], source["fields"], written["fields"])


def _keep_fields(
    properties: Sequence[dict[str, Any]],
    source: Sequence[Mapping[str, Any]],
    written: Sequence[Mapping[str, Any]],
) -> None:
    for one, was, now in zip(properties, source, written, strict=True):
        keep(one, _without_type(was), _without_type(now), PREFIX)
        _keep_type(one, was["type"], now["type"])


def _keep_type(one: dict[str, Any], was: object, now: object) -> None:
    (was_kind, was_null_at), (now_kind, now_null_at) = without_null(was), without_null(now)
    if shallow(was_kind) != shallow(now_kind):
        remember(one, TYPE, shallow(was_kind), PREFIX)
    if was_null_at != now_null_at:
        remember(one, NULL_AT, was_null_at, PREFIX)
    if "properties" in one:
        _keep_fields(one["properties"], was_kind["fields"], now_kind["fields"])
    elif "items" in one:
        _keep_type(one["items"], was_kind["items"], now_kind["items"])


def _without_type(field: Mapping[str, Any]) -> dict[str, Any]:
    return {word: value for word, value in field.items() if word not in {"name", "type"}}
