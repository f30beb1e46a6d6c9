"""The specs of a whole mesh as they are written: what a spec is checked beside."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from pathlib import Path

from mesh_assets.documents.document import Document, scan_document
from mesh_assets.documents.nodes import Path as DocumentPath
from mesh_assets.documents.nodes import inside
from mesh_assets.documents.problem import DocumentError
from mesh_assets.pipeline.validation.spec_text import elements_at, text_at
from mesh_assets.pipeline.validation.version_documents import (
    major_at,
    spec_identifier,
    version_documents,
)
from mesh_assets.product.folders import PRODUCT_FILE, domain_folders, product_folders
from mesh_assets.product.graph import ProductGraph
from mesh_assets.product.names import snake_case
from mesh_assets.product.sources import PRODUCT
from mesh_assets.product.versions import product_read


@dataclass(frozen=True)
class WrittenMesh:
    """The products below a folder of domains, known by `domain/name`; each spec is read once."""

    domains: Path

    @cached_property
    def identifiers(self) -> tuple[str, ...]:
        """All products, those included whose specs cannot be read."""
        return tuple(dict.fromkeys((*self._files, *self.specs)))

    @cached_property
    def specs(self) -> Mapping[str, Document]:
        """The specs that can be read; what is wrong with the others is reported at them.

        Every other major version that one declares is there, too.
        """
        found: dict[str, Document] = {}
        for file in self._files.values():
            try:
                document = scan_document(file)
            except DocumentError:
                continue
            for each in (document, *version_documents(document)):
                found[spec_identifier(each)] = each
        return found

    @cached_property
    def majors(self) -> Mapping[str, int]:
        """The major version of each product whose spec says one."""
        found = {name: major_at(spec, ("version",)) for name, spec in self.specs.items()}
        return {name: major for name, major in found.items() if major is not None}

    def served(self, document: Document, port: DocumentPath, identifier: str) -> str:
        """The product that has the major version which a port accepts; see `product_read`."""
        accepted = reduce(inside, (*port, "major"), document.data)
        major = accepted if isinstance(accepted, int) else None
        return product_read(identifier, major, self.majors)

    @cached_property
    def graph(self) -> ProductGraph:
        """Which product reads which, as far as the specs can be read."""
        return ProductGraph(
            {
                identifier: tuple(
                    dict.fromkeys(
                        self.served(document, port, read) for port, read in product_ports(document)
                    )
                )
                for identifier, document in self.specs.items()
            }
        )

    @cached_property
    def claimants(self) -> Mapping[str, Sequence[str]]:
        """The products that claim a table or an endpoint, by the claim."""
        found: dict[str, list[str]] = {}
        for identifier, document in self.specs.items():
            for claim in dict.fromkeys(claim for _, claim in claims(document)):
                found.setdefault(claim, []).append(identifier)
        return found

    @cached_property
    def _files(self) -> dict[str, Path]:
        return {
            identifier_of(folder): folder / PRODUCT_FILE
            for domain in domain_folders(self.domains)
            for folder in product_folders(domain)
        }


def identifier_of(folder: Path) -> str:
    """The product that a folder declares, by the names of the folders."""
    return f"{folder.parent.name}/{folder.name}".replace("_", "-")


def product_ports(document: Document) -> Iterator[tuple[DocumentPath, str]]:
    """The input ports that read products: where each stands, and the product's identifier."""
    for port in elements_at(document, ("input_ports",)):
        source = text_at(document, (*port, "source")) or ""
        identifier = source.removeprefix(PRODUCT)
        if source.startswith(PRODUCT) and identifier.count("/") == 1:
            yield port, identifier


def claims(document: Document) -> Iterator[tuple[DocumentPath, str]]:
    """What a product claims as its own: where its spec says so, and what it is."""
    domain, name = (text_at(document, (key,)) for key in ("domain", "name"))
    if domain and name:
        yield ("name",), f"the table {snake_case(domain)}.{snake_case(name)}"
    for port in elements_at(document, ("output_ports",)):
        endpoint = text_at(document, (*port, "endpoint"))
        if endpoint:
            yield (*port, "endpoint"), f"the endpoint {endpoint.rstrip('/')}"
