"""What the source of a contract says beyond its columns and rules, by dotted path."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from mesh_assets.contract.formats.enums import is_enum
from mesh_assets.contract.formats.parts import parts_of
from mesh_assets.contract.formats.plain import mappings
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
_CUSTOM = "customProperties"
_ABOUT_CHECKS = ("dimension", "businessImpact", "tags", _CUSTOM, "method", "schedule")
_ABOUT_ZONES = ("timezone", "defaultTimezone")
_ANNOTATIONS = frozenset(
    {
        *("$comment", "contentEncoding", "contentMediaType", "contentSchema", "default"),
        *("deprecated", "examples", "readOnly", "writeOnly"),
    }
)
"""The words of JSON Schema that neither constrain a value nor describe it."""


def terms(contract: Contract, kept: str | None = None) -> Iterator[str]:
    """Name what no column and no rule holds, such as `team` or `amount.examples`.

    `kept` is how the custom properties begin that are not to be named.
    """
    document = contract.extras.get("document")
    if not isinstance(document, dict):
        return
    if "apiVersion" not in document:
        yield from _of_schema(document, "")
        return
    yield from (key for key in document if key not in _ODCS_HEAD)
    for path, described in parts_of(contract):
        if path is None:
            named = _named(described, _ODCS_OBJECT, kept)
            yield from (f"{contract.name}.{key}" for key in named)
            yield from _of_checks(described, contract.name)
        else:
            yield from _of_property(described, path, kept)


def _named(described: Mapping[str, Any], known: Collection[str], kept: str | None) -> Iterator[str]:
    for key in described:
        is_kept = key == _CUSTOM and kept is not None and _are_kept(described[key], kept)
        if key not in known and not is_kept:
            yield key


def _are_kept(custom: object, prefix: str) -> bool:
    return all(str(one.get("property")).startswith(prefix) for one in mappings(custom))


def _of_property(described: Mapping[str, Any], path: str, kept: str | None) -> Iterator[str]:
    for key in _named(described, _ODCS_PROPERTY, kept):
        if key != "businessName" or described.get("description"):
            yield f"{path}.{key}"
    options = described.get("logicalTypeOptions") or {}
    yield from (f"{path}.{key}" for key in _ABOUT_ZONES if key in options)
    yield from _of_checks(described, path)


def _of_checks(described: Mapping[str, Any], path: str) -> Iterator[str]:
    for index, check in enumerate(described.get("quality") or []):
        name = check.get("id") or check.get("name") or f"{path}.quality[{index}]"
        told = (key for key in _ABOUT_CHECKS if key in check)
        yield from (f"{name}.{key}" for key in told if key != _CUSTOM or not is_enum(check))
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
