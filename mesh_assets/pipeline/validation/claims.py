"""Whether what a product claims as its own is claimed by another one, too."""

from collections.abc import Iterator

from mesh_assets.documents.document import Document
from mesh_assets.documents.problem import Problem
from mesh_assets.pipeline.validation.version_documents import spec_identifier
from mesh_assets.pipeline.validation.written_mesh import WrittenMesh, claims


def claim_problems(document: Document, mesh: WrittenMesh) -> Iterator[Problem]:
    """Report the table and the endpoints of a product that another spec claims, too."""
    mine = spec_identifier(document)
    for place, claim in claims(document):
        others = [each for each in mesh.claimants.get(claim, ()) if each != mine]
        if others:
            verb = "claims" if len(others) == 1 else "claim"
            yield document.problem(place, f"{', '.join(others)} {verb} {claim}, too")
