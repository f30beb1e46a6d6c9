"""What the source of a contract says beyond its columns and rules, by dotted path."""

from collections.abc import Iterator, Mapping
from typing import Any

from mesh_assets.contract.model import Contract

_ODCS_HEAD = frozenset({"apiVersion", "kind", "id", "version", "schema", "$schema"})
_ODCS_OBJECT = frozenset(
    {"name", "physicalName", "logicalType", "description", "properties", "quality"}
)
_ODCS_PROPERTY = frozenset(
    {
        *("name", "physicalName", "logicalType", "physicalType", "logicalTypeOptions"),
        *("properties", "items", "required", "unique", "primaryKey", "primaryKeyPosition"),
        *("description", "id", "classification", "tags", "quality", "enum"),
    }
)
_ABOUT_CHECKS = ("dimension", "businessImpact", "tags", "customProperties", "method", "schedule")
_ABOUT_ZONES = ("timezone", "defaultTimezone")
_ANNOTATIONS = frozenset(
    {
        *("$comment", "contentEncoding", "contentMediaType", "contentSchema", "default"),
        *("deprecated", "examples", "readOnly", "writeOnly"),
    }
)
"""The words of JSON Schema that neither constrain a value nor describe it."""


def terms(contract: Contract) -> Iterator[str]:
    """Name what no column and no rule holds, such as `team` or `amount.examples`."""
    document = contract.extras.get("document")
    if not isinstance(document, dict):
        return
    if "apiVersion" not in document:
        yield from _of_schema(document, "")
        return
    yield from (key for key in document if key not in _ODCS_HEAD)
    for one in document.get("schema") or []:
        if contract.name in {one.get("name"), one.get("physicalName")}:
            yield from (f"{contract.name}.{key}" for key in one if key not in _ODCS_OBJECT)
            yield from _of_checks(one, contract.name)
            for described in one.get("properties") or []:
                yield from _of_property(described, str(_name(described)))


def _name(described: Mapping[str, Any]) -> object:
    return described.get("physicalName") or described.get("name")


def _of_property(described: Mapping[str, Any], path: str) -> Iterator[str]:
    for key in described:
        is_description = key == "businessName" and not described.get("description")
        if key not in _ODCS_PROPERTY and not is_description:
            yield f"{path}.{key}"
    options = described.get("logicalTypeOptions") or {}
    yield from (f"{path}.{key}" for key in _ABOUT_ZONES if key in options)
    yield from _of_checks(described, path)
    for one in described.get("properties") or []:
        yield from _of_property(one, f"{path}.{_name(one)}")
    if described.get("items"):
        # The items of an array have no name of their own.
        items = {key: value for key, value in described["items"].items() if key != "name"}
        yield from _of_property(items, f"{path}[]")


def _of_checks(described: Mapping[str, Any], path: str) -> Iterator[str]:
    for index, check in enumerate(described.get("quality") or []):
        name = check.get("id") or check.get("name") or f"{path}.quality[{index}]"
        yield from (f"{name}.{key}" for key in _ABOUT_CHECKS if key in check)
        if check.get("type") == "text":
            yield f"{name}.description"


def _of_schema(schema: Mapping[str, Any], path: str) -> Iterator[str]:
    dot = f"{path}." if path else ""
    yield from (f"{dot}{word}" for word in schema if word in _ANNOTATIONS)
    for name, one in (schema.get("properties") or {}).items():
        if isinstance(one, dict):
            yield from _of_schema(one, f"{dot}{name}")
    if isinstance(schema.get("items"), dict):
        yield from _of_schema(schema["items"], f"{path}[]")
