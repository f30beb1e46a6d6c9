"""An entry of `versions` looked at as the spec of a product of its own, which it is when it runs.

Every validator then holds for it, and reports at the place in product.yaml where it is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path, inside
from mesh_assets.documents.problem import Problem
from mesh_assets.pipeline.validation.spec_text import elements_at, text_at
from mesh_assets.product.names import snake_case, version_name
from mesh_assets.product.sources import PRODUCT
from mesh_assets.product.versions import CURRENT_PORT

_INHERITED = ("domain", "owner", "partitions", "slo", "catalog")
_VERSION: Path = ("version",)


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionDocument(Document):
    """One entry, with what it inherits."""

    written: Document
    """The product.yaml."""
    at: Path
    """Where the entry stands in it."""

    def problem(
        self, path: Path, message: str, suggestion: str | None = None, on_key: bool = False
    ) -> Problem:
        """Report a problem where it is written; of what is derived, at the version."""
        return self.written.problem(self._place(path), message, suggestion, on_key)

    def _place(self, path: Path) -> Path:
        entry = reduce(inside, self.at, self.written.data)
        if isinstance(entry, dict) and path and path[0] in entry:
            return (*self.at, *path)
        return path if path and path[0] in _INHERITED else (*self.at, *_VERSION)


def version_documents(document: Document) -> Iterator[VersionDocument]:
    """The entries of a spec whose versions can be read."""
    for at in elements_at(document, ("versions",)):
        major = major_at(document, (*at, *_VERSION))
        entry = reduce(inside, at, document.data)
        if major is None or not isinstance(entry, dict) or not isinstance(document.data, dict):
            continue
        inherited = {key: document.data[key] for key in _INHERITED if key in document.data}
        data = {**inherited, **entry, "name": version_name(contract_name(document) or "", major)}
        data.setdefault("input_ports", [_current(document)])
        yield VersionDocument(
            document.file, document.text, data, document.root, written=document, at=at
        )


def major_at(document: Document, path: Path) -> int | None:
    """The major version of the version at a path; None where it cannot be read."""
    number = (text_at(document, path) or "").partition(".")[0]
    return int(number) if number.isdecimal() else None


def contract_name(document: Document) -> str | None:
    """The name by which contracts know a product, whichever of its major versions it is."""
    spec = document.written if isinstance(document, VersionDocument) else document
    return text_at(spec, ("name",))


def spec_identifier(document: Document) -> str:
    """The product that a spec, or an entry of it, declares, by the names of the folders."""
    folder = document.file.resolve().parent
    identifier = f"{folder.parent.name}/{folder.name}".replace("_", "-")
    if not isinstance(document, VersionDocument):
        return identifier
    return version_name(identifier, major_at(document, _VERSION) or 0)


def spec_table(document: Document) -> str:
    """The table, the dbt model and the dbt source of what a spec declares."""
    return snake_case(spec_identifier(document).partition("/")[2])


def _current(document: Document) -> dict[str, object]:
    source = f"{PRODUCT}{spec_identifier(document)}"
    return {"name": CURRENT_PORT, "source": source, "major": major_at(document, _VERSION)}
