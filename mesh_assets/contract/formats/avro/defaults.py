"""Whether the default of a field is a value of its type, as Avro writes values in JSON."""

import math
from collections.abc import Callable, Mapping

from mesh_assets.contract.formats.avro.schema import AvroType

_LAST_BYTE = "\xff"


def complaint_about_default(default: object, one: AvroType) -> str | None:
    """Say why a default cannot be one; None where it can."""
    if _is_value(default, one):
        return None
    if one.kind == "enum":
        return f"`{default}` is the default, and the enum `{one.name}` excludes it"
    kinds = " or ".join(branch.name or branch.kind for branch in one.branches)
    return f"the default is no {kinds or one.kind}"


def _is_value(written: object, one: AvroType) -> bool:
    if one.kind == "union":
        return any(_is_value(written, branch) for branch in one.branches)
    if one.kind in _SCALARS:
        return _SCALARS[one.kind](written)
    if one.kind == "fixed":
        return _is_bytes(written) and len(str(written)) == one.attributes.get("size")
    if one.kind == "enum":
        return written in one.attributes.get("symbols", [])
    return _is_composed(written, one)


def _is_whole(written: object, limit: int) -> bool:
    is_whole = isinstance(written, int) and not isinstance(written, bool)
    return is_whole and isinstance(written, int) and -limit <= written < limit


def _is_number(written: object) -> bool:
    if isinstance(written, bool) or not isinstance(written, int | float):
        return False
    return math.isfinite(written)


def _is_bytes(written: object) -> bool:
    return isinstance(written, str) and all(each <= _LAST_BYTE for each in written)


def _is_composed(written: object, one: AvroType) -> bool:
    if one.kind == "array" and one.items is not None:
        items = one.items
        return isinstance(written, list) and all(_is_value(each, items) for each in written)
    if not isinstance(written, dict):
        return False
    if one.kind == "map" and one.items is not None:
        items = one.items
        return all(_is_value(each, items) for each in written.values())
    return all(
        _is_value(written[field.name], field.type)
        if field.name in written
        else "default" in field.attributes
        for field in one.fields
    )


_SCALARS: Mapping[str, Callable[[object], bool]] = {
    "null": lambda written: written is None,
    "boolean": lambda written: isinstance(written, bool),
    "int": lambda written: _is_whole(written, 2**31),
    "long": lambda written: _is_whole(written, 2**63),
    "float": _is_number,
    "double": _is_number,
    "string": lambda written: isinstance(written, str),
    "bytes": _is_bytes,
}
