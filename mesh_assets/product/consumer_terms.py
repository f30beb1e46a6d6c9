"""What a data contract says of its consumer, in the words of a consumer contract.

The Data Contract Specification names the consumer as `info.consumer`; ODCS has no word for one, so
that it stands in a custom property there. What such a contract lists as columns is what is used.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path, inside
from mesh_assets.documents.problem import Problem
from mesh_assets.product.names import KebabName
from mesh_assets.product.sources import PRODUCT
from mesh_assets.product.types import SemanticVersion

_INFO_KEPT = "datacontract.info"
"""The custom property in which the import from datacontract.com keeps the consumer."""


def is_data_contract(document: Document) -> bool:
    """Tell a data contract from a consumer contract in the mesh's own words."""
    heads = {"apiVersion", "kind", "dataContractSpecification"}
    return isinstance(document.data, dict) and bool(heads & document.data.keys())


def terms_of(document: Document) -> Document:
    """Give a data contract as a consumer contract, with every problem at its place in the source.

    What the contract does not say is not there.
    """
    odcs = "schema" in document.data and "models" not in document.data
    found = _of_odcs(document.data) if odcs else _of_datacontract(document.data)
    places = {term: path for term, (path, _) in found.items()}
    data = {term: value for term, (_, value) in found.items() if value not in (None, [])}
    if KebabName.correction(document.file.stem) and _is_no_name(data.get("name")):
        data["name"] = KebabName.correction(document.file.stem)
    return _Terms(
        document.file, document.text, data, document.root, document.flaws, places, document.data
    )


_Found = Mapping[str, tuple[Path, Any]]
"""The terms, each with the place where the contract says it."""


def _of_datacontract(data: dict[str, Any]) -> _Found:
    models = _mapping(data.get("models"))
    table = next(iter(models), None)
    servers = _mapping(data.get("servers"))
    fields = _mapping(_at(data, "models", table or "", "fields"))
    return {
        "name": (("id",), data.get("id")),
        "consumer": (("info", "consumer"), _at(data, "info", "consumer")),
        "source": (("models",), _source(_schemas(servers.values()), table)),
        "major": (("info", "version"), _major(_at(data, "info", "version"))),
        "purpose": (
            ("terms", "usage"),
            _at(data, "terms", "usage") or _at(data, "info", "description"),
        ),
        "fields": (("models", table or "", "fields"), list(_paths_of_fields(fields))),
        "limitations": (("terms", "limitations"), _at(data, "terms", "limitations")),
    }


def _of_odcs(data: dict[str, Any]) -> _Found:
    table = _at(data, "schema", 0, "name")
    domain, product = data.get("domain"), data.get("dataProduct") or table
    domains = [domain] if domain else _schemas(_elements(data.get("servers")))
    properties = _elements(_at(data, "schema", 0, "properties"))
    custom = {
        each.get("property"): each.get("value")
        for each in _elements(data.get("customProperties"))
        if isinstance(each, dict)
    }
    return {
        "name": (("id",), data.get("id")),
        "consumer": (
            ("customProperties",),
            custom.get("consumer") or _at(custom.get(_INFO_KEPT), "consumer"),
        ),
        "source": (("schema",), _source(domains, product)),
        "major": (("version",), _major(data.get("version"))),
        "purpose": (
            ("description", "usage"),
            _at(data, "description", "usage") or _at(data, "description", "purpose"),
        ),
        "fields": (("schema", 0, "properties"), list(_paths_of_properties(properties))),
        "limitations": (("description", "limitations"), _at(data, "description", "limitations")),
    }


@dataclass(frozen=True, slots=True)
class _Terms(Document):
    """The terms, with the text and the places of the contract that states them."""

    places: Mapping[str, Path] = field(default_factory=dict)
    source: object = None

    def problem(
        self, path: Path, message: str, suggestion: str | None = None, on_key: bool = False
    ) -> Problem:
        """Report a problem of a term where the contract states it."""
        at = self.places.get(str(path[0]), ()) if path else ()
        source = Document(self.file, self.text, self.source, self.root)
        said = f"as a consumer's contract, its `{path[0]}`: {message}" if path else message
        return source.problem(at, said, suggestion, on_key)


def _source(domains: list[str], table: object) -> str | None:
    """The product by the schema and the table that are read; None where several are meant."""
    if len(set(domains)) != 1 or not isinstance(table, str):
        return None
    return f"{PRODUCT}{domains[0]}/{table}".replace("_", "-")


def _schemas(servers: Any) -> list[str]:  # noqa: ANN401
    schemas = (_at(server, "schema") for server in servers)
    return [schema for schema in schemas if isinstance(schema, str)]


def _major(version: object) -> int | None:
    if not isinstance(version, str) or re.fullmatch(SemanticVersion.PATTERN, version) is None:
        return None
    return SemanticVersion.from_text(version).major


def _paths_of_fields(fields: Mapping[str, Any], around: str = "") -> Iterator[str]:
    """The columns; of an object its fields, because each of them is used."""
    for name, one in fields.items():
        path, inner = f"{around}{name}", one
        while isinstance(_at(inner, "items"), dict):
            path, inner = f"{path}[]", inner["items"]
        nested = _mapping(_at(inner, "fields"))
        yield from _paths_of_fields(nested, f"{path}.") if nested else (path,)


def _paths_of_properties(properties: list[Any], around: str = "") -> Iterator[str]:
    for one in properties:
        if not isinstance(_at(one, "name"), str):
            continue
        path, inner = f"{around}{one['name']}", one
        while isinstance(_at(inner, "items"), dict):
            path, inner = f"{path}[]", inner["items"]
        nested = _elements(_at(inner, "properties"))
        yield from _paths_of_properties(nested, f"{path}.") if nested else (path,)


def _is_no_name(name: object) -> bool:
    return not isinstance(name, str) or re.fullmatch(KebabName.PATTERN, name) is None


def _at(content: object, *path: str | int) -> Any:  # noqa: ANN401
    return reduce(inside, path, content)


def _mapping(content: object) -> Mapping[str, Any]:
    return content if isinstance(content, dict) else {}


def _elements(content: object) -> list[Any]:
    return content if isinstance(content, list) else []
