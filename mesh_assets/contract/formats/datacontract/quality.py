"""The checks of a field or a model, which are nearly those of ODCS."""

from collections.abc import Mapping
from typing import Any

from mesh_assets.contract.formats.datacontract.kept import give_back, keep
from mesh_assets.contract.formats.datacontract.words import CHECK_AS_IN_ODCS, COMPARISONS
from mesh_assets.contract.formats.plain import elements


def odcs_checks(written: object) -> list[Any]:
    """Translate checks; what is no check stays as it is, for the reader of ODCS to refuse."""
    return [_odcs_check(check) if isinstance(check, dict) else check for check in elements(written)]


def restored_checks(checks: list[Any]) -> list[Any]:
    """Write checks of ODCS as checks of this format."""
    return [_restored_check(check) if isinstance(check, dict) else check for check in checks]


def _odcs_check(check: dict[str, Any]) -> dict[str, Any]:
    translated: dict[str, Any] = {}
    for key, value in check.items():
        if key in CHECK_AS_IN_ODCS:
            translated[key] = value
        elif key in COMPARISONS:
            translated[COMPARISONS[key]] = value
    # Without its kind a check of ODCS is one of the library.
    if "query" in check and "type" not in check:
        translated["type"] = "sql"
    keep(translated, check, _plainly(translated))
    return translated


def _restored_check(check: dict[str, Any]) -> dict[str, Any]:
    return give_back(check, _plainly(check))


def _plainly(check: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in check.items() if key != "customProperties"}
