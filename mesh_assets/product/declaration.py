"""What every part of the language has in common."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    PrivateAttr,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
)

from mesh_assets.documents.document import Document
from mesh_assets.documents.mistake import Mistake, mistake, mistakes


class SpecModel(BaseModel):
    """A part of a spec: it never changes, and a key that it does not know is a mistake.

    So is a key without a value: half-written, it would quietly mean that nothing is promised.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="after")
    @classmethod
    def _something_is_written(cls, value: object) -> object:
        if value is None:
            raise mistake("nothing is written here: give a value, or remove the key")
        return value


class Declaration(SpecModel):
    """A whole spec: it knows the file that it stands in."""

    _file: Path = PrivateAttr(default=Path())

    def model_post_init(self, context: Any, /) -> None:  # noqa: ANN401
        """Remember where it was read; `parse_model` gives the document as the context.

        What is derived from a declaration is given that declaration.
        """
        if isinstance(context, Document | Declaration):
            self._file = context.file

    @property
    def file(self) -> Path:
        """The file that declares it."""
        return self._file

    @property
    def folder(self) -> Path:
        """The folder that the paths in the spec are relative to."""
        return self._file.parent


def distinct(identity: Callable[[Any], str | None], noun: str) -> WrapValidator:
    """Refuse a list in which two elements have the same identity.

    The elements are looked at as they are written, so that a repetition is reported together with
    all other mistakes of the list. `identity` gives None for an element that has none.
    """

    def check(written: Any, parse: ValidatorFunctionWrapHandler) -> Any:  # noqa: ANN401
        found = list(_repetitions(written, identity, noun)) if isinstance(written, list) else []
        try:
            parsed = parse(written)
        except ValidationError as error:
            raise mistakes(found, beside=error) from None
        if found:
            raise mistakes(found)
        return parsed

    return WrapValidator(check)


def _repetitions(
    elements: list[Any], identity: Callable[[Any], str | None], noun: str
) -> Iterator[Mistake]:
    seen: set[str] = set()
    for index, element in enumerate(elements):
        name = identity(element)
        if name is None:
            continue
        if name in seen:
            yield Mistake((index,), f"the {noun} `{name}` stands above already")
        seen.add(name)
