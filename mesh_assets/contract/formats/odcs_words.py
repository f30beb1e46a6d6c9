"""Keys that ODCS does not know, which its published models would pass over in silence."""

from collections.abc import Iterator
from typing import Any, get_args

from open_data_contract_standard.model import OpenDataContractStandard
from pydantic import BaseModel

from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.problem import DocumentError, Problem
from mesh_assets.documents.suggestion import suggest


def refuse_unknown_words(document: Document) -> None:
    """Raise DocumentError for keys that no model of the standard has, each with what was meant.

    `requird: true` must not read as "not required".
    """
    found = list(_unknown(document, document.data, OpenDataContractStandard, ()))
    if found:
        raise DocumentError(found)


def _unknown(
    document: Document, data: object, model: type[BaseModel], at: Path
) -> Iterator[Problem]:
    if not isinstance(data, dict):
        return
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    for key, value in data.items():
        if key not in fields:
            message = f"ODCS has no `{key}` here"
            yield document.problem((*at, key), message, suggest(str(key), list(fields)), True)
            continue
        inner = _model_in(fields[key].annotation)
        if inner is None:
            continue
        elements = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, element in elements:
            place = (*at, key) if index is None else (*at, key, index)
            yield from _unknown(document, element, inner, place)


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401
    """Find the model in `list[Model] | None`, where there is just one."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    models = [found for part in get_args(annotation) if (found := _model_in(part)) is not None]
    return models[0] if len(models) == 1 else None
