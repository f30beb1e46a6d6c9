"""Columns as the schema that Dagster shows beside an asset."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import dagster as dg

from mesh_assets.compute.dbt.index import Model
from mesh_assets.contract.duckdb_types import duckdb_type
from mesh_assets.contract.model import Column, Contract
from mesh_assets.contract.rule import Rule, RuleKind, Severity

_WORDS: Mapping[RuleKind, str] = MappingProxyType(
    {
        RuleKind.PATTERN: "matches {regex}",
        RuleKind.ENUM: "one of {values}",
        RuleKind.CONST: "= {value}",
        RuleKind.MINIMUM: ">= {limit}",
        RuleKind.MAXIMUM: "<= {limit}",
        RuleKind.MULTIPLE_OF: "multiple of {step}",
        RuleKind.MIN_LENGTH: "length >= {limit}",
        RuleKind.MAX_LENGTH: "length <= {limit}",
        RuleKind.FORMAT: "{format}",
        RuleKind.MIN_ITEMS: "items >= {limit}",
        RuleKind.MAX_ITEMS: "items <= {limit}",
        RuleKind.UNIQUE_ITEMS: "no item twice",
        RuleKind.ADDITIONAL_PROPERTIES: "no other fields",
    }
)
_WORDS_EXCLUSIVE: Mapping[RuleKind, str] = MappingProxyType(
    {RuleKind.MINIMUM: "> {limit}", RuleKind.MAXIMUM: "< {limit}"}
)
_SHOWN_OTHERWISE = {RuleKind.REQUIRED, RuleKind.TYPE, RuleKind.UNIQUE}
"""Rules that Dagster has a word of its own for, and the type, which stands beside the name."""


def table_schema(contract: Contract) -> dg.TableSchema:
    """Names, types, descriptions, constraints and classification of every column.

    The fields of an object follow it as `address.city`, those of an array's items as
    `lines[].sku`: a nested type in one line is cut off by the page.
    """
    reader = _ShownColumns(contract)
    return dg.TableSchema(
        columns=[
            shown for column in contract.columns for shown in reader.shown(column.name, column)
        ]
    )


def model_schema(model: Model, contract: Contract | None) -> dg.TableSchema:
    """The columns of a dbt model as its schema.yml describes them.

    What it says of no type has the type that the contract promises, where the model is the output.
    """
    promised = {column.name: _type(column) for column in contract.columns} if contract else {}
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=column.name,
                type=column.data_type or promised.get(column.name, ""),
                description=column.description or None,
            )
            for column in model.columns
        ]
    )


class _ShownColumns:
    """The columns of a contract, with what its rules say of each."""

    def __init__(self, contract: Contract) -> None:
        self._keys = {contract.primary_key}
        self._words: dict[str | None, list[str]] = defaultdict(list)
        for rule in contract.rules:
            if rule.kind is RuleKind.UNIQUE:
                self._keys.add(tuple(rule.parameters["columns"]))
            elif rule.kind not in _SHOWN_OTHERWISE:
                self._words[rule.column].append(_words(rule))

    def shown(
        self, path: str, column: Column, *, in_personal: bool = False
    ) -> Iterator[dg.TableColumn]:
        """The column and everything inside it; what is inside a personal column is personal."""
        is_personal = in_personal or column.is_personal
        item, paths = column, [path]
        while item.items is not None:
            item, paths = item.items, [*paths, f"{paths[-1]}[]"]
        yield dg.TableColumn(
            name=path,
            type=_type(column),
            description=column.description or None,
            constraints=dg.TableColumnConstraints(
                nullable=not column.required,
                unique=(path,) in self._keys,
                other=[words for each in paths for words in self._words.get(each, ())],
            ),
            tags={"pii": ""} if is_personal else None,
        )
        for field in item.fields:
            inside = f"{paths[-1]}.{field.name}"
            yield from self.shown(inside, field, in_personal=is_personal)


def _type(column: Column) -> str:
    if column.items is not None:
        return f"{_type(column.items)}[]"
    if column.fields:
        return "STRUCT"
    return duckdb_type(column).replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ")


def _words(rule: Rule) -> str:
    """The rule for people; one about many rows has a name that says what it is for."""
    named = {**rule.parameters, "name": rule.name, "values": _listed(rule)}
    words = _WORDS.get(rule.kind, "{name}: {values}" if named["values"] else "{name}")
    if rule.parameters.get("exclusive"):
        words = _WORDS_EXCLUSIVE[rule.kind]
    noted = " (warning)" if rule.severity is Severity.WARNING else ""
    return words.format_map(named) + noted


def _listed(rule: Rule) -> str:
    values = rule.parameters.get("values", ())
    return ", ".join("null" if value is None else str(value) for value in values)
