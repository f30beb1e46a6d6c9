"""A contract of the Data Contract Specification as the contract of one table."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from mesh_assets.contract.formats.datacontract.checks import problems_of
from mesh_assets.contract.formats.datacontract.translation import translate
from mesh_assets.contract.formats.odcs.contract import problems_of_tables, read_odcs
from mesh_assets.contract.formats.odcs.nulls import without_nulls
from mesh_assets.contract.formats.plain import mapping
from mesh_assets.contract.formats.translated import TranslatedDocument, translated
from mesh_assets.contract.model import Contract
from mesh_assets.documents.digest import digest_of
from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.problem import DocumentError, Problem

_WORDS: Mapping[str | int, str | int] = {
    "physicalType": "type",
    "logicalType": "type",
    "primaryKeyPosition": "primaryKey",
    "businessName": "title",
    "relationships": "references",
}
_HEADS: Mapping[str, Path] = {
    "version": ("info", "version"),
    "name": ("info", "title"),
    "status": ("info", "status"),
    "schema": ("models",),
    "slaProperties": ("servicelevels",),
}
_STEP = re.compile(r"[.\[]")
"""What a dotted path goes on with."""


def read_datacontract(document: Document, table: str | None) -> Contract:
    """Read the model of one table; raises DocumentError with all problems."""
    problems = [*problems_of(document)]
    if not mapping(document.data.get("models")):
        message = "the contract describes no table: add `models`"
        problems.append(document.problem(("models",), message))
    try:
        contract = read_odcs(translated_document(document), table)
    except DocumentError as error:
        problems = _with_others(problems, error.problems)
    else:
        if not problems:
            content = {"table": contract.name, "document": without_nulls(document.data)}
            return replace(contract, digest=digest_of(content))
    raise DocumentError(problems)


def every_problem(document: Document) -> list[Problem]:
    """Find the problems of all models."""
    return _with_others([*problems_of(document)], problems_of_tables(translated_document(document)))


def _with_others(problems: Sequence[Problem], others: Iterable[Problem]) -> list[Problem]:
    """Add other problems, except of what surrounds a first one: they only follow from it."""
    explained = {around for problem in problems for around in _around(problem.path)}
    return [*problems, *(one for one in others if one.path not in explained)]


def _around(path: str) -> Iterator[str]:
    """A dotted path, and those of the parts around it."""
    yield path
    yield from (path[: found.start()] for found in _STEP.finditer(path))


def translated_document(document: Document) -> TranslatedDocument:
    """Give a document as ODCS says it, with the places of its source."""
    odcs, origins = translate(document.data)
    # Where the data is says nothing of what is in it, and ODCS knows fewer words for that.
    odcs.pop("servers", None)
    return translated(document, odcs, origins, _WORDS, _HEADS)
