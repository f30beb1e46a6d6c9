"""Schemas of records in Avro, of every kind that a table can hold."""

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

NAMES = st.from_regex(r"[a-z][a-z_]{0,6}[a-z]", fullmatch=True)
LOGICAL = (
    {"type": "int", "logicalType": "date"},
    {"type": "int", "logicalType": "time-millis"},
    {"type": "long", "logicalType": "time-micros"},
    {"type": "long", "logicalType": "timestamp-millis"},
    {"type": "long", "logicalType": "timestamp-micros"},
    {"type": "long", "logicalType": "local-timestamp-millis"},
    {"type": "string", "logicalType": "uuid"},
    {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 3},
    {"type": "bytes", "logicalType": "decimal", "precision": 5},
    {"type": "string", "avro.java.string": "String"},
    {"type": "map", "values": "long"},
)
SCALARS = ("boolean", "int", "long", "float", "double", "bytes", "string")
DEFAULTS = {"boolean": True, "int": 1, "long": 2, "float": 0.5, "double": 1.5, "string": "x"}


@st.composite
def schemas(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a record; names of types are given once, or used again."""
    return _record(draw, _Named(draw), depth=2)


class _Named:
    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self.known: list[str] = []
        self._count = 0

    def define(self, kind: str, **attributes: Any) -> dict[str, Any]:
        self._count += 1
        space = self._draw(st.sampled_from(["", "com.company", "shop"]))
        name = f"T{self._count}"
        written = {"type": kind, "name": name, **attributes}
        # A namespace is always written, so that the same full name is the same type.
        return {**written, "namespace": space or "plain"}

    def remember(self, written: dict[str, Any]) -> dict[str, Any]:
        self.known.append(f"{written['namespace']}.{written['name']}")
        return written


def _record(draw: st.DrawFn, named: _Named, depth: int) -> dict[str, Any]:
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    head = named.define("record")
    if draw(st.booleans()):
        head["doc"] = "What it is."
    fields = [_field(draw, named, name, depth) for name in names]
    return named.remember({**head, "fields": fields})


def _field(draw: st.DrawFn, named: _Named, name: str, depth: int) -> dict[str, Any]:
    kind = _type(draw, named, depth)
    field: dict[str, Any] = {"name": name, "type": kind}
    match draw(st.sampled_from(["plain", "null first", "null last", "default"])):
        case "null first":
            field["type"] = ["null", *_branches(kind)]
            if draw(st.booleans()):
                field["default"] = None
        case "null last":
            field["type"] = [*_branches(kind), "null"]
        case "default" if isinstance(kind, str) and kind in DEFAULTS:
            field["default"] = DEFAULTS[kind]
    notes = {"doc": "A word.", "aliases": ["former"], "order": "ignore", "x-own": {"a": [1]}}
    chosen = draw(st.sets(st.sampled_from(sorted(notes))))
    return {**field, **{word: notes[word] for word in sorted(chosen)}}


def _branches(kind: Any) -> list[Any]:
    return kind if isinstance(kind, list) else [kind]


def _type(draw: st.DrawFn, named: _Named, depth: int) -> Any:
    kinds = ["scalar", "logical", "enum", "fixed", "union"]
    kinds += ["record", "array"] if depth else []
    kinds += ["again"] if named.known else []
    chosen = draw(st.sampled_from(kinds))
    if chosen in {"enum", "fixed"}:
        return _defined(draw, named, chosen)
    if chosen == "array":
        items = _type(draw, named, depth - 1)
        nullable = draw(st.booleans())
        return {"type": "array", "items": ["null", *_branches(items)] if nullable else items}
    if chosen == "record":
        return _record(draw, named, depth - 1)
    plain: dict[str, tuple[Any, ...]] = {
        "scalar": SCALARS,
        "logical": LOGICAL,
        "union": (["int", "long"], ["string", "boolean"], ["string"]),
        "again": tuple(named.known),
    }
    return deepcopy(draw(st.sampled_from(plain[chosen])))


def _defined(draw: st.DrawFn, named: _Named, kind: str) -> dict[str, Any]:
    if kind == "fixed":
        return named.remember(named.define(kind, size=draw(st.integers(1, 20))))
    symbols = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    return named.remember(named.define(kind, symbols=symbols))
