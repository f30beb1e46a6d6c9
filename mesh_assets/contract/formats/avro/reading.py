"""From the JSON of a schema to its tree; every mistake is reported, and reading goes on."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from mesh_assets.contract.formats.avro.defaults import complaint_about_default
from mesh_assets.contract.formats.avro.logical import complaint_about_logical_type
from mesh_assets.contract.formats.avro.schema import AvroField, AvroType
from mesh_assets.contract.formats.avro.words import (
    ABOUT_LOGICAL_TYPES,
    ATTRIBUTES,
    COMPLEX,
    DEMANDED,
    FIELD,
    LOGICAL_TYPES,
    NAMED,
    ORDERS,
    PRIMITIVES,
)
from mesh_assets.contract.formats.plain import elements, mapping
from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.problem import Problem
from mesh_assets.documents.suggestion import suggest

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NEARLY_THE_SAME = 0.8


@dataclass(slots=True)
class SchemaReading:
    """Reads one schema; afterwards also what is wrong in it."""

    document: Document
    problems: list[Problem] = field(default_factory=list)
    _known: dict[str, AvroType] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    """The full names of the records around what is being read."""

    def type(self, written: object, at: Path, namespace: str) -> AvroType | None:
        """Read a type; None where it is none, which has been reported."""
        if isinstance(written, str):
            return self._named(written, at, namespace)
        if isinstance(written, list):
            return self._union(written, at, namespace)
        if not isinstance(written, dict):
            self._problem(at, "a type is a name, an object, or a list of types")
            return None
        kind = written.get("type")
        if isinstance(kind, dict | list):
            # Some tools wrap a type in an object of its own.
            return self.type(kind, (*at, "type"), namespace)
        return self._object(kind, written, at, namespace)

    def _object(
        self, kind: object, written: Mapping[str, Any], at: Path, namespace: str
    ) -> AvroType | None:
        if not isinstance(kind, str):
            self._problem(at, "say what this is: add `type`")
            return None
        if kind in COMPLEX:
            return self._complex(kind, written, at, namespace)
        if kind in PRIMITIVES:
            return self._annotated(AvroType(kind, at, _rest(written)))
        return self._named(kind, (*at, "type"), namespace)

    def _problem(
        self, at: Path, message: str, meant: str | None = None, *, on_key: bool = False
    ) -> None:
        self.problems.append(self.document.problem(at, message, meant, on_key))

    def _named(self, written: str, at: Path, namespace: str) -> AvroType | None:
        if written in PRIMITIVES:
            return AvroType(written, at)
        names = [written] if "." in written else [f"{namespace}.{written}", written]
        for name in (each.removeprefix(".") for each in names):
            if name in self._open:
                message = f"`{name}` contains itself: no column can be so deep"
                self._problem(at, message)
                return None
            if name in self._known:
                return replace(self._known[name], at=at)
        known = [*PRIMITIVES, *COMPLEX, *self._known, *(n.rpartition(".")[2] for n in self._known)]
        if written in COMPLEX:
            self._problem(at, f"a type `{written}` is an object: write {{type: {written}, ...}}")
        else:
            message = f"`{written}` is no type of Avro, and no name that is defined before"
            self._problem(at, message, suggest(written, known))
        return None

    def _union(self, written: list[Any], at: Path, namespace: str) -> AvroType | None:
        read = [self.type(one, (*at, index), namespace) for index, one in enumerate(written)]
        branches = tuple(one for one in read if one is not None)
        seen: set[str] = set()
        for one in branches:
            name = one.name or one.kind
            if one.kind == "union":
                self._problem(one.at, "a union stands in no other union: list its types here")
            elif name in seen:
                self._problem(one.at, f"the union has `{name}` twice, and nothing tells them apart")
            seen.add(name)
        if not written:
            self._problem(at, "a union without types allows no value")
        return AvroType("union", at, branches=branches) if len(branches) == len(written) else None

    def _complex(
        self, kind: str, written: Mapping[str, Any], at: Path, namespace: str
    ) -> AvroType | None:
        missing = [word for word in DEMANDED[kind] if word not in written]
        self._check_words(written, at, (*ATTRIBUTES[kind], *_numbers(kind)), missing)
        attributes = _rest(written)
        if kind in NAMED:
            name = self._full_name(written, at, namespace)
            namespace = name.rpartition(".")[0]
            attributes = {"name": name, **attributes}
        if missing:
            return None
        found = AvroType(kind, at, attributes)
        match kind:
            case "record":
                read: AvroType | None = self._record(found, written, namespace)
            case "enum":
                read = self._enum(found, written)
            case "fixed":
                read = self._fixed(found, written)
            case _:
                part = "items" if kind == "array" else "values"
                items = self.type(written[part], (*at, part), namespace)
                read = None if items is None else replace(found, items=items)
        if read is not None and kind in NAMED:
            self._known[read.name] = read
        return read

    def _full_name(self, written: Mapping[str, Any], at: Path, namespace: str) -> str:
        name, own = written.get("name", ""), written.get("namespace", namespace)
        for word, value in (("name", name), ("namespace", own)):
            parts = str(value).split(".") if value else []
            if not isinstance(value, str) or not all(map(_NAME.fullmatch, parts)):
                message = f"`{value}` is no {word}: letters, digits and underscores, and dots"
                self._problem((*at, word), message)
                return ""
        if name in PRIMITIVES:
            self._problem((*at, "name"), f"`{name}` is a type of Avro, and names no other")
        full = name if "." in name else f"{own}.{name}".removeprefix(".")
        if full in self._known or full in self._open:
            message = f"`{full}` is defined twice: write its name alone where it is used again"
            self._problem((*at, "name"), message)
        return full

    def _record(self, found: AvroType, written: Mapping[str, Any], namespace: str) -> AvroType:
        if not isinstance(written["fields"], list):
            self._problem((*found.at, "fields"), "fields are a list")
        self._check_aliases(written, found.at)
        self._open.append(found.name)
        fields = [
            self._field(one, (*found.at, "fields", index), namespace)
            for index, one in enumerate(elements(written["fields"]))
        ]
        self._open.pop()
        names = [mapping(one).get("name") for one in elements(written["fields"])]
        for index, name in enumerate(names):
            if name is not None and name in names[:index]:
                place = (*found.at, "fields", index, "name")
                self._problem(place, f"there are two fields named `{name}`")
        return replace(found, fields=tuple(one for one in fields if one is not None))

    def _field(self, written: object, at: Path, namespace: str) -> AvroField | None:
        if not isinstance(written, dict):
            self._problem(at, "a field is an object with a name and a type")
            return None
        missing = [word for word in ("name", "type") if word not in written]
        # What would annotate the type is often written beside it, where it says nothing.
        self._check_words(written, at, FIELD, missing)
        for word in ABOUT_LOGICAL_TYPES:
            if word in written and isinstance(written.get("type"), str):
                message = f"`{word}` says nothing beside the type: write it in an object as `type`"
                self._problem((*at, word), message, on_key=True)
        self._check_aliases(written, at)
        name = written.get("name")
        if "name" in written and not (isinstance(name, str) and _NAME.fullmatch(name)):
            self._problem((*at, "name"), f"`{name}` is no name: letters, digits and underscores")
        order = written.get("order", ORDERS[0])
        if order not in ORDERS:
            message = f"`{order}` is no order: write {', '.join(ORDERS)}"
            self._problem((*at, "order"), message, suggest(str(order), ORDERS))
        if missing:
            return None
        kind = self.type(written["type"], (*at, "type"), namespace)
        if kind is None:
            return None
        if "default" in written:
            complaint = complaint_about_default(written["default"], kind)
            if complaint is not None:
                self._problem((*at, "default"), complaint)
        rest = {word: value for word, value in written.items() if word not in {"name", "type"}}
        return AvroField(str(name), kind, at, rest)

    def _enum(self, found: AvroType, written: Mapping[str, Any]) -> AvroType:
        symbols = written["symbols"]
        if not isinstance(symbols, list) or not symbols:
            self._problem((*found.at, "symbols"), "the symbols of an enum are a list of names")
            return replace(found, attributes={**found.attributes, "symbols": []})
        for index, symbol in enumerate(symbols):
            place = (*found.at, "symbols", index)
            if not isinstance(symbol, str) or not _NAME.fullmatch(symbol):
                message = f"`{symbol}` is no symbol: letters, digits and underscores"
                self._problem(place, message)
            elif symbol in symbols[:index]:
                self._problem(place, f"the symbol `{symbol}` is written twice")
        if "default" in written and written["default"] not in symbols:
            message = f"`{written['default']}` is the default, and the symbols exclude it"
            meant = suggest(str(written["default"]), map(str, symbols))
            self._problem((*found.at, "default"), message, meant)
        self._check_aliases(written, found.at)
        return found

    def _fixed(self, found: AvroType, written: Mapping[str, Any]) -> AvroType:
        size = written["size"]
        if isinstance(size, bool) or not isinstance(size, int) or size < 1:
            self._problem((*found.at, "size"), "the size of a fixed is its bytes, 1 or more")
            return found
        return self._annotated(found)

    def _annotated(self, found: AvroType) -> AvroType:
        """Hold the logical type against the type that it annotates."""
        written = found.attributes.get("logicalType")
        if isinstance(written, str) and written not in LOGICAL_TYPES:
            meant = suggest(written, LOGICAL_TYPES)
            if meant is not None:
                message = f"`{written}` is no logical type of Avro, and would be passed over"
                self._problem((*found.at, "logicalType"), message, meant)
            return found
        for word, message in complaint_about_logical_type(found):
            self._problem((*found.at, word), message)
        return found

    def _check_words(
        self, written: Mapping[str, Any], at: Path, known: Iterable[str], missing: list[str]
    ) -> None:
        """Find misspelt words; others that are not known are kept, as Avro demands."""
        known = list(known)
        found = set()
        for word in written.keys() - set(known):
            meant = suggest(word, missing) or suggest_nearly(word, known)
            if meant is not None and meant not in written:
                found.add(meant)
                self._problem((*at, word), f"`{word}` is no word of Avro", meant, on_key=True)
        for word in missing:
            if word not in found:
                self._problem(at, f"`{word}` is missing")

    def _check_aliases(self, written: Mapping[str, Any], at: Path) -> None:
        aliases = written.get("aliases", [])
        if not isinstance(aliases, list) or not all(isinstance(one, str) for one in aliases):
            self._problem((*at, "aliases"), "aliases are a list of names")


def suggest_nearly(word: str, known: Iterable[str]) -> str | None:
    """Find a word that differs in a letter or two; schemas carry words of many other tools."""
    found = get_close_matches(word, known, n=1, cutoff=_NEARLY_THE_SAME)
    return found[0] if found else None


def _numbers(kind: str) -> tuple[str, ...]:
    return ABOUT_LOGICAL_TYPES if kind == "fixed" else ()


def _rest(written: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes that are neither the type itself nor parts of it, nor its name."""
    parts = {"type", "name", "namespace", "fields", "items", "values"}
    return {word: value for word, value in written.items() if word not in parts}
