"""The declarations of a mesh: loaded product by product, domain by domain, or all at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mesh_assets.documents.document import Document, scan_document
from mesh_assets.documents.nodes import inside
from mesh_assets.documents.parsing import M, parse_model
from mesh_assets.documents.problem import DocumentError, Problem, unreadable
from mesh_assets.documents.suggestion import suggest
from mesh_assets.errors import MeshError
from mesh_assets.product.consumer import ConsumerContract
from mesh_assets.product.consumer_files import consumer_files, load_consumer, misnamed_consumers
from mesh_assets.product.domain import Domain, DomainDeclaration
from mesh_assets.product.folders import (
    DOMAIN_FILE,
    PRODUCT_FILE,
    domain_folders,
    is_in_domain,
    misnamed_products,
    product_folders,
    versioned_folder,
)
from mesh_assets.product.names import KebabName, snake_case
from mesh_assets.product.product import DataProduct
from mesh_assets.product.versions import with_versions


class UnknownProduct(MeshError):
    """A product was asked for that the mesh does not have."""


@dataclass(frozen=True, slots=True)
class Mesh:
    """All domains."""

    domains: tuple[Domain, ...]

    @property
    def products(self) -> Iterator[DataProduct]:
        """All products, domain by domain."""
        return (product for domain in self.domains for product in domain.products)

    @property
    def consumers(self) -> Iterator[ConsumerContract]:
        """All consumer contracts, domain by domain."""
        return (contract for domain in self.domains for contract in domain.consumers)

    def product(self, identifier: str) -> DataProduct:
        """Find a product by `domain/name`; raises UnknownProduct."""
        known = {product.identifier: product for product in self.products}
        if identifier in known:
            return known[identifier]
        meant = suggest(identifier, known)
        hint = f"did you mean `{meant}`?" if meant else f"known are {', '.join(known) or 'none'}"
        raise UnknownProduct(f"there is no product `{identifier}`: {hint}")


def load_mesh(folder: Path) -> Mesh:
    """Load all domains below a folder; raises DocumentError with all problems of all files."""
    mesh, problems = load_sound_domains(folder)
    if problems:
        raise DocumentError(problems)
    return mesh


def load_sound_domains(folder: Path) -> tuple[Mesh, tuple[Problem, ...]]:
    """Load the domains that are free of mistakes; give the problems of all others.

    Raises DocumentError where there is no such folder.
    """
    if not folder.is_dir():
        raise DocumentError([unreadable(folder, "there is no such folder of domains")])
    domains: list[Domain] = []
    problems: list[Problem] = []
    for each in domain_folders(folder):
        try:
            domains.append(load_domain(each))
        except DocumentError as error:
            problems += error.problems
    return Mesh(tuple(domains)), tuple(problems)


def load_domain(folder: Path) -> Domain:
    """Load one domain, its products and its consumer contracts.

    Raises DocumentError with all problems of its files.

    No other domain is looked at: each loads alone, and fails alone.
    """
    problems = [*misnamed_products(folder), *misnamed_consumers(folder)]
    declaration: DomainDeclaration | None = None
    products: list[DataProduct] = []
    consumers: list[ConsumerContract] = []
    try:
        declaration = load_declaration(folder / DOMAIN_FILE)
    except DocumentError as error:
        problems += error.problems
    for each in product_folders(folder):
        try:
            products += load_versions(each / PRODUCT_FILE)
        except DocumentError as error:
            problems += error.problems
    for file in consumer_files(folder):
        try:
            consumers.append(load_consumer(file))
        except DocumentError as error:
            problems += error.problems
    if declaration is None or problems:
        raise DocumentError(problems)
    products.sort(key=lambda product: product.name)
    return Domain(declaration, tuple(products), tuple(consumers))


def load_product(file: Path) -> DataProduct:
    """Load one spec; raises DocumentError.

    Inside a domain's folder, its names have to agree with the folders.
    """
    folder = file.resolve().parent
    agreement = {"name": folder, "domain": folder.parent} if is_in_domain(folder) else {}
    return _load(scan_document(file), DataProduct, agreement)


def load_versions(file: Path) -> list[DataProduct]:
    """Load one spec with every major version that it declares, the current one first.

    Raises DocumentError.
    """
    return with_versions(load_product(file))


def load_declaration(file: Path) -> DomainDeclaration:
    """Load one domain.yaml without its products; raises DocumentError."""
    return _load(scan_document(file), DomainDeclaration, {"name": file.resolve().parent})


def _load(document: Document, model: type[M], agreement: dict[str, Path]) -> M:
    problems = list(_disagreements(document, agreement))
    try:
        loaded = parse_model(document, model)
    except DocumentError as error:
        raise DocumentError([*error.problems, *problems]) from None
    if problems:
        raise DocumentError(problems)
    return loaded


def _disagreements(document: Document, agreement: dict[str, Path]) -> Iterator[Problem]:
    for key, folder in agreement.items():
        if key == "name" and (current := versioned_folder(folder)) is not None:
            message = (
                f"`{folder.name}` is the table of a major version of `{current.name}`: declare it "
                f"under `versions` in {current.name}/{PRODUCT_FILE}, or name the product otherwise"
            )
            yield document.problem((key,), message)
        name = inside(document.data, key)
        if not isinstance(name, str) or re.fullmatch(KebabName.PATTERN, name) is None:
            continue
        if snake_case(name) != folder.name:
            message = f"`{name}` does not agree with the name of the folder, `{folder.name}`"
            yield document.problem((key,), message, folder.name.replace("_", "-"))
