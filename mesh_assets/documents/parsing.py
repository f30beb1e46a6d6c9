"""A document held against a pydantic model: the model, or every problem at once."""

from functools import reduce
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from mesh_assets.documents.document import Document
from mesh_assets.documents.explaining import Explanation, explain
from mesh_assets.documents.locating import LocatedError, locate, without_union_noise
from mesh_assets.documents.nodes import Path, inside
from mesh_assets.documents.problem import DocumentError, Problem

M = TypeVar("M", bound=BaseModel)

_FOLLOWS_FROM_ANOTHER = "default_factory_not_called"
"""A default that is derived from another field, which is itself reported."""


def parse_model(document: Document, model: type[M], at: Path = ()) -> M:
    """Read the part of a document at a path as a model.

    Raises DocumentError with all that is wrong, in the data and in the document itself.
    """
    problems = document.flaw_problems
    data = _value_at(document.data, at)
    try:
        parsed = model.model_validate(data, context=document)
    except ValidationError as error:
        places = {(problem.line, problem.column) for problem in problems}
        found = _problems_of(error, document, model, at)
        problems += [each for each in found if (each.line, each.column) not in places]
    else:
        if not problems:
            return parsed
    raise DocumentError(problems)


def _problems_of(
    error: ValidationError, document: Document, model: type[BaseModel], at: Path
) -> list[Problem]:
    data = _value_at(document.data, at)
    located = [
        locate(details, model, data)
        for details in error.errors(include_url=False)
        if details["type"] != _FOLLOWS_FROM_ANOTHER
    ]
    told = [(group[0], explain(group)) for group in without_union_noise(located)]
    misspelt = {
        (*error.path[:-1], explanation.suggestion)
        for error, explanation in told
        if error.kind == "extra_forbidden"
    }
    return [
        _problem_of(error, explanation, document, at)
        for error, explanation in told
        if not (error.kind == "missing" and error.path in misspelt)
    ]


def _problem_of(
    error: LocatedError, explanation: Explanation, document: Document, at: Path
) -> Problem:
    path = (*at, *error.path)
    if explanation.at is not None:
        path = (*path, explanation.at)
    return document.problem(path, explanation.message, explanation.suggestion, explanation.on_key)


def _value_at(data: object, path: Path) -> object:
    return reduce(inside, path, data)
