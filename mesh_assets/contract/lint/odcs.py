"""An ODCS document held against its published schema, and against what a schema cannot say."""

from collections.abc import Iterator, Mapping
from typing import Any

from mesh_assets.contract.formats.odcs.contract import problems_of_tables
from mesh_assets.contract.formats.plain import elements, mappings
from mesh_assets.contract.lint.together import together
from mesh_assets.contract.standards import ODCS, violations
from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.problem import Problem
from mesh_assets.documents.suggestion import suggest

_HELD_AGAINST_SCHEMA = "v3.1"
"""The version whose published schema is here; what the others allow is what their reader knows."""

_DEFAULTS = frozenset({"default", "defaultValue"})
"""What custom properties are called that hold the default of a column."""


def problems_of_odcs(document: Document) -> list[Problem]:
    """Find the problems of a contract with all its tables."""
    return together(problems_of_tables(document), _beyond_schema(document), _published(document))


def _published(document: Document) -> Iterator[Problem]:
    if not str(document.data.get("apiVersion", "")).startswith(_HELD_AGAINST_SCHEMA):
        return
    for violation in violations(ODCS, document.data):
        at = (*violation.at, *violation.unknown_keys[:1])
        yield document.problem(at, violation.message, on_key=bool(violation.unknown_keys))


def _beyond_schema(document: Document) -> Iterator[Problem]:
    yield from _repeated(document, "schema", "name")
    yield from _repeated(document, "servers", "server")
    tables = {
        str(table[key]): _columns(table)
        for table in mappings(document.data.get("schema"))
        for key in ("name", "physicalName")
        if key in table
    }
    yield from _references(document, tables)
    for at, one in _properties(document.data):
        yield from _foreign_keys(document, at, one, tables)
        yield from _excluded_values(document, at, one)


def _repeated(document: Document, part: str, key: str) -> Iterator[Problem]:
    """Find names that two elements of a list have."""
    seen: set[str] = set()
    for index, one in enumerate(mappings(document.data.get(part))):
        name = str(one.get(key, ""))
        if name and name.casefold() in seen:
            message = f"there are two named `{name}`; letter case is ignored"
            yield document.problem((part, index, key), message)
        seen.add(name.casefold())


def _references(document: Document, tables: Mapping[str, set[str]]) -> Iterator[Problem]:
    """Find service levels and keys of tables that are about columns which are not there."""
    for index, level in enumerate(mappings(document.data.get("slaProperties"))):
        for element in str(level.get("element", "")).split(","):
            place = ("slaProperties", index, "element")
            yield from _unknown_column(document, place, element.strip(), tables)
    for index, table in enumerate(mappings(document.data.get("schema"))):
        yield from _foreign_keys(document, ("schema", index), table, tables)


def _foreign_keys(
    document: Document, at: Path, one: Mapping[str, Any], tables: Mapping[str, set[str]]
) -> Iterator[Problem]:
    """Find references to columns that tables of this contract do not have."""
    for index, relationship in enumerate(mappings(one.get("relationships"))):
        for end in ("from", "to"):
            place = (*at, "relationships", index, end)
            written = relationship.get(end)
            if isinstance(written, str):
                yield from _unknown_column(document, place, written, tables)
            for part, each in enumerate(elements(written)):
                yield from _unknown_column(document, (*place, part), str(each), tables)


def _unknown_column(
    document: Document, at: Path, reference: str, tables: Mapping[str, set[str]]
) -> Iterator[Problem]:
    table, _, column = reference.partition(".")
    if column and table in tables and column not in tables[table]:
        message = f"the table `{table}` has no column `{column}`"
        yield document.problem(at, message, suggest(column, tables[table]))


def _excluded_values(document: Document, at: Path, one: Mapping[str, Any]) -> Iterator[Problem]:
    """Find defaults and examples that are not among the allowed values."""
    allowed = _allowed(one)
    if allowed is None:
        return
    for index, value in enumerate(elements(one.get("examples"))):
        if value not in allowed:
            message = f"`{value}` is an example, and the enum excludes it"
            yield document.problem((*at, "examples", index), message)
    for index, custom in enumerate(mappings(one.get("customProperties"))):
        is_default = custom.get("property") in _DEFAULTS
        if is_default and custom.get("value") not in allowed:
            message = f"`{custom.get('value')}` is the default, and the enum excludes it"
            yield document.problem((*at, "customProperties", index, "value"), message)


def _allowed(one: Mapping[str, Any]) -> list[Any] | None:
    """The allowed values of a property, where no row may have another."""
    if isinstance(one.get("enum"), list):
        return [each.get("value") for each in mappings(one["enum"])]
    for check in mappings(one.get("quality")):
        arguments = check.get("arguments")
        values = arguments.get("validValues") if isinstance(arguments, dict) else None
        if isinstance(values, list) and check.get("mustBe") == 0:
            return values
    return None


def _properties(data: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for index, table in enumerate(mappings(data.get("schema"))):
        yield from _inside(table, ("schema", index))


def _inside(one: Mapping[str, Any], at: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for index, inner in enumerate(mappings(one.get("properties"))):
        place = (*at, "properties", index)
        yield place, inner
        yield from _inside(inner, place)
    if isinstance(one.get("items"), dict):
        yield (*at, "items"), one["items"]
        yield from _inside(one["items"], (*at, "items"))


def _columns(table: Mapping[str, Any]) -> set[str]:
    """The names of a table's columns, and of the parts of them, by their dotted paths."""
    names: set[str] = set()
    for one in mappings(table.get("properties")):
        names.add(str(one.get("name")))
        names |= {f"{one.get('name')}.{inner}" for inner in _columns(one)}
    return names
