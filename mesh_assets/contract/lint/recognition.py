"""Which format a contract file is written in, by its content or its ending."""

from enum import StrEnum
from pathlib import Path
from typing import Any

from mesh_assets.contract.formats.avro.words import is_avro
from mesh_assets.contract.formats.datacontract.words import is_datacontract


class ContractFormat(StrEnum):
    """The formats that contracts are linted in."""

    ODCS = "odcs"
    DATACONTRACT = "datacontract"
    JSON_SCHEMA = "json-schema"
    AVRO = "avro"
    PROTOBUF = "protobuf"


def recognise(content: object, file: Path) -> ContractFormat | None:
    """Tell the format of a document; None for one that is no contract."""
    if is_avro(content, file):
        return ContractFormat.AVRO
    if not isinstance(content, dict):
        return None
    if is_datacontract(content):
        return ContractFormat.DATACONTRACT
    if _is_odcs(content):
        return ContractFormat.ODCS
    return ContractFormat.JSON_SCHEMA if _is_json_schema(content) else None


def _is_odcs(content: dict[str, Any]) -> bool:
    if str(content.get("kind", "")).casefold() == "datacontract":
        return True
    # Other tools have an apiVersion and a kind as well, but no schema beside them.
    return "apiVersion" in content and "schema" in content


def _is_json_schema(content: dict[str, Any]) -> bool:
    if "json-schema.org/" in str(content.get("$schema", "")):
        return True
    return content.get("type") == "object" and "properties" in content
