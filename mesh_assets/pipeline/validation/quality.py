"""Whether the files of quality checks can be judged."""

from collections.abc import Iterator

from mesh_assets.documents.document import Document
from mesh_assets.documents.problem import DocumentError, Problem
from mesh_assets.gates.soda import soda_checks
from mesh_assets.pipeline.validation.spec_text import elements_at, is_there, named_file, text_at


def soda_problems(document: Document) -> Iterator[Problem]:
    """Report every Soda check that is not understood; a missing file is reported elsewhere."""
    for check in elements_at(document, ("quality_checks",)):
        file = named_file(document, (*check, "checks"))
        if text_at(document, (*check, "tool")) != "soda" or file is None or not is_there(file):
            continue
        try:
            soda_checks(file)
        except DocumentError as error:
            yield from error.problems
