"""An ODCS document through the standard's published models: what can be read of it, and what not.

Keys that the models do not know they would pass over in silence, and `requird: true` must not read
as "not required". What cannot be read is left out, so that all the rest is still looked at.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from functools import cache, reduce
from typing import Any, NamedTuple, get_args, get_origin

from open_data_contract_standard.model import DataQuality, OpenDataContractStandard
from pydantic import BaseModel, ValidationError

from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path, holds, inside
from mesh_assets.documents.parsing import parse_model
from mesh_assets.documents.problem import DocumentError, Problem
from mesh_assets.documents.suggestion import suggest

_EDITORS_KEY = "$schema"
"""Tells editors where the JSON Schema of ODCS is."""

_ALSO_KNOWN: dict[type[BaseModel], frozenset[str]] = {
    OpenDataContractStandard: frozenset({_EDITORS_KEY}),
    # The argument of `rule: validValues` in ODCS 3.0, for which the models of 3.1 have no field.
    DataQuality: frozenset({"validValues"}),
}


class ReadModels(NamedTuple):
    """The document as models, and what is wrong with it as such."""

    odcs: OpenDataContractStandard
    problems: list[Problem]
    unread: list[Path]
    """The parts that were left out."""


class _UnknownKey(NamedTuple):
    at: Path
    known: list[str]


def read_models(document: Document) -> ReadModels:
    """Read what can be read, and report what cannot."""
    unknown = list(_unknown_keys(document.data, OpenDataContractStandard, ()))
    problems = [_unknown_key(document, *one) for one in unknown]
    known = _without(document.data, [(_EDITORS_KEY,), *(one.at for one in unknown)])
    left_out: list[Path] = []
    try:
        odcs = parse_model(replace(document, data=known), OpenDataContractStandard)
    except DocumentError as error:
        problems += error.problems
        odcs, left_out = _readable(known)
    return ReadModels(odcs, problems, [*(one.at for one in unknown), *left_out])


def value_at(data: object, path: Path) -> object:
    """Follow a path; None where it leads nowhere."""
    return reduce(inside, path, data)


def _unknown_key(document: Document, at: Path, known: Iterable[str]) -> Problem:
    key = str(at[-1])
    return document.problem(at, f"ODCS has no `{key}` here", suggest(key, known), on_key=True)


def _unknown_keys(data: object, model: type[BaseModel], at: Path) -> Iterator[_UnknownKey]:
    if not isinstance(data, dict):
        return
    fields, described = _fields(model), _described_fields(model)
    for key, value in data.items():
        if key in described:
            yield from _unknown_keys_inside(value, fields[key], (*at, key))
        elif key not in fields and key not in _ALSO_KNOWN.get(model, ()):
            yield _UnknownKey((*at, key), list(fields))


def _unknown_keys_inside(value: object, annotation: object, at: Path) -> Iterator[_UnknownKey]:
    models, elements = _described_by(annotation)
    if isinstance(value, dict):
        for model in models:
            yield from _unknown_keys(value, model, at)
    elif isinstance(value, list):
        for inner in elements:
            for index, element in enumerate(value):
                yield from _unknown_keys_inside(element, inner, (*at, index))


@cache
def _fields(model: type[BaseModel]) -> Mapping[str, object]:
    """The type of each key that a model knows."""
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


@cache
def _described_fields(model: type[BaseModel]) -> frozenset[str]:
    """The keys whose values are models, or lists of something."""
    return frozenset(key for key, kind in _fields(model).items() if any(_described_by(kind)))


@cache
def _described_by(annotation: Hashable) -> tuple[list[type[BaseModel]], list[Any]]:
    """The models of a mapping, and what the elements of a list are, by a type's branches."""
    branches = _branches(annotation)
    models = [one for one in branches if isinstance(one, type) and issubclass(one, BaseModel)]
    return models, [get_args(one)[0] for one in branches if get_origin(one) is list]


def _branches(annotation: object) -> tuple[Any, ...]:
    """The members of a union; anything else stands for itself."""
    is_plain = isinstance(annotation, type) or get_origin(annotation) is list
    return (annotation,) if is_plain else get_args(annotation)


def _without(data: object, paths: Iterable[Path]) -> object:
    left_out = [path for path in paths if holds(value_at(data, path[:-1]), path[-1])]
    rest = deepcopy(data) if left_out else data
    for path in left_out:
        around = value_at(rest, path[:-1])
        if isinstance(around, dict):
            around.pop(str(path[-1]), None)
    return rest


def _readable(data: object) -> tuple[OpenDataContractStandard, list[Path]]:
    """Leave out what no model can hold, until the rest can be read."""
    rest = deepcopy(data)
    left_out: list[Path] = []
    while True:
        try:
            return OpenDataContractStandard.model_validate(rest), left_out
        except ValidationError as error:
            # Each member of a union has an error of its own, at the same place.
            reached = {_reached(rest, one["loc"]) for one in error.errors(include_url=False)}
        for path in [_outside(left_out, each) for each in reached]:
            _leave_out(rest, path)
            left_out.append(path)


def _outside(left_out: Collection[Path], path: Path) -> Path:
    """When leaving out a value was not enough, what is around it goes as well."""
    return _outside(left_out, path[:-1]) if path in left_out else path


def _reached(data: object, location: Iterable[str | int]) -> Path:
    """Follow an error's location into the data; it also names the members of unions."""
    path: Path = ()
    for part in location:
        if not holds(value_at(data, path), part):
            break
        path = (*path, part)
    return path


def _leave_out(data: object, path: Path) -> None:
    around, last = value_at(data, path[:-1]), path[-1]
    if isinstance(around, dict):
        around[str(last)] = None
    elif isinstance(around, list) and isinstance(last, int):
        # An empty model, so that the elements behind it keep their index.
        around[last] = {}
