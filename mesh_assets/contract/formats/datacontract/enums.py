"""The allowed values of a field, which ODCS 3.1 writes as a check."""

from typing import Any

from mesh_assets.contract.formats.datacontract.kept import PREFIX

_MARK = {"property": f"{PREFIX}enum", "value": True}
"""Tells the check from one that its author wrote as a check."""


def as_check(one: dict[str, Any], path: str) -> None:
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


def without_enum(checks: list[Any]) -> tuple[list[Any] | None, list[Any]]:
    """Take the allowed values out of the checks of a property; None where they are not limited."""
    allowed, others = None, []
    for check in checks:
        if isinstance(check, dict) and _MARK in (check.get("customProperties") or []):
            allowed = check["arguments"]["validValues"]
        else:
            others.append(check)
    return allowed, others
