"""The `schema.yml` of a dbt model with an enforced contract, for dbt 1.11 on DuckDB.

dbt holds the model's columns and types against the contract when it builds; what is not null and
what identifies a row are constraints and tests.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from mesh_assets.contract.duckdb_types import duckdb_type
from mesh_assets.contract.export.account import Account
from mesh_assets.contract.export.exported import Export, Part
from mesh_assets.contract.export.promises import Promises, plain
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.rule import Rule, RuleKind, Scope
from mesh_assets.documents.writing import write_yaml

_CARRIED = (
    Part.DESCRIPTION,
    Part.CLASSIFICATION,
    Part.TAGS,
    Part.IDENTIFIER,
    Part.PRIMARY_KEY,
)
_JINJA = ("{{", "{%", "{#")
_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_COMPARABLE = frozenset({LogicalType.STRING, LogicalType.INTEGER, LogicalType.BOOLEAN})


def export_dbt(contract: Contract) -> Export:
    """Write the properties of the model that has the contract's name."""
    account = Account(contract, "a dbt model's contract")
    writer = _Writer(contract, Promises(contract), account)
    model: dict[str, Any] = {"name": contract.name}
    if contract.description:
        model["description"] = _text(contract.description)
    model["config"] = {"materialized": "table", "contract": {"enforced": True}}
    constraints = writer.key_constraints()
    if constraints:
        model["constraints"] = constraints
    model["columns"] = [writer.column(column) for column in contract.columns]
    document = {"version": 2, "models": [model]}
    text = write_yaml(document)
    return account.close(text, _CARRIED)


@dataclass(frozen=True, slots=True)
class _Writer:
    contract: Contract
    promises: Promises
    account: Account

    def key_constraints(self) -> list[dict[str, Any]]:
        """Write the keys of several columns, which are constraints of the table."""
        found: list[dict[str, Any]] = []
        for rule in self.contract.rules:
            columns = rule.parameters.get("columns", ())
            if rule.kind is not RuleKind.UNIQUE or len(columns) < 2:
                continue
            if not all(map(_is_plain, columns)):
                self.account.leave_out_rule(rule, "dbt does not quote the columns of a key")
                continue
            is_key = tuple(columns) == self.contract.primary_key
            found.append({"type": "primary_key" if is_key else "unique", "columns": list(columns)})
            self._carry_key(rule)
        return found

    def column(self, column: Column) -> dict[str, Any]:
        """Write a column with its type, its constraints and its tests."""
        path = column.name
        written: dict[str, Any] = {"name": column.name}
        if not _is_plain(column.name):
            written["quote"] = True
        written["data_type"] = duckdb_type(column)
        if column.description:
            written["description"] = _text(column.description)
        constraints = self._constraints(path)
        if constraints:
            written["constraints"] = constraints
        tests = self._tests(column)
        if tests:
            written["data_tests"] = tests
        self._carry_types(column, path)
        meta = _meta(column)
        return written | ({"config": {"meta": meta}} if meta else {})

    def _constraints(self, path: str) -> list[dict[str, Any]]:
        presence = self.promises.presence(path)
        if presence is None or self.promises.is_nullable(path):
            return []
        self.account.carry(presence)
        return [{"type": "not_null"}]

    def _tests(self, column: Column) -> list[Any]:
        tests: list[Any] = []
        for rule in self.contract.rules:
            is_unique = rule.kind is RuleKind.UNIQUE
            if is_unique and list(rule.parameters["columns"]) == [column.name]:
                if "unique" not in tests:
                    tests.append("unique")
                self._carry_key(rule)
        choice = self.promises.choice(column.name)
        if choice is not None and column.type in _COMPARABLE:
            values = [plain(one) for one in choice.parameters["values"] if one is not None]
            arguments: dict[str, Any] = {"values": values}
            if column.type is not LogicalType.STRING:
                arguments["quote"] = False
            if any(_cannot_be_quoted(value) for value in values):
                why = "dbt quotes no value with an apostrophe, and runs what looks like Jinja"
                self.account.leave_out_rule(choice, why)
            else:
                tests.append({"accepted_values": {"arguments": arguments}})
                self.account.carry(choice)
        return tests

    def _carry_key(self, rule: Rule) -> None:
        """A build sees one partition: what is unique in the table is unique in what it builds."""
        if rule.scope is Scope.TABLE:
            why = "dbt sees what it builds: it is judged there, and not against other partitions"
            self.account.leave_out_rule(rule, why)
        self.account.carry(rule)

    def _carry_types(self, column: Column, path: str) -> None:
        """The enforced type holds the types of all that is inside, and no nulls there."""
        typed = self.promises.type_rule(path)
        is_top = path in {one.name for one in self.contract.columns}
        if typed is not None:
            refuses = not self.promises.is_nullable(path)
            is_said = not refuses or (is_top and self.promises.presence(path) is not None)
            if "json" in typed.parameters:
                self.account.leave_out_rule(typed, "the type JSON says nothing of its shape")
            elif is_said or typed.parameters["nullable"]:
                self.account.carry(typed)
            else:
                self.account.leave_out_rule(typed, "dbt has no constraint for it")
        for inner in column.fields:
            self._carry_types(inner, f"{path}.{inner.name}")
        if column.items is not None:
            self._carry_types(column.items, f"{path}[]")


def _meta(column: Column) -> dict[str, Any]:
    meta = {
        "classification": column.classification,
        "tags": list(column.tags),
        "column_id": column.identifier,
        "primary_key": column.primary_key,
    }
    return {word: value for word, value in meta.items() if value}


def _is_plain(name: str) -> bool:
    return _PLAIN_NAME.fullmatch(name) is not None and name not in _reserved_words()


@cache
def _reserved_words() -> frozenset[str]:
    """What DuckDB takes for a column only in quotes."""
    import duckdb  # noqa: PLC0415

    query = (
        "SELECT keyword_name FROM duckdb_keywords() "
        "WHERE keyword_category IN ('reserved', 'type_function')"
    )
    with duckdb.connect() as connection:
        return frozenset(word for (word,) in connection.execute(query).fetchall())


def _cannot_be_quoted(value: object) -> bool:
    return isinstance(value, str) and ("'" in value or _is_jinja(value))


def _is_jinja(value: object) -> bool:
    return isinstance(value, str) and any(mark in value for mark in _JINJA)


def _text(written: str) -> str:
    """Keep dbt from running what looks like Jinja in a description."""
    return f"{{% raw %}}{written}{{% endraw %}}" if _is_jinja(written) else written
