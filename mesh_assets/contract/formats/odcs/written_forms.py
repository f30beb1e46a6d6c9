"""The option `format` of an ODCS property: how its values are written.

Of most typed columns it says nothing that the column could break: a timestamp has no spelling. A
format of a text, of a time of day, which is kept as text, and of an integer limits the values.
"""

from mesh_assets.contract.checks.formats import FORMATS
from mesh_assets.contract.formats.odcs.property import PropertyReading
from mesh_assets.contract.formats.odcs.types import logical_type
from mesh_assets.contract.model import LogicalType
from mesh_assets.contract.rule import RuleKind
from mesh_assets.documents.suggestion import suggest

_FORMAT = ("logicalTypeOptions", "format")

_OTHER_LOGICAL_TYPES = {"date": "date", "date-time": "timestamp", "time": "time"}
"""The formats of texts that ODCS has a logicalType for."""
_SAY_NOTHING_OF_TEXTS = frozenset({"password"})

_BITS = (8, 16, 32, 64, 128)
_INTEGERS = {f"i{bits}": (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for bits in _BITS} | {
    f"u{bits}": (0, 2**bits - 1) for bits in _BITS
}
"""The least and the greatest number of each, after the types of Rust."""
_KEPT = _INTEGERS["i64"]
_FLOATS = frozenset({"f32", "f64"})

_HOUR_AND_MINUTE = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_CLOCKS = {
    "HH:mm": _HOUR_AND_MINUTE,
    "HH:mm:ss": f"{_HOUR_AND_MINUTE}:[0-5][0-9]",
    "HH:mm:ss.SSS": rf"{_HOUR_AND_MINUTE}:[0-5][0-9]\.[0-9]{{3}}",
    "HH:mm:ss.SSSSSS": rf"{_HOUR_AND_MINUTE}:[0-5][0-9]\.[0-9]{{6}}",
}
_ANY_CLOCK = rf"{_HOUR_AND_MINUTE}:[0-5][0-9](?:\.[0-9]+)?"
_OFFSET = f"(?:Z|[+-]{_HOUR_AND_MINUTE})"


def format_rules(one: PropertyReading) -> None:
    """Add the rules about how values are written."""
    written = one.options.get("format")
    if written is not None and not isinstance(written, str):
        one.problem(_FORMAT, "a format is a text")
    elif logical_type(one.described) == "time":
        _add_clock(one, written)
    elif written is None:
        return
    elif one.column.type is LogicalType.STRING:
        _add_text_format(one, written)
    elif one.column.type is LogicalType.INTEGER:
        _add_range(one, written)
    elif one.column.type in {LogicalType.NUMBER, LogicalType.DECIMAL} and written not in _FLOATS:
        one.problem(_FORMAT, f"`{written}` is no format of a number: write f32 or f64")
    elif one.column.type in {LogicalType.BOOLEAN, LogicalType.ARRAY, LogicalType.JSON}:
        one.problem(_FORMAT, f"`format` says nothing about a {one.column.type}", on_key=True)


def _add_text_format(one: PropertyReading, written: str) -> None:
    if written in _OTHER_LOGICAL_TYPES:
        logical = _OTHER_LOGICAL_TYPES[written]
        one.problem(_FORMAT, f"ODCS has a type for this: write `logicalType: {logical}`")
    elif written in FORMATS:
        one.add(_FORMAT, "format", RuleKind.FORMAT, {"format": written})
    elif written not in _SAY_NOTHING_OF_TEXTS:
        known = [name for name in FORMATS if name not in _OTHER_LOGICAL_TYPES]
        message = f"the format `{written}` is not judged: write {', '.join(known)} or a pattern"
        at = (*one.at, *_FORMAT)
        one.reading.problem(at, message, suggest(written, known))


def _add_range(one: PropertyReading, written: str) -> None:
    if written not in _INTEGERS:
        at = (*one.at, *_FORMAT)
        message = f"`{written}` is no format of an integer: write one of {', '.join(_INTEGERS)}"
        one.reading.problem(at, message, suggest(written, _INTEGERS))
        return
    (least, most), (least_kept, most_kept) = _INTEGERS[written], _KEPT
    if least > least_kept:
        one.add(_FORMAT, "format_minimum", RuleKind.MINIMUM, {"limit": least})
    if most < most_kept:
        one.add(_FORMAT, "format_maximum", RuleKind.MAXIMUM, {"limit": most})


def _add_clock(one: PropertyReading, written: str | None) -> None:
    """Add the pattern of a time of day, with or without an offset from UTC."""
    stem = (written or "").removesuffix("XXX").removesuffix("X").removesuffix("Z")
    if stem and stem not in _CLOCKS:
        one.problem(_FORMAT, f"`{written}` is not judged: write one of {', '.join(_CLOCKS)}")
        return
    regex = f"^{_CLOCKS.get(stem, _ANY_CLOCK)}{_offset(one, written, stem)}$"
    one.add(_FORMAT, "format", RuleKind.PATTERN, {"regex": regex})


def _offset(one: PropertyReading, written: str | None, stem: str) -> str:
    """Write the pattern of the offset from UTC, which may be there where nothing says it."""
    if "timezone" in one.options:
        is_there = one.options["timezone"] is True
    elif written is not None:
        is_there = stem != written
    else:
        return f"{_OFFSET}?"
    return _OFFSET if is_there else ""
