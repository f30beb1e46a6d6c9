"""Whether the files and the products that a spec names are there and can be read."""

from collections.abc import Iterator

from mesh_assets.documents.document import Document, read_document
from mesh_assets.documents.problem import DocumentError, Problem
from mesh_assets.documents.suggestion import suggest
from mesh_assets.pipeline.validation.spec_text import (
    elements_at,
    is_there,
    missing_file,
    named_file,
    text_at,
)
from mesh_assets.product.folders import PRODUCT_FILE, domain_folders, product_folders
from mesh_assets.product.names import snake_case
from mesh_assets.product.sources import PRODUCT


def check_file_problems(document: Document) -> Iterator[Problem]:
    """Report files of quality checks that are missing or are not well-formed."""
    for check in elements_at(document, ("quality_checks",)):
        for key in ("checks", "suite"):
            yield from _check_file_problems(document, (*check, key))


def _check_file_problems(document: Document, path: tuple[str | int, ...]) -> Iterator[Problem]:
    file = named_file(document, path)
    # A suite may also be named without a file, as Great Expectations stores them by name.
    if file is None or (path[-1] == "suite" and not file.suffix):
        return
    if not is_there(file):
        yield missing_file(document, path, file)
        return
    try:
        read_document(file)
    except DocumentError as error:
        yield from error.problems


def upstream_problems(document: Document) -> Iterator[Problem]:
    """Report input ports that name a product which is not in the same folder of domains."""
    domains = document.file.resolve().parent.parent.parent
    for port in elements_at(document, ("input_ports",)):
        source = text_at(document, (*port, "source")) or ""
        identifier = source.removeprefix(PRODUCT)
        if not source.startswith(PRODUCT) or identifier.count("/") != 1:
            continue
        domain, name = identifier.split("/")
        if is_there(domains / snake_case(domain) / snake_case(name) / PRODUCT_FILE):
            continue
        known = [
            f"{folder.name}/{product.name}".replace("_", "-")
            for folder in domain_folders(domains)
            for product in product_folders(folder)
        ]
        meant = suggest(identifier, known)
        suggestion = f"{PRODUCT}{meant}" if meant else None
        message = f"there is no product `{identifier}` in the mesh"
        yield document.problem((*port, "source"), message, suggestion)
