"""How a type or a rule of the language says what is wrong, in words meant for people."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

MISTAKE = "mistake"
"""Pydantic's name for an error that speaks for itself."""


class Mistake(NamedTuple):
    """A mistake inside the value that a validator looks at."""

    at: Sequence[str | int]
    """The path below that value."""
    message: str
    suggestion: str | None = None


def mistake(message: str, suggestion: str | None = None) -> PydanticCustomError:
    """Make an error to raise in a pydantic validator; its text reaches the reader unchanged."""
    return PydanticCustomError(MISTAKE, "{message}", {"message": message, "suggestion": suggestion})


def mistakes(found: Iterable[Mistake], beside: ValidationError | None = None) -> ValidationError:
    """Make one error of several mistakes, and of what pydantic found `beside` them."""
    details = [] if beside is None else _details_of(beside)
    details += [
        InitErrorDetails(type=mistake(message, suggestion), loc=tuple(at), input=None)
        for at, message, suggestion in found
    ]
    return ValidationError.from_exception_data("mistakes", details)


def _details_of(error: ValidationError) -> list[InitErrorDetails]:
    return [
        InitErrorDetails(
            type=mistake(found["ctx"]["message"], found["ctx"]["suggestion"])
            if found["type"] == MISTAKE
            else found["type"],
            loc=found["loc"],
            input=found["input"],
            ctx=found.get("ctx", {}),
        )
        for found in error.errors(include_url=False)
    ]
