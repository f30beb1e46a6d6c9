"""The SQL that a product's models come down to, once dbt has filled in macros and references."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class CompiledModel:
    """One model as it reaches the database; ephemeral ones stand inside their readers."""

    name: str
    file: str
    """Its path inside the dbt project."""
    relation: str
    """How the SQL of other models names it: `"memory"."main"."stg_orders"`."""
    sql: str
    """Empty where dbt gives none."""
    mistake: str = ""
    """Why there is no SQL; empty where there is."""


@dataclass(frozen=True, slots=True)
class CompiledProduct:
    """The models of one product, and the names under which they read its input ports."""

    models: tuple[CompiledModel, ...]
    ports: Mapping[str, str]
    """The table name of an input port, by the name that SQL gives it."""


@dataclass(frozen=True, slots=True)
class CompiledModels:
    """The models of one domain, as of one state of its files."""

    products: Mapping[str, CompiledProduct]
    """By table name."""

    def as_json(self) -> str:
        """Write it as text; `from_json` reads it."""
        return json.dumps(
            {table: dataclasses.asdict(product) for table, product in self.products.items()}
        )

    @classmethod
    def from_json(cls, text: str) -> "CompiledModels":
        """Read what `as_json` wrote."""
        return cls({table: _product(data) for table, data in json.loads(text).items()})


def _product(data: dict[str, Any]) -> CompiledProduct:
    models = tuple(CompiledModel(**model) for model in data["models"])
    return CompiledProduct(models, data["ports"])
