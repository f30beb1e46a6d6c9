"""The parts of the ODCS document behind a contract, by the dotted paths of its columns."""

from collections.abc import Iterator, Mapping
from typing import Any

from mesh_assets.contract.formats.kept import kept_of
from mesh_assets.contract.formats.plain import mapping, mappings
from mesh_assets.contract.model import Contract


def kept_parts(contract: Contract, prefix: str) -> Mapping[str | None, Mapping[str, Any]]:
    """What an imported contract keeps of its source, for each column; None is the table."""
    found = ((path, kept_of(one, prefix)) for path, one in parts_of(contract))
    return {path: kept for path, kept in found if kept}


def parts_of(contract: Contract) -> Iterator[tuple[str | None, Mapping[str, Any]]]:
    """The properties of the contract's document, and before them its table, whose path is None."""
    document = mapping(contract.extras.get("document"))
    for table in mappings(document.get("schema")):
        if contract.name in {table.get("name"), table.get("physicalName")}:
            yield None, table
            yield from _inside(table, None)


def _inside(one: Mapping[str, Any], path: str | None) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for inner in mappings(one.get("properties")):
        name = inner.get("physicalName") or inner.get("name")
        reached = str(name) if path is None else f"{path}.{name}"
        yield reached, inner
        yield from _inside(inner, reached)
    if isinstance(one.get("items"), dict):
        yield f"{path}[]", one["items"]
        yield from _inside(one["items"], f"{path}[]")
