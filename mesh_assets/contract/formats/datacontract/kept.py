"""What an ODCS document keeps of a source that ODCS has no word for, in custom properties.

What is kept is the difference between the source and what would be written back without it, so
that nothing can be forgotten: the words of this format that ODCS lacks, and the spellings that it
does not tell apart.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from mesh_assets.documents.nodes import Path

PREFIX = "datacontract."
_ABSENT = f"{PREFIX}absent"
"""The paths of what would be written back, and does not stand in the source."""


def keep(odcs: dict[str, Any], source: dict[str, Any], restored: dict[str, Any]) -> None:
    """Add to a part of an ODCS document what is needed to give its source back."""
    added = [
        {"property": f"{PREFIX}{key}", "value": value}
        for key, value in _missing(source, restored).items()
    ]
    absent = [list(path) for path in _surplus(source, restored, ())]
    if absent:
        added.append({"property": _ABSENT, "value": absent})
    if added:
        odcs["customProperties"] = [*odcs.get("customProperties", []), *added]


def give_back(odcs: dict[str, Any], restored: dict[str, Any]) -> dict[str, Any]:
    """Complete what was restored of a part by what was kept of it."""
    kept = {one.get("property"): one.get("value") for one in odcs.get("customProperties") or []}
    for path in kept.pop(_ABSENT, None) or []:
        _remove(restored, path)
    missing = {
        name.removeprefix(PREFIX): value
        for name, value in kept.items()
        if isinstance(name, str) and name.startswith(PREFIX)
    }
    return _merged(restored, missing)


def _missing(source: dict[str, Any], restored: dict[str, Any]) -> dict[str, Any]:
    missing: dict[str, Any] = {}
    for key, value in source.items():
        found = restored.get(key)
        if key not in restored:
            missing[key] = value
        elif isinstance(value, dict) and isinstance(found, dict):
            inner = _missing(value, found)
            if inner:
                missing[key] = inner
        elif not _is_same(value, found):
            missing[key] = value
    return missing


def _surplus(source: dict[str, Any], restored: dict[str, Any], at: Path) -> Iterator[Path]:
    for key, value in restored.items():
        if key not in source:
            yield (*at, key)
        elif isinstance(value, dict) and isinstance(source[key], dict):
            yield from _surplus(source[key], value, (*at, key))


def _merged(restored: dict[str, Any], missing: dict[str, Any]) -> dict[str, Any]:
    merged = dict(restored)
    for key, value in missing.items():
        found = merged.get(key)
        is_both = isinstance(found, dict) and isinstance(value, dict)
        merged[key] = _merged(found, value) if is_both and found else value
    return merged


def _remove(content: dict[str, Any], path: Iterable[str]) -> None:
    *around, last = path
    for part in around:
        content = content.get(part, {})
    content.pop(last, None)


def _is_same(one: object, other: object) -> bool:
    """Whether two values are written alike: 1, 1.0 and true are equal to Python alone."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
