"""What a pydantic model expects at a place: which models may stand there, and their fields."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

Model = type[BaseModel]


def models_at(model: Model, location: Iterable[str | int]) -> list[Model]:
    """Find the models that may stand at a pydantic error location.

    A location names fields, indices and the tags of discriminated unions; a tag leaves only the
    models that carry it.
    """
    models = [model]
    for part in location:
        if isinstance(part, int):
            continue
        fields = [field for each in models if (field := field_named(each, part)) is not None]
        if fields:
            models = [found for field in fields for found in _models_in(field.annotation)]
        else:
            models = [each for each in models if part in _literals_of(each)] or models
    return models


def field_named(model: Model, key: str) -> FieldInfo | None:
    """Find the field that a key of a document fills."""
    for name, field in model.model_fields.items():
        if key == (field.alias or name):
            return field
    return None


def keys_of(models: Iterable[Model]) -> list[str]:
    """Every key that documents of these models may have, in the order of their declaration."""
    keys = (field.alias or name for each in models for name, field in each.model_fields.items())
    return list(dict.fromkeys(keys))


def _models_in(annotation: object) -> Iterator[Model]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) is not Literal:
        for argument in get_args(annotation):
            yield from _models_in(argument)


def _literals_of(model: Model) -> set[Any]:
    annotations = (field.annotation for field in model.model_fields.values())
    return {
        value
        for annotation in annotations
        if get_origin(annotation) is Literal
        for value in get_args(annotation)
    }
