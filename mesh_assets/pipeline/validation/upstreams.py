"""Whether what a spec says of the products that it reads holds by their own specs."""

import re
from collections.abc import Iterator
from functools import reduce

from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import LogicalType
from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path, inside
from mesh_assets.documents.problem import DocumentError, Problem
from mesh_assets.documents.suggestion import suggest
from mesh_assets.pipeline.validation.spec_text import is_there, named_file, text_at
from mesh_assets.pipeline.validation.version_documents import spec_identifier
from mesh_assets.pipeline.validation.written_mesh import WrittenMesh, product_ports
from mesh_assets.product.graph import spoken_cycle
from mesh_assets.product.names import snake_case
from mesh_assets.product.sources import PRODUCT
from mesh_assets.product.types import SemanticVersion


def unknown_upstream_problems(document: Document, mesh: WrittenMesh) -> Iterator[Problem]:
    """Report input ports that name a product which the mesh does not have."""
    for port, identifier in product_ports(document):
        if identifier not in mesh.identifiers:
            meant = suggest(identifier, mesh.identifiers)
            suggestion = f"{PRODUCT}{meant}" if meant else None
            message = f"there is no product `{identifier}` in the mesh"
            yield document.problem((*port, "source"), message, suggestion)


def major_problems(document: Document, mesh: WrittenMesh) -> Iterator[Problem]:
    """Report input ports that accept another major version than the product has, or say none."""
    for port, identifier in product_ports(document):
        version = _version(mesh.specs.get(mesh.served(document, port, identifier)))
        accepted = reduce(inside, (*port, "major"), document.data)
        if version is None or accepted == version.major:
            continue
        if accepted is None:
            message = (
                f"the port does not say which major version of {identifier} it accepts: "
                f"its spec is at {version}"
            )
            yield document.problem((*port, "source"), message, f"major: {version.major}")
        elif isinstance(accepted, int):
            message = (
                f"the port accepts major {accepted} of {identifier}, whose spec is at {version}: "
                "adapt the models to it"
            )
            yield document.problem((*port, "major"), message, str(version.major))


def mapping_problems(document: Document, mesh: WrittenMesh) -> Iterator[Problem]:
    """Report what a port says of partitions that the product which it reads cannot mean."""
    for port, identifier in product_ports(document):
        upstream = mesh.specs.get(identifier)
        if upstream is None:
            continue
        if _every(upstream) is None:
            yield from _mapping_of_a_whole(document, port, identifier)
        else:
            yield from _rebuilds_of_partitions(document, port, identifier)
            yield from _hours_of_a_date(document, port, identifier, upstream)


def cycle_problems(document: Document, mesh: WrittenMesh) -> Iterator[Problem]:
    """Report the port by which a product comes to read itself, and the way round."""
    cycle = mesh.graph.cycle_through(spec_identifier(document))
    if cycle is None:
        return
    for port, identifier in product_ports(document):
        if mesh.served(document, port, identifier) == cycle[1]:
            message = f"products read each other in a circle: {spoken_cycle(cycle)}"
            yield document.problem((*port, "source"), message)


def _mapping_of_a_whole(document: Document, port: Path, identifier: str) -> Iterator[Problem]:
    mapping = text_at(document, (*port, "partitions"))
    if mapping is not None and mapping != "all":
        message = f"{identifier} has no partitions, and is always read whole: remove `{mapping}`"
        yield document.problem((*port, "partitions"), message)


def _rebuilds_of_partitions(document: Document, port: Path, identifier: str) -> Iterator[Problem]:
    if text_at(document, (*port, "rebuilds")) is not None:
        message = (
            f"{identifier} is published by partition, and each publication builds again what "
            "reads it: remove `rebuilds`, which is for products without partitions"
        )
        yield document.problem((*port, "rebuilds"), message, on_key=True)


def _hours_of_a_date(
    document: Document, port: Path, identifier: str, upstream: Document
) -> Iterator[Problem]:
    mapping = text_at(document, (*port, "partitions")) or "same"
    if _every(document) == "hour" and mapping == "same" and _is_cut_by_a_date(upstream):
        column = text_at(upstream, ("partitions", "by"))
        message = (
            f"{identifier} is partitioned by the date `{column}`, which does not tell the hours "
            "of this product"
        )
        yield document.problem((*port, "source"), message)


def _is_cut_by_a_date(document: Document) -> bool:
    column = text_at(document, ("partitions", "by"))
    file = named_file(document, ("contract",))
    if column is None or file is None or not is_there(file):
        return False
    try:
        contract = load_contract(file, table=snake_case(text_at(document, ("name",)) or ""))
    except DocumentError:
        return False  # reported at that contract
    found = contract.column(column)
    return found is not None and found.type is LogicalType.DATE


def _every(document: Document) -> str | None:
    return text_at(document, ("partitions", "every"))


def _version(document: Document | None) -> SemanticVersion | None:
    text = text_at(document, ("version",)) if document else None
    if text is None or re.fullmatch(SemanticVersion.PATTERN, text) is None:
        return None
    return SemanticVersion.from_text(text)
