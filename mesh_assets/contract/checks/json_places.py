"""The places of a JSON record.

Absent and null both read NULL as a text; where the difference matters, the document around the
value is asked what stands there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mesh_assets.contract.checks.json_path import JsonPath
from mesh_assets.contract.checks.json_texts import (
    PLAIN_TEXT,
    is_list,
    is_object,
    items_name,
    keys_name,
    text_name,
    typed,
    value_name,
)
from mesh_assets.contract.checks.json_types import JSON_TYPES, proven
from mesh_assets.contract.checks.place import Iteration, Place, all_of, any_of, every
from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.contract.sql import quote_identifier, quote_literal

_NUMBERS = frozenset({LogicalType.INTEGER, LogicalType.NUMBER, LogicalType.DECIMAL})


def json_places(path: str, column: Column) -> dict[str | None, Place]:
    """Find the places of a column and of all inside it, by dotted path.

    The texts and values stand in the columns that `json_texts` names. A whole record is an object
    with an empty path; its place goes by None.
    """
    places: dict[str | None, Place] = {}
    _add_places(places, _Spot(path, column, JsonPath(text_name(path))))
    return places


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a value stands: in the contract, in the text of what is around it, in which lists."""

    name: str
    column: Column
    path: JsonPath
    parent: "_Spot | None" = None
    lists: tuple[Iteration, ...] = ()
    variable: str | None = None
    """What reaches the text of an element inside a lambda; outside of lists None."""

    @property
    def text(self) -> str:
        return self.variable or text_name(self.name)

    @property
    def value(self) -> str:
        """The SQL of the typed value; inside a list it is cast from the text on the spot."""
        if self.variable:
            return typed(self.column, self.variable)
        return value_name(self.name, self.column)

    def field(self, column: Column) -> "_Spot":
        name = f"{self.name}.{column.name}" if self.name else column.name
        if self.variable is None:
            path = JsonPath(self.text) / column.name
            return _Spot(name, column, path, parent=self)
        variable = f"{self.variable}.{quote_identifier(column.name)}"
        return _Spot(name, column, self.path / column.name, self, self.lists, variable)

    def element(self, column: Column) -> "_Spot":
        items = self.variable or items_name(self.name)
        path = self.path if self.variable else JsonPath(self.text)
        variable = f"element_{len(self.lists) + 1}"
        lists = (*self.lists, Iteration(items, variable))
        return _Spot(f"{self.name}[]", column, path.elements, None, lists, variable)


def _add_places(places: dict[str | None, Place], spot: _Spot) -> None:
    places[spot.name or None] = _place(spot)
    for field in spot.column.fields:
        _add_places(places, spot.field(field))
    if spot.column.items is not None:
        _add_places(places, spot.element(spot.column.items))


def _place(spot: _Spot) -> Place:
    return Place(
        column=spot.column,
        value=spot.value,
        text=spot.text,
        exists=_exists(spot),
        never_null=any_of(every(spot.lists, f"{spot.text} IS NOT NULL"), spot.path.has_no_null),
        fits=_fits(spot),
        closed=_closed(spot),
        lists=spot.lists,
        other_type=_other_type(spot),
        proven=_proof(spot),
    )


def _exists(spot: _Spot) -> str:
    if spot.parent is None:
        return "TRUE"
    is_there = f"{spot.text} IS NOT NULL"
    in_every_object = spot.path.is_in_every_object_at(spot.parent.path)
    if spot.lists:
        has_no_holder = f"{spot.parent.text} IS NULL"
        return any_of(every(spot.lists, any_of(is_there, has_no_holder)), in_every_object)
    has_no_holder = f"coalesce(NOT {is_object(spot.parent.text)}, TRUE)"
    return any_of(is_there, has_no_holder, f"{spot.path.types} IS NOT NULL")


def _fits(spot: _Spot) -> str:
    proof = [_proof(spot)]
    if not spot.lists or spot.column.type is not LogicalType.ARRAY:
        # Of what should be a list inside a list, the text is NULL also where it is something else.
        proof.append(f"{spot.text} IS NULL")
    proven_everywhere = every(spot.lists, any_of(*proof))
    types = _types_to_ask_for(spot)
    if not types:
        return proven_everywhere
    return any_of(proven_everywhere, spot.path.are_all([*types, "NULL"]))


def _types_to_ask_for(spot: _Spot) -> tuple[str, ...]:
    """Give the types of JSON that the text alone does not prove."""
    if not spot.lists and spot.column.type not in PLAIN_TEXT:
        return ()
    return JSON_TYPES.get(spot.column.type, ())


def _proof(spot: _Spot) -> str:
    """Write a cheap proof that the value is there and of its type."""
    match spot.column.type:
        case LogicalType.OBJECT if spot.lists:
            fields = (spot.field(field).text for field in spot.column.fields)
            return any_of(*(f"{field} IS NOT NULL" for field in fields))
        case LogicalType.ARRAY if spot.lists:
            return f"{spot.text} IS NOT NULL"
        case LogicalType.OBJECT:
            return is_object(spot.text)
        case LogicalType.ARRAY:
            return is_list(spot.text)
        case _:
            return proven(spot.column, spot.text, spot.value)


def _other_type(spot: _Spot) -> str:
    if spot.lists:
        return "FALSE"
    if spot.column.type in PLAIN_TEXT:
        return f"NOT {spot.path.are_all(['VARCHAR'])}"
    # A cast may round, and what it gives may be infinite: then the value is none of the column's.
    return f"NOT {_proof(spot)}" if spot.column.type in _NUMBERS else "FALSE"


def has_only_names(path: str, fields: Sequence[Column]) -> str:
    """Write cheap proofs that the keys of an object are names of its fields, none of them twice.

    Many writers write all keys, and in one order. And each text that is not NULL stands for at
    least one key; if there are as many keys as such texts, then there is no key beside them.
    """
    inside = f"{path}." if path else ""
    present = (f"({text_name(inside + field.name)} IS NOT NULL)::INTEGER" for field in fields)
    names = ", ".join(quote_literal(field.name) for field in fields)
    keys = keys_name(path)
    return any_of(f"{keys} = [{names}]", f"len({keys}) = {' + '.join(present)}")


def _closed(spot: _Spot) -> str:
    fields = spot.column.fields
    if not fields:
        return "FALSE"
    names = ", ".join(quote_literal(field.name) for field in fields)
    if not spot.lists:
        keys = keys_name(spot.name)
        is_known = f"list_has_all([{names}], {keys})"
        return any_of(has_only_names(spot.name, fields), is_known, f"{keys} IS NULL")
    exact = every((Iteration(spot.path.keys, "keys"),), f"list_has_all([{names}], keys)")
    if len(spot.lists) > 1:
        return exact
    # Where all fields are in each element, there are that many members, or there are others.
    all_present = all_of(*(f"{spot.field(field).text} IS NOT NULL" for field in fields))
    members = f"len({spot.path.members}) = {len(fields)} * len({spot.lists[0].items})"
    return any_of(all_of(every(spot.lists, all_present), members), exact)
