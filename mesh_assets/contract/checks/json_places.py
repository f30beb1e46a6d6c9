"""The places of a JSON record.

A record is taken apart once, by `json_transform`, into a struct of texts that has the shape of
the contract. There, absent, null and (of lists) of another type all read NULL; where it matters,
`json_type` is asked what stands at the path in the record itself.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mesh_assets.contract.checks.json_path import JsonPath
from mesh_assets.contract.checks.json_types import JSON_TYPES, proven
from mesh_assets.contract.checks.place import Iteration, Place, any_of, every
from mesh_assets.contract.duckdb_types import duckdb_type
from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.contract.sql import quote_identifier, quote_literal

_PLAIN_TEXT = frozenset({LogicalType.STRING, LogicalType.DATE, LogicalType.TIMESTAMP})


def structure(columns: Iterable[Column]) -> str:
    """Write the structure that `json_transform` gives a record, as an SQL literal."""
    return quote_literal(json.dumps({c.name: _structure(c) for c in columns}, ensure_ascii=False))


def _structure(column: Column) -> object:
    if column.type is LogicalType.OBJECT:
        return {field.name: _structure(field) for field in column.fields}
    if column.type is LogicalType.ARRAY and column.items is not None:
        return [_structure(column.items)]
    return "VARCHAR" if column.type in _PLAIN_TEXT else "JSON"


def text_type(columns: Iterable[Column]) -> str:
    """Write the DuckDB type of the struct of texts."""
    fields = (f"{quote_identifier(column.name)} {_text_type(column)}" for column in columns)
    return f"STRUCT({', '.join(fields)})"


def _text_type(column: Column) -> str:
    if column.type is LogicalType.OBJECT:
        return text_type(column.fields)
    if column.type is LogicalType.ARRAY and column.items is not None:
        return f"{_text_type(column.items)}[]"
    return "VARCHAR"


def typed(column: Column, text: str) -> str:
    """Write the value of a column from its text; NULL where it cannot be one."""
    return (
        text if column.type is LogicalType.STRING else f"TRY_CAST({text} AS {duckdb_type(column)})"
    )


def flattened(
    columns: Iterable[Column], path: str = "", access: str = ""
) -> Iterator[tuple[str, str, Column]]:
    """Give every column that lies in objects only, not in a list.

    With each come its dotted path, and the SQL that reaches it in a struct (`."a"."b"`).
    """
    for column in columns:
        reached = f"{access}.{quote_identifier(column.name)}"
        yield f"{path}{column.name}", reached, column
        yield from flattened(column.fields, f"{path}{column.name}.", reached)


def text_name(path: str) -> str:
    """Name the column in which the text of a flattened column stands."""
    return quote_identifier(f"text:{path}")


def value_name(path: str, column: Column) -> str:
    """Name the column in which the typed value of a flattened column stands."""
    if column.type is LogicalType.STRING:
        return text_name(path)
    return quote_identifier(f"value:{path}")


def text_columns(columns: Iterable[Column], texts: str) -> str:
    """Take the struct of texts apart, so that no check has to reach into it."""
    return ", ".join(
        f"{texts}{access} AS {text_name(path)}" for path, access, _ in flattened(columns)
    )


def value_columns(columns: Iterable[Column]) -> str:
    """Write the typed values of all flattened columns, from their texts."""
    return ", ".join(
        f"{typed(column, text_name(path))} AS {value_name(path, column)}"
        for path, _, column in flattened(columns)
        if column.type is not LogicalType.STRING
    )


def json_places(
    columns: Sequence[Column], document: str, keys: str, has_names_only: str
) -> dict[str | None, Place]:
    """Find the places of a record by dotted path; None is the record itself.

    `document` is the record as JSON, `keys` the list of its property names, `has_names_only` the
    outcome of `names_only`; texts and values stand in the columns that `text_columns` and
    `value_columns` write.
    """
    record = _Spot(JsonPath(document))
    places: dict[str | None, Place] = {None: _record_place(columns, document, keys, has_names_only)}
    for column in columns:
        _add_places(places, record.field(column), column)
    return places


def json_property_places(column: Column, document: str) -> dict[str | None, Place]:
    """Find the places of one property of a JSON document, whatever else the document holds."""
    places: dict[str | None, Place] = {}
    _add_places(places, _Spot(JsonPath(document)).field(column), column)
    return places


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a value stands: in the document, in the contract, and around which lists."""

    path: JsonPath
    name: str = ""
    lists: tuple[Iteration, ...] = ()
    parent: "_Spot | None" = None
    variable: str | None = None

    @property
    def text(self) -> str:
        """The SQL of the text: a flattened column, or what a lambda's variable reaches."""
        return self.variable or text_name(self.name)

    def value(self, column: Column) -> str:
        """The SQL of the typed value; inside a list it is cast from the text on the spot."""
        return typed(column, self.variable) if self.variable else value_name(self.name, column)

    def field(self, column: Column) -> "_Spot":
        return _Spot(
            path=self.path / column.name,
            name=f"{self.name}.{column.name}" if self.name else column.name,
            lists=self.lists,
            parent=self,
            variable=f"{self.variable}.{quote_identifier(column.name)}" if self.variable else None,
        )

    @property
    def element(self) -> "_Spot":
        variable = f"element_{len(self.lists) + 1}"
        lists = (*self.lists, Iteration(self.text, variable))
        return _Spot(self.path.elements, f"{self.name}[]", lists, variable=variable)


