"""Paths into a JSON document, and what can be asked of all that stands at them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from mesh_assets.contract.sql import quote_literal


@dataclass(frozen=True, slots=True)
class JsonPath:
    """A path through objects and lists, as DuckDB's JSON functions read it.

    Through a list it leads to any number of values, else to one at most. The questions are exact,
    and each one parses the document.
    """

    document: str
    """The SQL of the document."""
    path: str = "$"
    is_many: bool = False
    """Whether the path goes through a list."""

    def __truediv__(self, name: str) -> "JsonPath":
        step = f".{json.dumps(name, ensure_ascii=False)}"
        return JsonPath(self.document, f"{self.path}{step}", self.is_many)

    @property
    def elements(self) -> "JsonPath":
        """The path to every element of the list."""
        return JsonPath(self.document, f"{self.path}[*]", is_many=True)

    @property
    def keys(self) -> str:
        """The SQL of the names of the object's properties; of many objects, a list of lists."""
        return f"json_keys({self.document}, {quote_literal(self.path)})"

    @property
    def members(self) -> str:
        """The SQL of the list of the types of all properties of all objects there."""
        return f"json_type({self.document}, {quote_literal(f'{self.path}.*')})"

    def are_all(self, types: Iterable[str]) -> str:
        """Write that nothing stands there but values of these types."""
        allowed = f"[{', '.join(quote_literal(name) for name in types)}]"
        if self.is_many:
            return f"list_has_all({allowed}, {self.types})"
        return f"coalesce(list_contains({allowed}, {self.types}), TRUE)"

    @property
    def has_no_null(self) -> str:
        """Write that no null stands there."""
        if self.is_many:
            return f"NOT list_contains({self.types}, 'NULL')"
        return f"{self.types} IS DISTINCT FROM 'NULL'"

    def is_in_every_object_at(self, holder: "JsonPath") -> str:
        """Write that each object at the path above has the property that this path leads to.

        For paths through lists.
        """
        objects = f"list_filter({holder.types}, lambda name: name = 'OBJECT')"
        return f"len({self.types}) = len({objects})"

    @property
    def types(self) -> str:
        """The SQL of the type of what stands there, NULL for nothing; or of the list of types."""
        return f"json_type({self.document}, {quote_literal(self.path)})"
