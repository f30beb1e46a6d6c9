"""What identifies a row: the primary key, and unique columns.

A primary key is unique in the whole table. `unique: true` is judged in each partition, unless the
custom property `uniqueScope` says `table`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from mesh_assets.contract.formats.odcs.property import PropertyReading
from mesh_assets.contract.formats.reading import ContractReading
from mesh_assets.contract.rule import RuleKind, Scope
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.suggestion import suggest

_SCOPE = "uniqueScope"
_SCOPES = {"table": Scope.TABLE, "partition": Scope.PARTITION}
_UNSAID = -1
"""The default position in ODCS."""


class KeyPart(NamedTuple):
    """A property of the primary key."""

    one: PropertyReading
    written: int
    """Its position as written; -1 where it is not."""


def key_part(one: PropertyReading) -> KeyPart | None:
    """Read whether a property is part of the primary key."""
    position = one.described.primaryKeyPosition
    if not one.described.primaryKey:
        if position not in {None, _UNSAID}:
            message = "a position in the primary key needs `primaryKey: true`"
            one.problem(("primaryKeyPosition",), message)
        return None
    if not one.is_at_the_top:
        one.problem(("primaryKey",), "only a column at the top can be a key")
        return None
    if position is not None and position != _UNSAID and position < 1:
        one.problem(("primaryKeyPosition",), "positions begin with 1")
    return KeyPart(one, _UNSAID if position is None else position)


def primary_key(reading: ContractReading, parts: Sequence[KeyPart], at: Path) -> dict[str, int]:
    """Add the rule of the primary key; give the position of each of its columns, from 1.

    Without positions the order of the properties is that of the key.
    """
    if not parts:
        return {}
    written = [part.written for part in parts if part.written != _UNSAID]
    if len(set(written)) != len(parts) and written:
        first = parts[0].one
        first.problem((), "the primaryKeyPosition of each key column is different: 1, 2, ...")
    elif written and min(written) >= 1 and max(written) > len(parts):
        last = max(parts, key=lambda part: part.written).one
        message = (
            f"the key has {len(parts)} columns, and their positions are 1, 2, ... without gaps"
        )
        last.problem(("primaryKeyPosition",), message)
    ordered = sorted(parts, key=lambda part: part.written)
    names = [part.one.path for part in ordered]
    if len(names) == 1:
        ordered[0].one.add(
            ("primaryKey",), "unique", RuleKind.UNIQUE, {"columns": names}, Scope.TABLE
        )
    else:
        reading.add(
            at, "primary_key.unique", RuleKind.UNIQUE, None, {"columns": names}, scope=Scope.TABLE
        )
    return {name: position for position, name in enumerate(names, start=1)}


def unique_rule(one: PropertyReading) -> None:
    """Add the rule of a unique column."""
    scope = _scope(one)
    is_unique = bool(one.described.unique)
    if scope is not None and not is_unique:
        one.problem(("customProperties",), f"{_SCOPE} needs `unique: true`")
    if not is_unique:
        return
    if not one.is_at_the_top:
        one.problem(("unique",), "only a column at the top can be unique")
    elif one.described.primaryKey and scope is Scope.PARTITION:
        one.problem(("customProperties",), "a primary key is unique in the whole table")
    elif not one.described.primaryKey or scope is Scope.TABLE:
        parameters = {"columns": [one.path]}
        one.add(("unique",), "unique", RuleKind.UNIQUE, parameters, scope or Scope.PARTITION)


def _scope(one: PropertyReading) -> Scope | None:
    """Read the custom property; one that is nearly called so would silently weaken the contract."""
    scope = None
    for index, custom in enumerate(one.described.customProperties or []):
        name = custom.property or ""
        if name == _SCOPE:
            scope = _SCOPES.get(str(custom.value))
            if scope is None:
                one.problem(("customProperties", index, "value"), f"{_SCOPE} is table or partition")
        elif name.casefold().startswith("unique"):
            at = (*one.at, "customProperties", index, "property")
            one.reading.problem(at, f"`{name}` is not known", suggest(name, [_SCOPE]))
    return scope
