"""The digest of a contract's content."""

import hashlib
import json


def digest(content: object) -> str:
    """SHA-256 of plain data; comments, layout and the order of keys do not count."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def without_nulls(content: object) -> object:
    """Leave out the keys whose value is null, where a format takes that for an absent key.

    A null in a list stays: there it is a value.
    """
    if isinstance(content, dict):
        return {key: without_nulls(value) for key, value in content.items() if value is not None}
    if isinstance(content, list):
        return [without_nulls(value) for value in content]
    return content
