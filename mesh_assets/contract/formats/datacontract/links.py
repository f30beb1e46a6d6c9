"""Links to what explains a contract, which ODCS calls authoritative definitions."""

from collections.abc import Mapping
from typing import Any


def definitions_of_links(written: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Write named links as authoritative definitions, whose type is the name."""
    return [{"type": name, "url": url} for name, url in written.items()]


def links(definitions: list[dict[str, Any]]) -> dict[str, Any]:
    """Write authoritative definitions as named links."""
    return {one.get("type", ""): one.get("url") for one in definitions}
