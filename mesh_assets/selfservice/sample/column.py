"""A column of a sample, as it arrives."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mesh_assets.contract.model import Column, LogicalType

ENOUGH_RECORDS = 20
"""From so many records on, a value that was never absent is taken to be there always."""


@dataclass(frozen=True, slots=True)
class SampleColumn:
    """One column, or one field of an object column."""

    name: str
    type: LogicalType
    required: bool = False
    """Never absent and never null, in enough records to rely on."""
    json: Literal["object", "array"] | None = None
    """Of a JSON column: what its values are, where all are the same."""
    precision: int | None = None
    scale: int | None = None
    fields: tuple["SampleColumn", ...] = ()
    items: "SampleColumn | None" = None
    format: str | None = None
    """A string format that all values have: email, uuid or uri."""
    pattern: str | None = None
    """What all values match, where the model has to rely on it."""
    values: tuple[str, ...] = ()
    """The few values that a text repeats; empty where there are many."""
    is_personal: bool = False

    @property
    def contract_column(self) -> Column:
        """The column as the reader of landing files takes it."""
        return Column(
            self.name,
            self.type,
            precision=self.precision,
            scale=self.scale,
            fields=tuple(field.contract_column for field in self.fields),
            items=self.items.contract_column if self.items else None,
        )

    def personal_paths(self) -> Iterator[str]:
        """The dotted paths of what identifies a person, outermost first."""
        if self.is_personal:
            yield self.name
            return
        for field in self.fields:
            yield from (f"{self.name}.{path}" for path in field.personal_paths())
        if self.items is not None:
            for path in self.items.personal_paths():
                yield f"{self.name}[]{path.removeprefix(self.items.name)}"
