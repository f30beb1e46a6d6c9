"""Whether the files that a spec names are there and can be read."""

from collections.abc import Iterator

from mesh_assets.documents.document import Document, read_document
from mesh_assets.documents.problem import DocumentError, Problem
from mesh_assets.pipeline.validation.spec_text import (
    elements_at,
    is_there,
    missing_file,
    named_file,
)


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
