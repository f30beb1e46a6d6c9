"""The allowed values of a column, which ODCS 3.1 writes as a check.

The check has a mark, by which it is read as what it was: a limit of each value, that refuses the
records which break it, and not a count of them in the partition.
"""

from collections.abc import Mapping
from typing import Any

from mesh_assets.contract.formats.plain import mappings

_MARK = {"property": "enum", "value": True}


def is_enum(check: object) -> bool:
    """Tell such a check from one that its author wrote as a check."""
    return isinstance(check, Mapping) and _MARK in mappings(check.get("customProperties"))


def _as_check(one: dict[str, Any], path: str) -> None:
    """Write the `enum` of an ODCS 3.2 property, at a dotted path, as a check of 3.1."""
    allowed = one.pop("enum", None)
    if allowed is None:
        return
    check = {
        "name": f"{path}.enum",
        "type": "library",
        "metric": "invalidValues",
        "arguments": {"validValues": [each["value"] for each in allowed]},
        "mustBe": 0,
        "customProperties": [_MARK],
    }
    one["quality"] = [check, *one.get("quality", [])]


def enums_as_checks(odcs: dict[str, Any]) -> None:
    """Write the `enum` of all properties of a document as checks."""
    for one in odcs.get("schema", []):
        _write_enums(one, None)


def _write_enums(one: dict[str, Any], path: str | None) -> None:
    if path is not None:
        _as_check(one, path)
    for inner in one.get("properties", []):
        _write_enums(inner, inner["name"] if path is None else f"{path}.{inner['name']}")
    if "items" in one:
        _write_enums(one["items"], f"{path}[]")


def without_enum(checks: list[Any]) -> tuple[list[Any] | None, list[Any]]:
    """Take the allowed values out of the checks of a property; None where they are not limited."""
    allowed, others = None, []
    for check in checks:
        if is_enum(check):
            allowed = check["arguments"]["validValues"]
        else:
            others.append(check)
    return allowed, others
