"""Paths into a JSON document, and what stands at them."""

import json
from dataclasses import dataclass

from mesh_assets.contract.sql import quote_literal


@dataclass(frozen=True, slots=True)
class JsonPath:
    """A path through objects and lists, as DuckDB's JSON functions read it."""

    document: str
    """The SQL of the document."""
    path: str = "$"
    is_many: bool = False
    """Whether the path goes through a list, and so to any number of values."""

    def __truediv__(self, name: str) -> "JsonPath":
        return JsonPath(
            self.document, f"{self.path}.{json.dumps(name, ensure_ascii=False)}", self.is_many
        )

    @property
    def elements(self) -> "JsonPath":
        """The path to every element of the list."""
        return JsonPath(self.document, f"{self.path}[*]", is_many=True)

    @property
    def literal(self) -> str:
        """The path as an SQL literal."""
        return quote_literal(self.path)

    @property
    def types(self) -> str:
        """The SQL of the list of the types of all that stands there, nulls included."""
        found = f"json_type({self.document}, {self.literal})"
        return found if self.is_many else f"list_filter([{found}], lambda t: t IS NOT NULL)"
