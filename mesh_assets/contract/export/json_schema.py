"""JSON Schema 2020-12 of one record.

What it cannot say has the extensions that the reader of JSON Schema knows: `x-unique`,
`x-primary-key` and `x-pii`; classification, tags and the digits of decimals are annotations. A
contract that was imported from JSON Schema is written with the words that it had there.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mesh_assets.contract.duckdb_types import decimal_digits
from mesh_assets.contract.export.account import NOTES, Account
from mesh_assets.contract.export.exported import Export, Part
from mesh_assets.contract.export.promises import Promises, plain
from mesh_assets.contract.formats.json_schema.kept import completed_schema, is_required
from mesh_assets.contract.formats.json_schema.references import referring
from mesh_assets.contract.formats.json_schema.words import PREFIX
from mesh_assets.contract.formats.parts import kept_parts
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.rule import Rule, RuleKind, Scope

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_TYPES = {
    LogicalType.STRING: "string",
    LogicalType.INTEGER: "integer",
    LogicalType.NUMBER: "number",
    LogicalType.DECIMAL: "number",
    LogicalType.BOOLEAN: "boolean",
    LogicalType.DATE: "string",
    LogicalType.TIMESTAMP: "string",
    LogicalType.OBJECT: "object",
    LogicalType.ARRAY: "array",
}
_FORMATS = {LogicalType.DATE: "date", LogicalType.TIMESTAMP: "date-time"}
_WORDS = {
    RuleKind.PATTERN: ("pattern", "regex"),
    RuleKind.FORMAT: ("format", "format"),
    RuleKind.MULTIPLE_OF: ("multipleOf", "step"),
    RuleKind.MIN_LENGTH: ("minLength", "limit"),
    RuleKind.MAX_LENGTH: ("maxLength", "limit"),
    RuleKind.MIN_ITEMS: ("minItems", "limit"),
    RuleKind.MAX_ITEMS: ("maxItems", "limit"),
    RuleKind.ENUM: ("enum", "values"),
    RuleKind.CONST: ("const", "value"),
}
"""The keyword of each rule, and the parameter that is its value."""
_BOUNDS = {
    RuleKind.MINIMUM: ("minimum", "exclusiveMinimum", max),
    RuleKind.MAXIMUM: ("maximum", "exclusiveMaximum", min),
}
_NUMBERS = frozenset({LogicalType.INTEGER, LogicalType.NUMBER, LogicalType.DECIMAL})


def export_json_schema(contract: Contract) -> Export:
    """Write the schema of a record, as it stands in a file or in a message."""
    account = Account(contract, "JSON Schema", PREFIX)
    title = f"{contract.name}.v{contract.version}" if contract.version else contract.name
    schema: dict[str, Any] = {"$schema": DRAFT, "title": title}
    if contract.identifier not in {"", title}:
        schema["x-contract-id"] = contract.identifier
    if contract.description:
        schema["description"] = contract.description
    kept = kept_parts(contract, PREFIX)
    writer = _Writer(Promises(contract), account, kept)
    schema |= {"type": "object", **writer.members(contract.columns, None)}
    writer.add_keys(contract, schema["properties"])
    schema = referring(completed_schema(schema, kept.get(None, {})))
    return account.close(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", NOTES)


@dataclass(frozen=True, slots=True)
class _Writer:
    promises: Promises
    account: Account
    kept: Mapping[str | None, Mapping[str, Any]]

    def members(self, columns: tuple[Column, ...], inside: str | None) -> dict[str, Any]:
        """Write the keywords of an object: its properties, which are required, and whether more."""
        paths = {c.name: c.name if inside is None else f"{inside}.{c.name}" for c in columns}
        written: dict[str, Any] = {
            "properties": {c.name: self.column(c, paths[c.name]) for c in columns}
        }
        required = [
            name
            for name, path in paths.items()
            if is_required(self.kept.get(path, {}), is_present=self.promises.is_present(path))
        ]
        if required:
            written["required"] = required
        for rule in self.promises.of(inside):
            if rule.kind is RuleKind.ADDITIONAL_PROPERTIES:
                written["additionalProperties"] = False
                self.account.carry(rule)
        return written

    def column(self, column: Column, path: str) -> dict[str, Any]:
        """Write one property, or the items of an array."""
        written = self._typed(column, path)
        for rule in (self.promises.presence(path), self.promises.type_rule(path)):
            if rule is not None:
                self.account.carry(rule)
        for rule in self.promises.value_rules(path):
            self._add(rule, column, written)
        return completed_schema(written | _notes(column), self.kept.get(path, {}))

    def add_keys(self, contract: Contract, properties: dict[str, Any]) -> None:
        """Write what identifies a row."""
        key = contract.primary_key
        for position, name in enumerate(key, start=1):
            properties[name]["x-primary-key"] = True if len(key) == 1 else position
        for rule in contract.rules:
            if rule.kind is not RuleKind.UNIQUE:
                continue
            columns = tuple(rule.parameters["columns"])
            if columns == key and rule.scope is Scope.TABLE:
                self.account.carry(rule)
            elif len(columns) == 1 and columns[0] in properties and columns != key:
                scope = "table" if rule.scope is Scope.TABLE else True
                properties[columns[0]]["x-unique"] = scope
                self.account.carry(rule)

    def _typed(self, column: Column, path: str) -> dict[str, Any]:
        rule = self.promises.type_rule(path)
        json_type = None if rule is None else rule.parameters.get("json")
        name = _TYPES.get(column.type, json_type)
        written: dict[str, Any] = {}
        if name is not None:
            written["type"] = [name, "null"] if self.promises.is_nullable(path) else name
        if column.type in _FORMATS:
            written["format"] = _FORMATS[column.type]
        if column.type is LogicalType.DECIMAL:
            self._add_digits(column, path, written)
        if column.type is LogicalType.OBJECT:
            written |= self.members(column.fields, path)
        if column.items is not None:
            written["items"] = self.column(column.items, f"{path}[]")
        return written

    def _add_digits(self, column: Column, path: str, written: dict[str, Any]) -> None:
        precision, scale = decimal_digits(column)
        written["x-decimal"] = {"precision": precision, "scale": scale}
        why = "JSON Schema has numbers, and their digits are only an annotation, `x-decimal`"
        self.account.leave_out(Part.TYPE, path, why)

    def _add(self, rule: Rule, column: Column, written: dict[str, Any]) -> None:
        if rule.kind in _BOUNDS:
            self._add_bound(rule, column, written)
        elif rule.kind is RuleKind.UNIQUE_ITEMS:
            written["uniqueItems"] = True
            self.account.carry(rule)
        elif rule.kind in _WORDS:
            word, parameter = _WORDS[rule.kind]
            value = plain(rule.parameters[parameter])
            if written.setdefault(word, value) == value:
                self.account.carry(rule)
            else:
                why = f"JSON Schema has one `{word}` for a property, and another rule has it"
                self.account.leave_out_rule(rule, why)

    def _add_bound(self, rule: Rule, column: Column, written: dict[str, Any]) -> None:
        if column.type not in _NUMBERS:
            why = f"JSON Schema has no bounds of a {column.type}"
            self.account.leave_out_rule(rule, why)
            return
        inclusive, exclusive, tighter = _BOUNDS[rule.kind]
        word = exclusive if rule.parameters.get("exclusive") else inclusive
        limit = plain(rule.parameters["limit"])
        written[word] = tighter(written.get(word, limit), limit)
        self.account.carry(rule)


def _notes(column: Column) -> dict[str, Any]:
    notes = {
        "description": column.description,
        "x-classification": column.classification,
        "x-pii": column.classification == "pii",
        "x-tags": list(column.tags),
        "x-column-id": column.identifier,
    }
    if column.classification == "pii":
        del notes["x-classification"]
    return {word: value for word, value in notes.items() if value}
