"""SodaCL's schema check, as Soda 4 contracts that hold nothing but the columns it names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mesh_assets.contract.rule import Severity
from mesh_assets.gates.soda.mistake import CheckMistake, refuse_unknown_keys

_REQUIRED = "when required column missing"
_TYPES = "when wrong column type"
_DECIMAL = re.compile(r"(decimal|numeric)\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)", re.IGNORECASE)

_SEVERITIES = {"fail": Severity.ERROR, "warn": Severity.WARNING}


@dataclass(frozen=True, slots=True)
class SchemaCheck:
    """The columns that must be there, at one level."""

    severity: Severity
    columns: tuple[Mapping[str, Any], ...]
    """As a Soda 4 contract lists them."""

    @property
    def expected(self) -> str:
        """The columns, and the types where they matter, in words."""
        return ", ".join(
            " ".join([column["name"], *([column["data_type"]] if "data_type" in column else [])])
            for column in self.columns
        )


def read_schema_checks(body: Mapping[str, Any]) -> list[SchemaCheck]:
    """Translate a schema check, one for each of its levels; raises CheckMistake."""
    refuse_unknown_keys(body, ["name", "fail", "warn", "attributes", "identity"])
    found = [
        SchemaCheck(severity, _columns(body[level], level))
        for level, severity in _SEVERITIES.items()
        if level in body
    ]
    if not found:
        raise CheckMistake(f"says nothing: add `fail:` with `{_REQUIRED}: [...]` below")
    return found


def _columns(conditions: object, level: str) -> tuple[Mapping[str, Any], ...]:
    if not isinstance(conditions, dict) or not conditions:
        raise CheckMistake(f"is one or more conditions, such as `{_REQUIRED}: [...]`", level)
    refuse_unknown_keys(conditions, [_REQUIRED, _TYPES], level)
    required = conditions.get(_REQUIRED, [])
    if not isinstance(required, list) or not all(isinstance(name, str) for name in required):
        raise CheckMistake("is a list of column names", level, _REQUIRED)
    types = conditions.get(_TYPES, {})
    if not isinstance(types, dict) or not all(isinstance(kind, str) for kind in types.values()):
        raise CheckMistake("names a type for each column: `total: decimal`", level, _TYPES)
    # A column that is not there does not have the right type either.
    names = dict.fromkeys([*required, *types])
    return tuple({"name": name, **(_type(types[name]) if name in types else {})} for name in names)


def _type(written: str) -> dict[str, Any]:
    decimal = _DECIMAL.fullmatch(written.strip())
    if decimal is None:
        return {"data_type": written.strip()}
    name, precision, scale = decimal.groups(default="0")
    return {
        "data_type": name,
        "numeric_precision": int(precision),
        "numeric_scale": int(scale),
    }
