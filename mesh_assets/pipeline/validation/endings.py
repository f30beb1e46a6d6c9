"""Whether a spec reads a major version that takes on no consumer any more."""

from collections.abc import Iterator
from datetime import datetime
from functools import reduce

from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import inside
from mesh_assets.documents.problem import Problem
from mesh_assets.pipeline.homes import table_name_of, table_of_major
from mesh_assets.pipeline.ledger.ledger import Ledger
from mesh_assets.pipeline.validation.version_documents import spec_identifier
from mesh_assets.pipeline.validation.written_mesh import WrittenMesh, product_ports
from mesh_assets.product.upstream import upstream_spec


def ended_version_problems(
    document: Document, mesh: WrittenMesh, ledger: Ledger, now: datetime
) -> Iterator[Problem]:
    """Report input ports that read a version after its end for the first time.

    The ledger tells who has read it before; it is asked only where a version has ended.
    """
    consumer = spec_identifier(document)
    for port, identifier in product_ports(document):
        major = reduce(inside, (*port, "major"), document.data)
        spec = upstream_spec(mesh.domains, identifier)
        if spec is None or not isinstance(major, int) or major not in spec.lifecycles:
            continue
        lifecycle = spec.lifecycles[major]
        tables = (table_name_of(identifier), table_of_major(identifier, major))
        if lifecycle.has_ended(now) and not any(ledger.has_read(consumer, t) for t in tables):
            message = (
                f"{identifier} v{major} takes on no consumer that has never read it: "
                f"it {lifecycle.notice(now)}"
            )
            yield document.problem((*port, "major"), message)
