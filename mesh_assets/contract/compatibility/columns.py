"""Columns that come, go, or become something else."""

from collections.abc import Iterator, Sequence

from mesh_assets.contract.compatibility.change import Change
from mesh_assets.contract.model import Column, LogicalType


def column_changes(
    old: Sequence[Column], new: Sequence[Column], inside: str = ""
) -> Iterator[Change]:
    """Compare columns by their names; `inside` is the path of the object that has them."""
    before = {column.name: column for column in old}
    after = {column.name: column for column in new}
    renamed = _renamed(before, after)
    for name in before:
        if name in renamed:
            change = f"`{inside}{name}` is renamed to `{inside}{renamed[name]}`"
            yield Change(change, breaks=True)
        elif name not in after:
            yield Change(f"`{inside}{name}` is removed", breaks=True)
    for name, column in after.items():
        if name in before:
            yield from _changes(before[name], column, f"{inside}{name}")
        elif name not in renamed.values():
            yield _added(column, f"{inside}{name}")


def _renamed(before: dict[str, Column], after: dict[str, Column]) -> dict[str, str]:
    """New names by the old ones, where the contract gives both columns one id."""
    names = {column.identifier: name for name, column in after.items() if column.identifier}
    return {
        name: names[column.identifier]
        for name, column in before.items()
        if name not in after and names.get(column.identifier, name) not in before
    }


def _added(column: Column, path: str) -> Change:
    if column.required:
        message = f"`{path}` is new and required: rows published before have no value for it"
        return Change(message, breaks=True)
    return Change(f"`{path}` is new and optional")


def _changes(old: Column, new: Column, path: str) -> Iterator[Change]:
    if _type_of(old) != _type_of(new):
        message = f"`{path}` was {_type_of(old)} and is now {_type_of(new)}"
        yield Change(message, breaks=not _is_wider(old, new))
    if new.required and not old.required:
        message = f"`{path}` was optional and is now required: rows published before may lack it"
        yield Change(message, breaks=True)
    if old.required and not new.required:
        message = f"`{path}` was required and is now optional: consumers may rely on a value"
        yield Change(message, breaks=True)
    if old.is_personal != new.is_personal:
        yield Change(f"`{path}` is {'now' if new.is_personal else 'no longer'} personal data")
    if old.type is new.type:
        yield from column_changes(old.fields, new.fields, inside=f"{path}.")
        if old.items is not None and new.items is not None:
            yield from _changes(old.items, new.items, f"{path}[]")


def _type_of(column: Column) -> str:
    if column.type is LogicalType.DECIMAL and column.precision is not None:
        return f"decimal({column.precision}, {column.scale or 0})"
    return column.type.value


def _is_wider(old: Column, new: Column) -> bool:
    """Whether the new type has room for more, and reads old files as they are."""
    return (
        old.type is new.type is LogicalType.DECIMAL
        and old.scale == new.scale
        and (old.precision or 0) <= (new.precision or 0)
    )
