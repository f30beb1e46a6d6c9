"""A spec as it is written, read without trusting its shape."""

from collections.abc import Iterator
from functools import reduce
from pathlib import Path

from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path as DocumentPath
from mesh_assets.documents.nodes import inside
from mesh_assets.documents.problem import Problem
from mesh_assets.documents.suggestion import suggest


def text_at(document: Document, path: DocumentPath) -> str | None:
    """Read the text at a path; None where there is none."""
    value = reduce(inside, path, document.data)
    return value if isinstance(value, str) else None


def elements_at(document: Document, path: DocumentPath) -> Iterator[DocumentPath]:
    """Walk the paths of a list's elements; none where there is no list."""
    value = reduce(inside, path, document.data)
    if isinstance(value, list):
        yield from ((*path, index) for index in range(len(value)))


def named_file(document: Document, path: DocumentPath) -> Path | None:
    """Find the file that the text at a path names, beside the spec; None where it names none."""
    name = text_at(document, path)
    if not name or Path(name).is_absolute():
        return None
    return document.file.parent / name


def is_there(file: Path) -> bool:
    """Tell whether a file exists; a name that no file can have is that of none."""
    try:
        return file.is_file()
    except OSError:
        return False


def missing_file(document: Document, path: DocumentPath, file: Path) -> Problem:
    """Report a file that a spec names and that is not there."""
    meant = suggest(file.name, _names_in(file.parent))
    name = text_at(document, path) or file.name
    suggestion = f"{name.removesuffix(file.name)}{meant}" if meant else None
    return document.problem(path, f"there is no file `{name}` beside this spec", suggestion)


def _names_in(folder: Path) -> list[str]:
    try:
        return [each.name for each in folder.iterdir()]
    except (OSError, ValueError):
        return []