def _add_places(places: dict[str | None, Place], spot: _Spot, column: Column) -> None:
    places[spot.name] = _place(column, spot)
    for field in column.fields:
        _add_places(places, spot.field(field), field)
    if column.items is not None:
        _add_places(places, spot.element, column.items)


def _place(column: Column, spot: _Spot) -> Place:
    return Place(
        column=column,
        value=spot.value(column),
        text=spot.text,
        proven=every(spot.lists, _proof(column, spot)),
        exists=_exists(spot),
        never_null=any_of(
            every(spot.lists, f"{spot.text} IS NOT NULL"),
            spot.path.has_no_null,
        ),
        fits=_fits(column, spot),
        other_type=_other_type(column, spot),
        closed=_closed(column.fields, spot),
        lists=spot.lists,
    )


def _exists(spot: _Spot) -> str:
    if spot.parent is None:
        return "TRUE"
    is_there = [f"{spot.text} IS NOT NULL"]
    if spot.parent.name:
        is_there.append(f"{spot.parent.text} IS NULL")
    return any_of(
        every(spot.lists, any_of(*is_there)), spot.path.is_in_every_object_at(spot.parent.path)
    )


def _fits(column: Column, spot: _Spot) -> str:
    proof = [_proof(column, spot)]
    if column.type is not LogicalType.ARRAY:
        # Of what should be a list, the text is NULL also where it is something else.
        proof.append(f"{spot.text} IS NULL")
    proven_everywhere = every(spot.lists, any_of(*proof))
    types = JSON_TYPES.get(column.type)
    if types is None:
        return proven_everywhere
    return any_of(proven_everywhere, spot.path.are_all([*types, "NULL"]))


def _other_type(column: Column, spot: _Spot) -> str:
    if spot.lists or column.type not in _PLAIN_TEXT:
        return "FALSE"
    return f"NOT {spot.path.are_all(['VARCHAR'])}"


def _proof(column: Column, spot: _Spot) -> str:
    if column.type is LogicalType.OBJECT:
        fields = (spot.field(field).text for field in column.fields)
        return any_of(*(f"{field} IS NOT NULL" for field in fields))
    return proven(column, spot.text, spot.value(column))


def _record_place(
    columns: Sequence[Column], document: str, keys: str, has_names_only: str
) -> Place:
    return Place(
        column=Column("", LogicalType.OBJECT, fields=tuple(columns)),
        value="NULL",
        text="NULL",
        proven="FALSE",
        exists="TRUE",
        never_null="TRUE",
        fits=any_of(f"len({keys}) > 0", f"json_type({document}) = 'OBJECT'"),
        closed=any_of(has_names_only, _known(columns, keys)),
    )


def names_only(columns: Iterable[Column], keys: str, inside: str = "") -> str:
    """Write a cheap proof that the keys are names of the columns, none of them twice.

    Each text that is not NULL stands for at least one key; if there are as many keys as such
    texts, then there is no key beside them.
    """
    present = (f"({text_name(inside + c.name)} IS NOT NULL)::INTEGER" for c in columns)
    return f"len({keys}) = {' + '.join(present)}"


def _known(columns: Iterable[Column], keys: str) -> str:
    names = ", ".join(quote_literal(column.name) for column in columns)
    return f"list_has_all([{names}], {keys})"


def _closed(fields: Sequence[Column], spot: _Spot) -> str:
    if not fields:
        return "FALSE"
    keys = spot.path.keys
    if spot.path.is_many:
        return every((Iteration(keys, "names"),), _known(fields, "names"))
    cheap = names_only(fields, keys, f"{spot.name}.")
    return any_of(cheap, _known(fields, keys), f"{keys} IS NULL")
