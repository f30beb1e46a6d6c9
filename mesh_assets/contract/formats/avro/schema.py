"""An Avro schema as a tree, in which every reference to a name is followed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mesh_assets.documents.nodes import Path


@dataclass(frozen=True, slots=True)
class AvroType:
    """One type, where it stands, and what it is made of."""

    kind: str
    """A primitive type, `record`, `enum`, `fixed`, `array`, `map` or `union`."""
    at: Path
    """Where it is used; the definition of a name may stand elsewhere."""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    """As they are written, except its parts; a name is a full name."""
    fields: tuple["AvroField", ...] = ()
    items: "AvroType | None" = None
    """The elements of an array, or the values of a map."""
    branches: tuple["AvroType", ...] = ()

    @property
    def logical(self) -> str | None:
        """Its logical type, where it has one that the specification knows."""
        written = self.attributes.get("logicalType")
        return written if isinstance(written, str) else None

    @property
    def name(self) -> str:
        """Its full name; empty where it has none."""
        return str(self.attributes.get("name", ""))

    @property
    def is_nullable(self) -> bool:
        """Whether null is one of its values."""
        return self.kind == "null" or any(one.kind == "null" for one in self.branches)

    @property
    def others(self) -> tuple["AvroType", ...]:
        """What it may be beside null."""
        branches = self.branches if self.kind == "union" else (self,)
        return tuple(one for one in branches if one.kind != "null")


@dataclass(frozen=True, slots=True)
class AvroField:
    """One field of a record."""

    name: str
    type: AvroType
    at: Path
    attributes: Mapping[str, Any]
    """As they are written, except its name and its type."""


def spelt_out(one: AvroType) -> Any:  # noqa: ANN401
    """Write a type as JSON, with all that names refer to, under their full names."""
    match one.kind:
        case "union":
            return [spelt_out(branch) for branch in one.branches]
        case "record":
            fields = [
                {"name": each.name, "type": spelt_out(each.type), **each.attributes}
                for each in one.fields
            ]
            return {"type": "record", **one.attributes, "fields": fields}
        case "array" | "map" if one.items is not None:
            part = "items" if one.kind == "array" else "values"
            return {"type": one.kind, **one.attributes, part: spelt_out(one.items)}
        case kind if one.attributes:
            return {"type": kind, **one.attributes}
        case kind:
            return kind


def tree_of(written: object) -> AvroType:
    """Read what `spelt_out` gave, or what `shallow` left of it."""
    if isinstance(written, list):
        return AvroType("union", (), branches=tuple(tree_of(one) for one in written))
    if not isinstance(written, dict):
        return AvroType(str(written), ())
    rest = {word: value for word, value in written.items() if word not in _PARTS}
    items = written.get("items", written.get("values"))
    fields = (
        AvroField(one["name"], tree_of(one["type"]), (), _without(one, ("name", "type")))
        for one in written.get("fields", [])
    )
    return AvroType(
        str(written["type"]),
        (),
        rest,
        tuple(fields),
        None if items is None else tree_of(items),
    )


def shallow(written: object) -> Any:  # noqa: ANN401
    """Leave out of a written type the parts that are columns of their own."""
    if not isinstance(written, dict) or written.get("type") not in {"record", "array"}:
        return written
    return _without(written, ("fields" if written["type"] == "record" else "items",))


def _without(written: Mapping[str, Any], words: tuple[str, ...]) -> dict[str, Any]:
    return {word: value for word, value in written.items() if word not in words}


_PARTS = ("type", "fields", "items", "values")
