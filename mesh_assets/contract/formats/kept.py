"""What an ODCS document keeps of a source that ODCS has no word for, in custom properties.

What is kept is the difference between the source and what would be written back without it, so
that nothing can be forgotten: the words of its format that ODCS lacks, and the spellings that it
does not tell apart. The custom properties of each format begin with its own prefix.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from mesh_assets.contract.formats.plain import elements, mappings
from mesh_assets.documents.nodes import Path

_ABSENT = "absent"
"""The paths of what would be written back, and does not stand in the source."""


def keep(
    odcs: dict[str, Any], source: Mapping[str, Any], restored: Mapping[str, Any], prefix: str
) -> None:
    """Add to a part of an ODCS document what is needed to give its source back."""
    added = [
        {"property": f"{prefix}{key}", "value": value}
        for key, value in _missing(source, restored).items()
    ]
    absent = [list(path) for path in _surplus(source, restored, ())]
    if absent:
        added.append({"property": f"{prefix}{_ABSENT}", "value": absent})
    if added:
        odcs["customProperties"] = [*odcs.get("customProperties", []), *added]


def remember(odcs: dict[str, Any], word: str, value: object, prefix: str) -> None:
    """Add to a part of an ODCS document one word of its source, as a whole."""
    added = {"property": f"{prefix}{word}", "value": value}
    odcs["customProperties"] = [*odcs.get("customProperties", []), added]


def kept_of(odcs: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """Give what was kept of a part, by the words of its format."""
    return {
        one["property"].removeprefix(prefix): deepcopy(one.get("value"))
        for one in mappings(odcs.get("customProperties"))
        if isinstance(one.get("property"), str) and one["property"].startswith(prefix)
    }


def give_back(odcs: Mapping[str, Any], restored: dict[str, Any], prefix: str) -> dict[str, Any]:
    """Complete what was restored of a part by what was kept of it."""
    return completed(restored, kept_of(odcs, prefix))


def completed(restored: dict[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Complete what was restored of a part by what `kept_of` gave."""
    for path in elements(kept.get(_ABSENT)):
        _remove(restored, path)
    return _merged(restored, {word: one for word, one in kept.items() if word != _ABSENT})


def _missing(source: Mapping[str, Any], restored: Mapping[str, Any]) -> dict[str, Any]:
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


def _surplus(source: Mapping[str, Any], restored: Mapping[str, Any], at: Path) -> Iterator[Path]:
    for key, value in restored.items():
        if key not in source:
            yield (*at, key)
        elif isinstance(value, dict) and isinstance(source[key], dict):
            yield from _surplus(source[key], value, (*at, key))


def _merged(restored: Mapping[str, Any], missing: Mapping[str, Any]) -> dict[str, Any]:
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
