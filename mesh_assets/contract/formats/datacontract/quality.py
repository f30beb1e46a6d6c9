"""The checks of a field or a model, which are nearly those of ODCS."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from mesh_assets.contract.formats.datacontract.words import CHECK_AS_IN_ODCS, COMPARISONS, PREFIX
from mesh_assets.contract.formats.kept import give_back, keep
from mesh_assets.contract.formats.plain import elements
from mesh_assets.documents.writing import write_yaml

_NAMES = frozenset({"name", "id"})


def odcs_checks(written: object, prefix: str) -> list[Any]:
    """Translate checks; what is no check stays as it is, for the reader of ODCS to refuse.

    A check needs no name in this format. Where ODCS could not tell two of them apart, the later
    ones get a name that begins with the prefix.
    """
    seen: Counter[str] = Counter()
    translated: list[Any] = []
    for check in elements(written):
        if not isinstance(check, dict):
            translated.append(check)
            continue
        name = None
        kind = _kind(check)
        if kind is not None and not _NAMES & check.keys():
            seen[kind] += 1
            name = f"{prefix}{kind}_{seen[kind]}" if seen[kind] > 1 else None
        translated.append(_odcs_check(check, name))
    return translated


def restored_checks(checks: list[Any]) -> list[Any]:
    """Write checks of ODCS as checks of this format."""
    return [_restored_check(check) if isinstance(check, dict) else check for check in checks]


def _kind(check: Mapping[str, Any]) -> str | None:
    """What a check without a name is called; None for words that nothing is judged by."""
    metric = check.get("metric") or check.get("rule")
    if "query" in check:
        return "sql"
    if "implementation" in check:
        return "custom"
    return metric if isinstance(metric, str) else None


def _odcs_check(check: dict[str, Any], name: str | None) -> dict[str, Any]:
    translated: dict[str, Any] = {} if name is None else {"name": name}
    for key, value in check.items():
        if key == "implementation" and isinstance(value, list):
            # In ODCS it is text or a mapping.
            translated[key] = write_yaml(value)
        elif key in CHECK_AS_IN_ODCS:
            translated[key] = value
        elif key in COMPARISONS:
            translated[COMPARISONS[key]] = value
    # Without its kind a check of ODCS is one of the library.
    if "query" in check and "type" not in check:
        translated["type"] = "sql"
    keep(translated, check, _plainly(translated), PREFIX)
    return translated


def _restored_check(check: dict[str, Any]) -> dict[str, Any]:
    return give_back(check, _plainly(check), PREFIX)


def _plainly(check: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in check.items() if key != "customProperties"}
