"""One ODCS property on its way to becoming a column with rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from open_data_contract_standard.model import SchemaProperty

from mesh_assets.contract.formats.reading import ContractReading
from mesh_assets.contract.model import Column
from mesh_assets.contract.rule import RuleKind, Scope
from mesh_assets.documents.nodes import Path


@dataclass(slots=True)
class PropertyReading:
    """A property, where it stands, and the column that it describes."""

    reading: ContractReading
    described: SchemaProperty
    column: Column
    at: Path
    path: str
    """The column's dotted path in the table."""
    options: Mapping[str, Any] = field(init=False)
    """The `logicalTypeOptions` that have a value."""

    def __post_init__(self) -> None:
        given = self.described.logicalTypeOptions or {}
        self.options = {name: value for name, value in given.items() if value is not None}

    @property
    def is_at_the_top(self) -> bool:
        """Whether it is a column of the table, and not a part of one."""
        return "." not in self.path and "[]" not in self.path

    def add(
        self,
        part: Path,
        suffix: str,
        kind: RuleKind,
        parameters: Mapping[str, Any],
        scope: Scope = Scope.ROW,
    ) -> None:
        """Add a rule about the column that a part of the property makes."""
        name = f"{self.path}.{suffix}"
        self.reading.add((*self.at, *part), name, kind, self.path, parameters, scope=scope)

    def problem(self, part: Path, message: str, *, on_key: bool = False) -> None:
        """Report a problem of a part of the property."""
        self.reading.problem((*self.at, *part), message, on_key=on_key)
