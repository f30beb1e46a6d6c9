"""The one table of a file that is meant, where a file describes several."""

from collections.abc import Mapping
from typing import TypeVar

from mesh_assets.contract.formats.table_names import table_name
from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.problem import DocumentError
from mesh_assets.documents.suggestion import suggest

T = TypeVar("T")


def chosen(
    document: Document, described: Mapping[str, T], table: str | None, noun: str, at: Path = ()
) -> T:
    """Find the record or message of a table by its name, its full name or its name in snake_case.

    Raises DocumentError where none is meant, or more than one.
    """
    if len(described) == 1 and table is None:
        return next(iter(described.values()))
    listed = ", ".join(described)
    if table is None:
        message = f"it describes several {noun}s, {listed}: say which one is meant"
        raise DocumentError([document.problem(at, message)])
    meant = {
        name: one
        for name, one in described.items()
        if table in {name, name.rpartition(".")[2], table_name(name)}
    }
    if len(meant) == 1:
        return next(iter(meant.values()))
    if meant:
        message = f"several {noun}s describe the table `{table}`: {', '.join(meant)}"
        raise DocumentError([document.problem(at, message)])
    names = [table_name(name) for name in described]
    message = f"no {noun} describes the table `{table}`: it describes {listed}"
    raise DocumentError([document.problem(at, message, suggest(table, names))])
