"""The drafts of JSON Schema, and the validator that knows them.

Nothing is fetched: a schema that names a dialect elsewhere is refused, and one that refers to
others is never handed to the validator, which would look for them.
"""

import json
import re
from math import isfinite
from typing import Any, NoReturn

Json = Any
"""What JSON text says: dicts, lists and scalars; a schema is a dict, true or false."""

_STANDARD = re.compile(
    r"https?://json-schema\.org/(?:draft/)?(?P<draft>draft-0[467]|2019-09|2020-12)/schema#?"
)
_NEWEST = "2020-12"
_BEFORE_2019 = "draft-07"
_LOOKS_ELSEWHERE = re.compile(r'"\$(?:ref|dynamicRef|recursiveRef|schema)":')


def read_json(text: str) -> Json:
    """Read JSON whose numbers are finite; raises ValueError."""
    return json.loads(text, parse_constant=_refuse, parse_float=_finite)


def dialect_of(schema: Json) -> str:
    """The draft that a schema names.

    Without a name it is the newest, and an array of `items` tells that it is an older one.
    """
    named = schema.get("$schema") if isinstance(schema, dict) else None
    if named is None:
        return _NEWEST if _complaint(schema, _NEWEST) is None else _BEFORE_2019
    standard = _STANDARD.fullmatch(str(named))
    return standard["draft"] if standard else ""


def complaint_about(schema: Json) -> str | None:
    """Say why something is no schema; None where it is one."""
    dialect = dialect_of(schema)
    if not dialect:
        return f"its dialect `{schema['$schema']}` is not known: write a draft of json-schema.org"
    return _complaint(schema, dialect)


def is_valid(schema: Json, dialect: str, value: Json, *, unless_known: bool) -> bool:
    """Whether a value is valid.

    `unless_known` is the answer for a schema that refers to others, which is not judged here.
    """
    import jsonschema_rs  # noqa: PLC0415

    if isinstance(schema, dict):
        schema = {word: said for word, said in schema.items() if word != "$schema"}
    if _LOOKS_ELSEWHERE.search(canonical(schema)):
        return unless_known
    try:
        return jsonschema_rs.is_valid(_in(dialect, schema), value, validate_formats=True)
    except jsonschema_rs.ValidationError:
        return unless_known


def canonical(value: Json) -> str:
    """Write JSON in one form, in which 1 and true differ."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"`{constant}` is not JSON")


def _finite(written: str) -> float:
    number = float(written)
    if not isfinite(number):
        raise ValueError(f"{written} is too large for a number")
    return number


def _complaint(schema: Json, dialect: str) -> str | None:
    import jsonschema_rs  # noqa: PLC0415

    try:
        jsonschema_rs.meta.validate(_in(dialect, schema))
    except jsonschema_rs.ValidationError as error:
        place = "/".join(str(part) for part in error.instance_path)
        return f"/{place}: {error.message}"
    return None


def _in(dialect: str, schema: Json) -> Json:
    """A schema that names its dialect."""
    if not isinstance(schema, dict):
        return schema
    folder = "" if dialect.startswith("draft") else "draft/"
    scheme = "https" if folder else "http"
    return {**schema, "$schema": f"{scheme}://json-schema.org/{folder}{dialect}/schema"}
