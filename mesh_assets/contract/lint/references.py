"""References of ODCS relationships and service levels that lead to no column of the contract.

They are written `table.column`, by names, or `schema/table/properties/column`, by identifiers; what
is in another file is not looked for.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import Any

from mesh_assets.contract.formats.plain import mappings
from mesh_assets.contract.lint.odcs_parts import (
    column_names,
    properties,
    tables,
)
from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.problem import Problem
from mesh_assets.documents.suggestion import suggest

_ELSEWHERE = "#"
"""Stands behind the name of another file."""


def lost_references(document: Document) -> Iterator[Problem]:
    """Find references to columns that the contract does not have, and ends that do not match."""
    known = _Known(document.data)
    for at, one in chain(tables(document.data), properties(document.data)):
        for index, relationship in enumerate(mappings(one.get("relationships"))):
            place = (*at, "relationships", index)
            yield from _uneven(document, place, relationship)
            for where, reference in _references(relationship, place):
                if "/" in reference:
                    yield from _lost_by_id(document, where, reference, known.by_id)
                else:
                    yield from _lost_by_name(document, where, reference, known.by_name)
    for index, level in enumerate(mappings(document.data.get("slaProperties"))):
        for element in str(level.get("element", "")).split(","):
            # An element may also be a column alone, of which the dot leads inside.
            if "." in element and element.strip().partition(".")[0] in known.by_name:
                place = ("slaProperties", index, "element")
                yield from _lost_by_name(document, place, element.strip(), known.by_name)


class _Known:
    """What references can lead to, found once there is one: most contracts have none."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data

    @cached_property
    def by_name(self) -> Mapping[str, set[str]]:
        """The columns of each table, by the names of both."""
        return {
            str(one[key]): column_names(one)
            for _, one in tables(self._data)
            for key in ("name", "physicalName")
            if key in one
        }

    @cached_property
    def by_id(self) -> set[str]:
        """The references, by identifiers, to all properties."""
        return set(_identified(self._data))


def _references(relationship: Mapping[str, Any], at: Path) -> Iterator[tuple[Path, str]]:
    for end in ("from", "to"):
        written = relationship.get(end)
        if isinstance(written, str):
            yield (*at, end), written
        elif isinstance(written, list):
            for index, one in enumerate(written):
                yield (*at, end, index), str(one)


def _uneven(document: Document, at: Path, relationship: Mapping[str, Any]) -> Iterator[Problem]:
    """Hold the numbers of columns against each other, which the standard's schema cannot."""
    ends = [relationship.get(end) for end in ("from", "to")]
    numbers = [len(end) for end in ends if isinstance(end, list)]
    if len(numbers) == len(ends) and len(set(numbers)) > 1:
        message = f"`from` has {numbers[0]} columns, and `to` has {numbers[1]}"
        yield document.problem((*at, "to"), message)


def _lost_by_name(
    document: Document, at: Path, reference: str, columns: Mapping[str, set[str]]
) -> Iterator[Problem]:
    table, _, column = reference.partition(".")
    if table not in columns:
        # It may be a table of another contract, unless it looks like one of this.
        meant = suggest(table, columns)
        if meant is not None:
            yield document.problem(at, f"there is no table `{table}`", f"{meant}.{column}")
    elif column not in columns[table]:
        message = f"the table `{table}` has no column `{column}`"
        yield document.problem(at, message, suggest(column, columns[table]))


def _lost_by_id(document: Document, at: Path, reference: str, known: set[str]) -> Iterator[Problem]:
    if _ELSEWHERE not in reference and reference.strip("/") not in known:
        message = f"nothing has these identifiers: `{reference}`"
        yield document.problem(at, message, suggest(reference.strip("/"), known))


def _identified(data: Mapping[str, Any]) -> Iterator[str]:
    """The references, by identifiers, to the properties that have one."""
    for _, table in tables(data):
        around = f"schema/{table.get('id')}"
        yield from _identified_inside(table, around)


def _identified_inside(one: Mapping[str, Any], around: str) -> Iterator[str]:
    for inner in mappings(one.get("properties")):
        path = f"{around}/properties/{inner.get('id')}"
        yield path
        yield from _identified_inside(inner, path)
    if isinstance(one.get("items"), dict):
        yield from _identified_inside(one["items"], f"{around}/items")
