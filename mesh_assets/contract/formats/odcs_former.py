"""ODCS 3.x (Bitol, Open Data Contract Standard) as a contract of one table.

The document is read through the standard's published models; what they do not know is a problem.
In ODCS an absent value and a null are the same thing. A primary key is unique in the whole table;
`unique: true` is judged in each partition, unless the custom property `uniqueScope: table` says
otherwise.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from open_data_contract_standard.model import (
    OpenDataContractStandard,
    SchemaObject,
    SchemaProperty,
)

from mesh_assets.contract.formats.odcs_options import option_rules
from mesh_assets.contract.formats.odcs_quality import quality_rules
from mesh_assets.contract.formats.odcs_types import column_type
from mesh_assets.contract.formats.odcs_words import refuse_unknown_words
from mesh_assets.contract.formats.former_reading import ContractReading
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.rule import RuleKind, Scope
from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.parsing import parse_model
from mesh_assets.documents.problem import DocumentError
from mesh_assets.documents.suggestion import suggest


def read_odcs(document: Document, table: str | None) -> Contract:
    """Read the schema object of one table; raises DocumentError with all problems."""
    refuse_unknown_words(document)
    odcs = parse_model(document, OpenDataContractStandard)
    at, described = _schema_object(document, odcs, table)
    reader = _Reader(ContractReading(document))
    columns = reader.columns(described.properties or [], at, None)
    reader.add_key(columns, at)
    quality_rules(reader.reading, described.quality or [], at, None)
    return reader.reading.finish(
        Contract(
            identifier=odcs.id or "",
            name=described.physicalName or described.name or "",
            version=odcs.version or "",
            columns=columns,
            rules=(),
            description=described.description or "",
            extras={"document": document.data},
        )
    )


def _schema_object(
    document: Document, odcs: OpenDataContractStandard, table: str | None
) -> tuple[Path, SchemaObject]:
    objects = list(enumerate(odcs.schema_ or []))
    if not objects:
        message = "the contract describes no table: add `schema` with one object"
        raise DocumentError([document.problem((), message)])
    if table is None and len(objects) == 1:
        index, only = objects[0]
        return ("schema", index), only
    names = [one.physicalName or one.name or "" for _, one in objects]
    if table is None:
        message = f"it describes several tables, {', '.join(names)}: say which one is meant"
        raise DocumentError([document.problem(("schema",), message)])
    for index, one in objects:
        if table in {one.name, one.physicalName}:
            return ("schema", index), one
    message = f"no schema object describes the table `{table}`: it describes {', '.join(names)}"
    raise DocumentError([document.problem(("schema", 0, "name"), message, suggest(table, names))])


class _Reader:
    """Reads properties into columns, and collects their rules."""

    def __init__(self, reading: ContractReading) -> None:
        self.reading = reading

    def columns(
        self, properties: list[SchemaProperty], at: Path, inside: str | None
    ) -> tuple[Column, ...]:
        """Read the properties of an object."""
        return tuple(
            self._column(one, (*at, "properties", index), inside)
            for index, one in enumerate(properties)
        )

    def add_key(self, columns: tuple[Column, ...], at: Path) -> None:
        """Add the rule that the primary key is unique in the table."""
        keys = sorted((c for c in columns if c.primary_key is not None), key=_position)
        positions = [_position(column) for column in keys]
        if len(set(positions)) != len(positions):
            self.reading.problem(at, "two columns have one primaryKeyPosition: number them 1, 2, …")
        if keys:
            names = [column.name for column in keys]
            name = f"{names[0]}.unique" if len(names) == 1 else "primary_key.unique"
            parameters = {"columns": names}
            self.reading.add(at, name, RuleKind.UNIQUE, None, parameters, scope=Scope.TABLE)

    def _column(self, described: SchemaProperty, at: Path, inside: str | None) -> Column:
        name = described.name or "element"
        path = name if inside is None else f"{inside}.{name}"
        return self._described(described, at, name, path)

    def _described(self, described: SchemaProperty, at: Path, name: str, path: str) -> Column:
        column = column_type(self.reading, described, at, name)
        required = bool(described.required or described.primaryKey)
        if required:
            self.reading.add(at, f"{path}.required", RuleKind.REQUIRED, path, {"not_null": True})
        self.reading.add(
            at, f"{path}.type", RuleKind.TYPE, path, {"type": column.type.value, "nullable": True}
        )
        if column.type is LogicalType.OBJECT:
            column = replace(column, fields=self.columns(described.properties or [], at, path))
        if column.type is LogicalType.ARRAY and described.items is not None:
            items = self._described(described.items, (*at, "items"), "element", f"{path}[]")
            column = replace(column, items=items)
        self._add_unique(described, at, path)
        option_rules(self.reading, described, column, at, path)
        quality_rules(self.reading, described.quality or [], at, path)
        return replace(
            column,
            required=required,
            description=described.description or described.businessName or "",
            classification=described.classification or "",
            primary_key=(described.primaryKeyPosition or 1) if described.primaryKey else None,
            tags=tuple(described.tags or ()),
        )

    def _add_unique(self, described: SchemaProperty, at: Path, path: str) -> None:
        # A single key column is unique already, in the whole table.
        if not described.unique or described.primaryKey:
            return
        if "." in path or "[]" in path:
            self.reading.problem((*at, "unique"), "only a column at the top can be unique")
            return
        scopes = [value for name, value in _custom(described) if name == "uniqueScope"]
        if scopes and scopes[0] not in {"table", "partition"}:
            self.reading.problem(at, f"uniqueScope is table or partition, not `{scopes[0]}`")
        scope = Scope.TABLE if scopes == ["table"] else Scope.PARTITION
        self.reading.add(
            (*at, "unique"),
            f"{path}.unique",
            RuleKind.UNIQUE,
            path,
            {"columns": [path]},
            scope=scope,
        )


def _custom(described: SchemaProperty) -> Iterator[tuple[str, Any]]:
    return ((one.property or "", one.value) for one in described.customProperties or [])


def _position(column: Column) -> int:
    return column.primary_key or 0
