"""What JSON Schema cannot say of a property: `x-unique`, `x-primary-key` and `x-pii`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mesh_assets.contract.formats.reading import ContractReading
from mesh_assets.contract.formats.values import number
from mesh_assets.contract.model import Column
from mesh_assets.contract.rule import RuleKind, Scope
from mesh_assets.documents.nodes import Path

_UNIQUE = "x-unique"
_KEY = "x-primary-key"
_PERSONAL = "x-pii"
_SCOPES = {True: Scope.PARTITION, "table": Scope.TABLE}


@dataclass(frozen=True, slots=True)
class ExtensionReading:
    """The extensions of one property."""

    reading: ContractReading
    schema: Mapping[str, Any]
    at: Path
    path: str

    def extended(self, column: Column) -> Column:
        """Give the column what the extensions say of it, and add the rule of a unique one.

        A column of the primary key is unique with the key.
        """
        self._add_unique()
        return replace(
            column,
            classification="pii" if self._is_personal() else "",
            primary_key=self._key_position(column),
        )

    def _is_personal(self) -> bool:
        written = self.schema.get(_PERSONAL, False)
        if not isinstance(written, bool):
            self.reading.problem((*self.at, _PERSONAL), f"`{_PERSONAL}` is true or false")
        return written is True

    def _add_unique(self) -> None:
        written = self.schema.get(_UNIQUE, False)
        if written is False:
            return
        if not isinstance(written, bool | str) or written not in _SCOPES:
            self.reading.problem((*self.at, _UNIQUE), f"`{_UNIQUE}` is true, false or table")
        elif self._is_at_the_top(_UNIQUE) and not self.schema.get(_KEY):
            self.reading.add(
                (*self.at, _UNIQUE),
                f"{self.path}.unique",
                RuleKind.UNIQUE,
                self.path,
                {"columns": [self.path]},
                scope=_SCOPES[written],
            )

    def _key_position(self, column: Column) -> int | None:
        written = self.schema.get(_KEY, False)
        if written is False:
            return None
        position = 1 if written is True else number(written)
        if not isinstance(position, int) or position < 1:
            message = f"`{_KEY}` is true, or the position in the key, from 1"
            self.reading.problem((*self.at, _KEY), message)
            return None
        if not self._is_at_the_top(_KEY):
            return None
        if not column.required:
            message = f"`{self.path}` identifies a record, so it is required and never null"
            self.reading.problem((*self.at, _KEY), message)
        return position

    def _is_at_the_top(self, word: str) -> bool:
        is_nested = "." in self.path or "[]" in self.path
        if is_nested:
            message = "only a property of the record itself can identify it"
            self.reading.problem((*self.at, word), message)
        return not is_nested


def add_primary_key(reading: ContractReading, columns: Sequence[Column]) -> None:
    """Add the rule that the primary key is unique in the whole table."""
    keys = [column for column in columns if column.primary_key is not None]
    positions = {column.primary_key for column in keys}
    for column in keys:
        if len(positions) != len(keys):
            message = f"the positions in the key differ: `{_KEY}: 1`, `{_KEY}: 2`, ..."
            reading.problem(("properties", column.name, _KEY), message)
    if not keys:
        return
    names = [column.name for column in sorted(keys, key=lambda key: key.primary_key or 0)]
    place, parameters = ("properties", names[0], _KEY), {"columns": names}
    single = names[0] if len(names) == 1 else None
    name = f"{single or 'primary_key'}.unique"
    reading.add(place, name, RuleKind.UNIQUE, single, parameters, scope=Scope.TABLE)
