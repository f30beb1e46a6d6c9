"""The properties of an ODCS schema object, as columns and their rules."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from open_data_contract_standard.model import SchemaProperty

from mesh_assets.contract.formats.odcs.keys import key_part, primary_key, unique_rule
from mesh_assets.contract.formats.odcs.options import demanded_fields, option_rules
from mesh_assets.contract.formats.odcs.property import PropertyReading
from mesh_assets.contract.formats.odcs.types import (
    column_type,
    refuse_misplaced_parts,
    type_rules,
)
from mesh_assets.contract.formats.reading import ContractReading
from mesh_assets.contract.formats.values import value_of
from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.contract.rule import RuleKind
from mesh_assets.contract.sql import Literal
from mesh_assets.documents.nodes import Path

_ELEMENT = "element"
"""The name of an array's items."""


@dataclass(frozen=True, slots=True)
class ColumnsReading:
    """The columns of one table; afterwards also its properties, in the order of the file."""

    reading: ContractReading
    properties: list[PropertyReading] = field(default_factory=list)

    def read(self, described: Sequence[SchemaProperty], at: Path) -> tuple[Column, ...]:
        """Read the columns of the table, with its primary key."""
        columns = self._columns(described, at, None)
        parts = [part for one in self.properties if (part := key_part(one)) is not None]
        positions = primary_key(self.reading, parts, at)
        return tuple(
            replace(one, primary_key=positions[one.name]) if one.name in positions else one
            for one in columns
        )

    def _columns(
        self,
        described: Sequence[SchemaProperty],
        at: Path,
        inside: str | None,
        demanded: Collection[str] = (),
    ) -> tuple[Column, ...]:
        found = (
            self._column(
                one.model_copy(update={"required": True}) if one.name in demanded else one,
                (*at, "properties", index),
                inside,
            )
            for index, one in enumerate(described)
        )
        return tuple(column for column in found if column is not None)

    def _column(self, described: SchemaProperty, at: Path, inside: str | None) -> Column | None:
        # The table has its physical names; the others are for people.
        name = described.physicalName or described.name
        if not described.name or name is None:
            self.reading.problem(at, "a property needs a `name`")
            return None
        path = name if inside is None else f"{inside}.{name}"
        if not self.reading.names_column(at, name, path):
            return None
        return self._described(described, at, name, path)

    def _described(
        self, described: SchemaProperty, at: Path, name: str, path: str
    ) -> Column | None:
        typed = column_type(self.reading, described, at, name)
        if typed is None:
            return None
        is_required = bool(described.required or described.primaryKey)
        column = Column(
            name,
            typed.logical,
            required=is_required,
            precision=typed.precision,
            scale=typed.scale,
            description=described.description or described.businessName or "",
            classification=described.classification or "",
            tags=tuple(described.tags or ()),
            identifier=described.id or "",
        )
        one = PropertyReading(self.reading, described, column, at, path)
        self.properties.append(one)
        if is_required:
            part = "required" if described.required else "primaryKey"
            one.add((part,), "required", RuleKind.REQUIRED, {"not_null": True})
        type_rules(one)
        refuse_misplaced_parts(one)
        unique_rule(one)
        option_rules(one)
        _add_enum(one, is_required=is_required)
        return self._with_parts(one)

    def _with_parts(self, one: PropertyReading) -> Column:
        column, described = one.column, one.described
        if column.type is LogicalType.OBJECT:
            demanded = demanded_fields(one)
            fields = self._columns(described.properties or [], one.at, one.path, demanded)
            return replace(column, fields=fields)
        if column.type is LogicalType.ARRAY and described.items is not None:
            at, path = (*one.at, "items"), f"{one.path}[]"
            return replace(column, items=self._described(described.items, at, _ELEMENT, path))
        return column


def _add_enum(one: PropertyReading, *, is_required: bool) -> None:
    """Add the allowed values of ODCS 3.2."""
    if one.described.enum is None:
        return
    values: list[Literal] = []
    for index, each in enumerate(one.described.enum):
        value = value_of(one.column, each.value)
        if value is None:
            message = f"`{each.value}` is no {one.column.type}, so no value equals it"
            one.problem(("enum", index), message)
        values.append(value)
    if not values:
        one.problem(("enum",), "an enum without values allows none")
    # Null is no value in ODCS, so that an enum says nothing of it.
    nulls: list[Literal] = [] if is_required else [None]
    one.add(("enum",), "enum", RuleKind.ENUM, {"values": [*values, *nulls]})
