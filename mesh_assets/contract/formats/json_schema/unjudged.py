"""What a JSON Schema demands that no rule of a contract can say, and that an import only keeps."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from mesh_assets.contract.formats.json_schema.references import REFERENCE
from mesh_assets.contract.formats.json_schema.words import (
    ANNOTATIONS,
    OTHER_FORMATS,
    OTHER_KEYWORDS,
)
from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path

_NAMED = ("properties", "$defs", "definitions")
_SEVERAL = 2


class Judged(NamedTuple):
    """The part of a schema that becomes columns and rules, and in words what does not."""

    document: Document
    remarks: list[str]


def judged_part(document: Document, endless: Iterable[Path]) -> Judged:
    """Leave out what nobody judges, and references that are not followed; mistakes stay in."""
    parting = _Parting(document, frozenset(endless))
    data = parting.schema(document.data, ())
    return Judged(replace(document, data=data), parting.remarks)


@dataclass(frozen=True, slots=True)
class _Parting:
    document: Document
    endless: frozenset[Path]
    remarks: list[str] = field(default_factory=list)

    def schema(self, written: object, at: Path) -> object:
        if not isinstance(written, dict):
            return written
        unjudged = set(_unjudged(written))
        if at in self.endless:
            unjudged.add(REFERENCE)
        for word in sorted(unjudged):
            place = self.document.dotted((*at, word))
            self.remarks.append(f"`{place}` is kept, and not judged")
        found = {word: value for word, value in written.items() if word not in unjudged}
        for word in _NAMED:
            if isinstance(found.get(word), dict):
                found[word] = {
                    name: self.schema(one, (*at, word, name)) for name, one in found[word].items()
                }
        if "items" in found:
            found["items"] = self.schema(found["items"], (*at, "items"))
        return found


def _unjudged(schema: Mapping[str, Any]) -> Iterator[str]:
    types = schema.get("type")
    if isinstance(types, list) and len({*map(str, types)} - {"null"}) >= _SEVERAL:
        yield from schema.keys() - ANNOTATIONS
        return
    yield from schema.keys() & OTHER_KEYWORDS
    if isinstance(schema.get("additionalProperties"), dict):
        yield "additionalProperties"
    if isinstance(schema.get("items"), list) or schema.get("items") is False:
        yield "items"
    if schema.get("format") in OTHER_FORMATS:
        yield "format"
    if "type" not in schema and REFERENCE not in schema:
        yield from schema.keys() & {"enum", "const"}
