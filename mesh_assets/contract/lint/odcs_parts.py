"""The tables and properties of an ODCS document, with their places, whatever else is wrong."""

from collections.abc import Iterator, Mapping
from typing import Any

from mesh_assets.contract.formats.plain import mappings
from mesh_assets.documents.nodes import Path

Part = tuple[Path, Mapping[str, Any]]


def tables(data: Mapping[str, Any]) -> Iterator[Part]:
    """Give the schema objects."""
    for index, table in enumerate(mappings(data.get("schema"))):
        yield ("schema", index), table


def properties(data: Mapping[str, Any]) -> Iterator[Part]:
    """Give the properties of all tables, and what is inside them, depth first."""
    for at, table in tables(data):
        yield from properties_inside(table, at)


def properties_inside(one: Mapping[str, Any], at: Path = ()) -> Iterator[Part]:
    """Give the properties of a table or of a property, and what is inside them."""
    for index, inner in enumerate(mappings(one.get("properties"))):
        place = (*at, "properties", index)
        yield place, inner
        yield from properties_inside(inner, place)
    if isinstance(one.get("items"), dict):
        yield (*at, "items"), one["items"]
        yield from properties_inside(one["items"], (*at, "items"))


def column_names(table: Mapping[str, Any]) -> set[str]:
    """The names of a table's columns, and of the parts of them, by their dotted paths."""
    names: set[str] = set()
    for one in mappings(table.get("properties")):
        names.add(str(one.get("name")))
        names |= {f"{one.get('name')}.{inner}" for inner in column_names(one)}
    return names
