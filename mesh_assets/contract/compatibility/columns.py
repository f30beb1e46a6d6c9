"""Columns that come, go, or become something else."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from mesh_assets.contract.compatibility.change import Change
from mesh_assets.contract.compatibility.kinds import ChangeKind
from mesh_assets.contract.duckdb_types import decimal_digits
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.rule import RuleKind


def column_changes(old: Contract, new: Contract) -> Iterator[Change]:
    """Compare the columns of two contracts by their names, and what is inside them."""
    demanded = {rule.column for rule in new.rules if rule.kind is RuleKind.REQUIRED}
    return _Comparison(demanded).columns(old.columns, new.columns)


@dataclass(frozen=True, slots=True)
class _Comparison:
    demanded: Collection[str | None]
    """The paths that have to be there in the new contract, even if they may be null."""

    def columns(
        self, old: Sequence[Column], new: Sequence[Column], inside: str = ""
    ) -> Iterator[Change]:
        """Compare the columns of an object; `inside` is its path."""
        before = {column.name: column for column in old}
        after = {column.name: column for column in new}
        renamed = _renamed(before, after)
        for name in before:
            path = f"{inside}{name}"
            if name in renamed:
                message = f"`{path}` is renamed to `{inside}{renamed[name]}`"
                yield Change(ChangeKind.COLUMN_RENAMED, message, path)
            elif name not in after:
                yield Change(ChangeKind.COLUMN_REMOVED, f"`{path}` is removed", path)
        for name, column in after.items():
            if name in before:
                yield from self._changes(before[name], column, f"{inside}{name}")
            elif name not in renamed.values():
                yield self._added(column, f"{inside}{name}")

    def _added(self, column: Column, path: str) -> Change:
        if column.required or path in self.demanded:
            message = f"`{path}` is new and required: rows published before have no value for it"
            return Change(ChangeKind.REQUIRED_COLUMN_ADDED, message, path)
        return Change(ChangeKind.COLUMN_ADDED, f"`{path}` is new and optional", path)

    def _changes(self, old: Column, new: Column, path: str) -> Iterator[Change]:
        if _type_of(old) != _type_of(new):
            message = f"`{path}` was {_type_of(old)} and is now {_type_of(new)}"
            yield Change(_kind_of_type_change(old, new), message, path)
        if new.required and not old.required:
            message = (
                f"`{path}` was optional and is now required: rows published before may lack it"
            )
            yield Change(ChangeKind.REQUIRED, message, path)
        if old.required and not new.required:
            message = f"`{path}` was required and is now optional: consumers may rely on a value"
            yield Change(ChangeKind.OPTIONAL, message, path)
        yield from _words_about(old, new, path)
        if old.type is new.type:
            yield from self.columns(old.fields, new.fields, inside=f"{path}.")
            if old.items is not None and new.items is not None:
                yield from self._changes(old.items, new.items, f"{path}[]")


def _renamed(before: dict[str, Column], after: dict[str, Column]) -> dict[str, str]:
    """New names by the old ones, where the contract gives both columns one id."""
    names = {column.identifier: name for name, column in after.items() if column.identifier}
    return {
        name: names[column.identifier]
        for name, column in before.items()
        if name not in after and names.get(column.identifier, name) not in before
    }


def _words_about(old: Column, new: Column, path: str) -> Iterator[Change]:
    """What the contracts say of a column to people and to those who guard personal data."""
    if old.is_personal != new.is_personal:
        message = f"`{path}` is {'now' if new.is_personal else 'no longer'} personal data"
        yield Change(ChangeKind.PERSONAL_DATA_CHANGED, message, path)
    elif old.classification != new.classification:
        before, after = old.classification or "nothing", new.classification or "nothing"
        message = f"`{path}` is classified as {after}, and was as {before}"
        yield Change(ChangeKind.PERSONAL_DATA_CHANGED, message, path)
    if old.description != new.description:
        yield Change(ChangeKind.DESCRIPTION_CHANGED, f"`{path}` is described otherwise", path)


def _type_of(column: Column) -> str:
    if column.type is not LogicalType.DECIMAL:
        return column.type.value
    precision, scale = decimal_digits(column)
    return f"decimal({precision}, {scale})"


def _kind_of_type_change(old: Column, new: Column) -> ChangeKind:
    """A type is wider if it has room for more, and reads old files as they are."""
    if not (old.type is new.type is LogicalType.DECIMAL):
        return ChangeKind.TYPE_CHANGED
    (precision, scale), (new_precision, new_scale) = decimal_digits(old), decimal_digits(new)
    if scale != new_scale:
        return ChangeKind.TYPE_CHANGED
    return ChangeKind.TYPE_WIDENED if precision < new_precision else ChangeKind.TYPE_NARROWED
