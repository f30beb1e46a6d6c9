"""What a pydantic error means, said to the person who wrote the document."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from mesh_assets.documents.expectations import field_named, keys_of
from mesh_assets.documents.locating import LocatedError
from mesh_assets.documents.mistake import MISTAKE
from mesh_assets.documents.suggestion import suggest

_SHAPES = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
"""Pydantic's errors about the shape of a value, and the shape that each wants."""

_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")


class Explanation(NamedTuple):
    """A message, a guess at what was meant, and whether it is about the key or the value."""

    message: str
    suggestion: str | None = None
    on_key: bool = False
    at: str | None = None
    """The key below the error's path that the message is about."""


def explain(errors: Sequence[LocatedError]) -> Explanation:
    """Say in one message what is wrong: one error, or all members of a union that nothing fits."""
    for error in errors:
        if error.kind not in _SHAPES:
            return _EXPLAINERS.get(error.kind, _in_pydantics_words)(error)
    nouns = dict.fromkeys(_SHAPES[error.kind] for error in errors)
    return Explanation(wrong_shape(" or ".join(nouns), errors[0].details["input"]))


def wrong_shape(wanted: str, value: object) -> str:
    """Say that a value is not of the shape that is wanted, such as `text` or `a list`."""
    if value is None:
        return f"must be {wanted}, but nothing is written here"
    hint = ": put it in quotes" if wanted == "text" and not isinstance(value, list | dict) else ""
    return f"must be {wanted}, not {_described(value)}{hint}"


def _missing_key(error: LocatedError) -> Explanation:
    key = str(error.path[-1])
    fields = [field for each in error.models if (field := field_named(each, key)) is not None]
    meaning = fields[0].description if fields else None
    return Explanation(f"`{key}` is missing" + (f": {_first_sentence(meaning)}" if meaning else ""))


def _unknown_key(error: LocatedError) -> Explanation:
    key = str(error.path[-1])
    known = keys_of(error.models)
    if key in known:
        # Of the kinds that may stand here, another one has it.
        return Explanation(f"the key `{key}` does not belong here", on_key=True)
    suggestion = suggest(key, known)
    message = f"the key `{key}` is not known here"
    if suggestion is None:
        message += f"; known are {', '.join(known)}"
    return Explanation(message, suggestion, on_key=True)


def _unknown_value(error: LocatedError) -> Explanation:
    return _not_allowed(error.details["input"], _QUOTED.findall(_context(error)["expected"]))


def _unknown_tag(error: LocatedError) -> Explanation:
    context = _context(error)
    explanation = _not_allowed(context["tag"], _QUOTED.findall(context["expected_tags"]))
    return explanation._replace(at=context["discriminator"].strip("'"))


def _missing_tag(error: LocatedError) -> Explanation:
    key = _context(error)["discriminator"].strip("'")
    return Explanation(f"`{key}` is missing")


def _mistake(error: LocatedError) -> Explanation:
    context = _context(error)
    return Explanation(context["message"], context["suggestion"])


def _value_error(error: LocatedError) -> Explanation:
    return Explanation(str(_context(error)["error"]))


def _in_pydantics_words(error: LocatedError) -> Explanation:
    return Explanation(re.sub(r"^Input should", "must", error.details["msg"]))


_EXPLAINERS: Mapping[str, Callable[[LocatedError], Explanation]] = {
    "missing": _missing_key,
    "extra_forbidden": _unknown_key,
    "literal_error": _unknown_value,
    "enum": _unknown_value,
    "union_tag_invalid": _unknown_tag,
    "union_tag_not_found": _missing_tag,
    "value_error": _value_error,
    MISTAKE: _mistake,
}


def _context(error: LocatedError) -> Mapping[str, str]:
    return error.details["ctx"]


def _not_allowed(value: object, allowed: Sequence[str]) -> Explanation:
    suggestion = suggest(value, allowed) if isinstance(value, str) else None
    choice = ", ".join(allowed[:-1]) + " or " + allowed[-1] if len(allowed) > 1 else allowed[0]
    return Explanation(f"{_described(value)} is not allowed here: write {choice}", suggestion)


def _described(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return f"`{str(value).lower()}`"
        case int() | float():
            return f"the number {value}"
        case list():
            return "a list"
        case dict():
            return "a mapping"
        case _:
            return f"`{value}`"


def _first_sentence(text: str) -> str:
    sentence = re.split(r"(?<=\.)\s", text.strip(), maxsplit=1)[0].rstrip(".")
    return sentence[:1].lower() + sentence[1:]
