"""What an ODCS document keeps of the JSON Schema that it was written from, and how it is used.

Of each property that is the difference between its words and those that the export writes without
them. `isRequired` stands for its place in the list of the object around it.
"""

from collections.abc import Mapping
from typing import Any

from mesh_assets.contract.formats.kept import completed

IS_REQUIRED = "isRequired"
_ABSENT = "absent"


def is_required(kept: Mapping[str, Any], *, is_present: bool) -> bool:
    """Whether a property is in the list of required ones; `is_present` where nothing is kept."""
    if is_present:
        return [IS_REQUIRED] not in (kept.get(_ABSENT) or [])
    return kept.get(IS_REQUIRED) is True


def completed_schema(written: dict[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Complete a schema by the words that were kept of it, where they still say the same."""
    words = {
        word: value
        for word, value in kept.items()
        if word != IS_REQUIRED and _still_says_the_same(word, value, written)
    }
    return completed(written, words)


def _still_says_the_same(word: str, kept: object, written: Mapping[str, Any]) -> bool:
    """Whether nobody has edited what the word is about; null in it is the source's to say."""
    match word:
        case "type" if len(_without_null(kept)) > 1:
            return "type" not in written
        case "enum" | "const" if "type" not in written:
            return True
        case "type" | "enum":
            return _without_null(kept) == _without_null(written.get(word))
        case "const":
            return _without_null(written.get("enum")) == _without_null([kept])
        case _:
            return True


def _without_null(written: object) -> list[Any]:
    values = written if isinstance(written, list) else [written]
    return [value for value in values if value not in (None, "null")]
