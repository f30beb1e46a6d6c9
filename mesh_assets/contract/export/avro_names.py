"""Types of Avro that have names: each is defined once, and named where it is used again."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

_NAMED = frozenset({"record", "enum", "fixed"})


def defined_once(schema: object) -> Any:  # noqa: ANN401
    """Write the name alone where a type was defined before.

    A type that has the name of another one, and is another, gets a name of its own.
    """
    return _Definitions().written(schema)


class _Definitions:
    def __init__(self) -> None:
        self._known: dict[str, object] = {}

    def written(self, schema: object) -> Any:  # noqa: ANN401
        if isinstance(schema, list):
            return [self.written(one) for one in schema]
        if not isinstance(schema, dict):
            return schema
        if schema.get("type") not in _NAMED:
            return self._with_parts(schema)
        name = next(one for one in _names(str(schema["name"])) if self._is_free(one, schema))
        if name in self._known:
            return name
        self._known[name] = schema
        return self._with_parts({**schema, "name": name})

    def _is_free(self, name: str, schema: object) -> bool:
        return name not in self._known or self._known[name] == schema

    def _with_parts(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        written = dict(schema)
        for part in ("items", "values"):
            if part in schema:
                written[part] = self.written(schema[part])
        if schema["type"] == "record":
            written["fields"] = [
                {**one, "type": self.written(one["type"])} for one in schema["fields"]
            ]
        return written


def _names(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}{number}" for number in count(2))
