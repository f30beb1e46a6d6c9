"""What a data contract says of its consumer, in the words of a consumer contract.

The Data Contract Specification names the consumer as `info.consumer`; ODCS has no word for one, so
that it stands in a custom property there. What such a contract lists as columns is what is used.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path, inside
from mesh_assets.documents.problem import Problem
from mesh_assets.product.names import KebabName
from mesh_assets.product.sources import PRODUCT
from mesh_assets.product.types import SemanticVersion

_HEADS = frozenset({"apiVersion", "kind", "dataContractSpecification"})
_INFO_KEPT = "datacontract.info"
"""The custom property in which the import from datacontract.com keeps the consumer."""


def is_data_contract(document: Document) -> bool:
    """Tell a data contract from a consumer contract in the mesh's own words."""
    return isinstance(document.data, dict) and bool(_HEADS & document.data.keys())


def terms_of(document: Document) -> Document:
    """Give a data contract as a consumer contract, with every problem at its place in the source.

    What the contract does not say is not there.
    """
    is_odcs = "schema" in document.data and "models" not in document.data
    terms = _of_odcs(document.data) if is_odcs else _of_datacontract(document.data)
    data = {term: found.value for term, found in terms.items() if found.value not in (None, [])}
    if not _is_name(data.get("name")):
        data["name"] = KebabName.correction(document.file.stem) or document.file.stem
    places: dict[Path, Path] = {(term,): found.place for term, found in terms.items()}
    for index, place in enumerate(terms["fields"].parts):
        places["fields", index] = place
    return _Terms(
        document.file, document.text, data, document.root, document.flaws, places, document.data
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """A term, and where the contract states it."""

    place: Path
    value: Any
    parts: tuple[Path, ...] = ()
    """The places of the elements of a list."""

    @classmethod
    def at(cls, data: object, *places: Path) -> "_Found":
        """The first of some places where something is written."""
        written = (place for place in places if _at(data, *place) is not None)
        place = next(written, places[0])
        return cls(place, _at(data, *place))


def _of_datacontract(data: dict[str, Any]) -> dict[str, _Found]:
    models = _mapping(data.get("models"))
    table = next(iter(models), None)
    domains = _schemas(_mapping(data.get("servers")).values())
    at: Path = ("models", table or "", "fields")
    fields = dict(_fields(_at(data, *at), at))
    version = ("info", "version")
    return {
        "name": _Found.at(data, ("id",)),
        "consumer": _Found.at(data, ("info", "consumer")),
        "source": _Found(("models",), _source(domains, [*models])),
        "major": _Found(version, _major(_at(data, *version))),
        "purpose": _Found.at(data, ("terms", "usage"), ("info", "description")),
        "fields": _Found(at, list(fields), tuple(fields.values())),
        "limitations": _Found.at(data, ("terms", "limitations")),
    }


def _of_odcs(data: dict[str, Any]) -> dict[str, _Found]:
    tables = [_at(table, "name") for table in _elements(data.get("schema"))]
    domain, product = data.get("domain"), data.get("dataProduct")
    domains = [domain] if domain else _schemas(_elements(data.get("servers")))
    at: Path = ("schema", 0, "properties")
    fields = dict(_properties(_at(data, *at), at))
    return {
        "name": _Found.at(data, ("id",)),
        "consumer": _Found(("customProperties",), _consumer(data)),
        "source": _Found(("schema",), _source(domains, [product] if product else tables)),
        "major": _Found(("version",), _major(data.get("version"))),
        "purpose": _Found.at(data, ("description", "usage"), ("description", "purpose")),
        "fields": _Found(at, list(fields), tuple(fields.values())),
        "limitations": _Found.at(data, ("description", "limitations")),
    }


@dataclass(frozen=True, slots=True)
class _Terms(Document):
    """The terms, with the text and the places of the contract that states them."""

    places: Mapping[Path, Path] = field(default_factory=dict)
    source: object = None

    def problem(
        self, path: Path, message: str, suggestion: str | None = None, on_key: bool = False
    ) -> Problem:
        """Report a problem of a term where the contract states it."""
        source = Document(self.file, self.text, self.source, self.root)
        place = next((self.places[path[:end]] for end in (2, 1) if path[:end] in self.places), path)
        is_a_field = path[:1] == ("fields",) and len(path) > 1
        said = f"the `{path[0]}` of a consumer contract: {message}" if path else message
        return source.problem(place, message if is_a_field else said, suggestion, on_key)


def _source(domains: Iterable[object], tables: Iterable[object]) -> str | None:
    """The product by the schema and the table that are read; None unless one is meant."""
    meant = {(domain, table) for domain in domains for table in tables}
    if len(meant) != 1:
        return None
    [(domain, table)] = meant
    return f"{PRODUCT}{domain}/{table}".replace("_", "-")


def _schemas(servers: Iterable[object]) -> list[object]:
    return [_at(server, "schema") for server in servers if _at(server, "schema")]


def _consumer(data: dict[str, Any]) -> object:
    custom = {
        _at(each, "property"): _at(each, "value")
        for each in _elements(data.get("customProperties"))
    }
    return custom.get("consumer") or _at(custom.get(_INFO_KEPT), "consumer")


def _major(version: object) -> int | None:
    if not isinstance(version, str) or re.fullmatch(SemanticVersion.PATTERN, version) is None:
        return None
    return SemanticVersion.from_text(version).major


def _fields(fields: object, at: Path, around: str = "") -> Iterator[tuple[str, Path]]:
    """The columns and where they stand; of an object its fields, because each of them is used."""
    for name, one in _mapping(fields).items():
        path, place, element = _element(f"{around}{name}", (*at, name), one)
        nested = _at(element, "fields")
        inner = (*place, "fields")
        yield from _fields(nested, inner, f"{path}.") if nested else [(path, place)]


def _properties(properties: object, at: Path, around: str = "") -> Iterator[tuple[str, Path]]:
    for index, one in enumerate(_elements(properties)):
        path, place, element = _element(f"{around}{_at(one, 'name')}", (*at, index), one)
        nested = _at(element, "properties")
        inner = (*place, "properties")
        yield from _properties(nested, inner, f"{path}.") if nested else [(path, place)]


def _element(path: str, place: Path, one: object) -> tuple[str, Path, object]:
    """Step from an array to its items, as often as these are arrays."""
    while isinstance(_at(one, "items"), dict):
        path, place, one = f"{path}[]", (*place, "items"), _at(one, "items")
    return path, place, one


def _is_name(name: object) -> bool:
    return isinstance(name, str) and re.fullmatch(KebabName.PATTERN, name) is not None


def _at(content: object, *path: str | int) -> Any:  # noqa: ANN401
    return reduce(inside, path, content)


def _mapping(content: object) -> Mapping[str, Any]:
    return content if isinstance(content, dict) else {}


def _elements(content: object) -> list[Any]:
    return content if isinstance(content, list) else []
