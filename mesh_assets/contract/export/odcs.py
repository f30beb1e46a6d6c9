"""The Open Data Contract Standard, the canonical form of a contract.

A contract that was read from ODCS is written back as it was, with everything that columns and rules
do not hold. ODCS takes absent and null for the same thing, so it cannot refuse only one of them.
"""

from dataclasses import dataclass
from typing import Any

from mesh_assets.contract.duckdb_types import decimal_digits
from mesh_assets.contract.export.account import NOTES, Account
from mesh_assets.contract.export.exported import Export, Part
from mesh_assets.contract.export.odcs_quality import ABOUT_MANY_ROWS, check
from mesh_assets.contract.export.promises import Promises, plain
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.rule import Rule, RuleKind, Scope
from mesh_assets.documents.writing import write_yaml

_LOGICAL = {LogicalType.DECIMAL: "number", LogicalType.JSON: "object"}
_OPTIONS = {
    RuleKind.PATTERN: ("pattern", "regex", {LogicalType.STRING}),
    RuleKind.FORMAT: ("format", "format", {LogicalType.STRING}),
    RuleKind.MIN_LENGTH: ("minLength", "limit", {LogicalType.STRING}),
    RuleKind.MAX_LENGTH: ("maxLength", "limit", {LogicalType.STRING}),
    RuleKind.MIN_ITEMS: ("minItems", "limit", {LogicalType.ARRAY}),
    RuleKind.MAX_ITEMS: ("maxItems", "limit", {LogicalType.ARRAY}),
    RuleKind.MULTIPLE_OF: ("multipleOf", "step", None),
    RuleKind.MINIMUM: ("minimum", "limit", None),
    RuleKind.MAXIMUM: ("maximum", "limit", None),
}
"""The option of each rule, the parameter that is its value, and the types that may have it."""
_EXCLUSIVE = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}
_FORMATS = frozenset({"uuid", "email", "uri"})
_WITH_ENUMS = "v3.2.0"
_VERSION = "v3.1.0"


def export_odcs(contract: Contract) -> Export:
    """Write the contract as YAML; what was read from ODCS is written back as it was."""
    document = contract.extras.get("document")
    if isinstance(document, dict) and "apiVersion" in document:
        return Export(write_yaml(document))
    return build_odcs(contract)


def build_odcs(contract: Contract) -> Export:
    """Write columns and rules as a new document, whatever the contract was read from."""
    account = Account(contract, "ODCS")
    writer = _Writer(Promises(contract), account, contract)
    described = writer.table()
    has_enums = any(rule.kind in {RuleKind.ENUM, RuleKind.CONST} for rule in contract.rules)
    document = {
        "apiVersion": _WITH_ENUMS if has_enums else _VERSION,
        "kind": "DataContract",
        "id": contract.identifier or contract.name,
        "name": contract.name,
        "version": contract.version or "1.0.0",
        "status": "active",
        "schema": [described],
    }
    return account.close(write_yaml(document), NOTES)


@dataclass(frozen=True, slots=True)
class _Writer:
    promises: Promises
    account: Account
    contract: Contract

    def table(self) -> dict[str, Any]:
        """Write the schema object of the table."""
        written: dict[str, Any] = {"name": self.contract.name, "logicalType": "object"}
        if self.contract.description:
            written["description"] = self.contract.description
        written["properties"] = self._properties(self.contract.columns, None)
        checks = [check(rule) for rule in self._about_many_rows(None)]
        return written | ({"quality": checks} if checks else {})

    def _about_many_rows(self, path: str | None) -> list[Rule]:
        found = [rule for rule in self.promises.of(path) if rule.kind in ABOUT_MANY_ROWS]
        for rule in found:
            self.account.carry(rule)
        return found

    def _properties(self, columns: tuple[Column, ...], inside: str | None) -> list[dict[str, Any]]:
        paths = ((c, c.name if inside is None else f"{inside}.{c.name}") for c in columns)
        return [self._property(c, path) for c, path in paths if self._has_type(c, path)]

    def _has_type(self, column: Column, path: str) -> bool:
        """Whether ODCS has a type for a column; it has none for any JSON value."""
        typed = self.promises.type_rule(path)
        is_object = typed is not None and typed.parameters.get("json") == "object"
        known = column.type is not LogicalType.JSON or is_object
        if not known:
            why = "ODCS has no type for JSON that is not an object"
            self.account.leave_out(Part.COLUMN, path, why)
        return known

    def _property(self, column: Column, path: str) -> dict[str, Any]:
        return {"name": column.name, **self._described(column, path)}

    def _described(self, column: Column, path: str) -> dict[str, Any]:
        written: dict[str, Any] = _notes(column)
        written["logicalType"] = _LOGICAL.get(column.type, column.type.value)
        if column.type is LogicalType.DECIMAL:
            precision, scale = decimal_digits(column)
            sized = column.precision is not None or column.scale is not None
            written["physicalType"] = f"decimal({precision}, {scale})" if sized else "decimal"
        self._add_presence(path, written)
        self._add_keys(column, path, written)
        self._add_options(column, path, written)
        self._add_enum(path, written)
        if column.fields:
            written["properties"] = self._properties(column.fields, path)
        if column.items is not None and self._has_type(column.items, f"{path}[]"):
            written["items"] = self._described(column.items, f"{path}[]")
        checks = [check(rule) for rule in self._about_many_rows(path)]
        return written | ({"quality": checks} if checks else {})

    def _add_presence(self, path: str, written: dict[str, Any]) -> None:
        presence, typed = self.promises.presence(path), self.promises.type_rule(path)
        refuses_null = not self.promises.is_nullable(path)
        # An item cannot be absent: to refuse its null is to require it.
        if refuses_null and (presence is not None or path.endswith("[]")):
            written["required"] = True
        for rule, is_said in (
            (presence, refuses_null),
            (typed, "required" in written or not refuses_null),
        ):
            if rule is not None and is_said:
                self.account.carry(rule)
            elif rule is not None:
                why = "ODCS takes absent and null for the same, and the contract does not"
                self.account.leave_out_rule(rule, why)

    def _add_keys(self, column: Column, path: str, written: dict[str, Any]) -> None:
        if column.primary_key is not None:
            written |= {"primaryKey": True, "primaryKeyPosition": column.primary_key}
        for rule in self.contract.rules:
            if rule.kind is not RuleKind.UNIQUE:
                continue
            columns = tuple(rule.parameters["columns"])
            if columns == self.contract.primary_key and rule.scope is Scope.TABLE:
                self.account.carry(rule)
            elif columns == (path,):
                written["unique"] = True
                if rule.scope is Scope.TABLE:
                    scope = {"property": "uniqueScope", "value": "table"}
                    written["customProperties"] = [scope]
                self.account.carry(rule)

    def _add_options(self, column: Column, path: str, written: dict[str, Any]) -> None:
        options: dict[str, Any] = {}
        for rule in self.promises.of(path):
            if rule.kind is RuleKind.UNIQUE_ITEMS:
                options["uniqueItems"] = True
                self.account.carry(rule)
            elif rule.kind in _OPTIONS and self._can_say(rule, column):
                word, parameter, _ = _OPTIONS[rule.kind]
                word = _EXCLUSIVE[word] if rule.parameters.get("exclusive") else word
                value = plain(rule.parameters[parameter])
                if options.setdefault(word, value) == value:
                    self.account.carry(rule)
        if options:
            written["logicalTypeOptions"] = options

    def _can_say(self, rule: Rule, column: Column) -> bool:
        types = _OPTIONS[rule.kind][2]
        is_known = rule.kind is not RuleKind.FORMAT or rule.parameters["format"] in _FORMATS
        if is_known and (types is None or column.type in types):
            return True
        why = f"ODCS has no such option of a {column.type}"
        self.account.leave_out_rule(rule, why)
        return False

    def _add_enum(self, path: str, written: dict[str, Any]) -> None:
        for rule in self.promises.of(path):
            if rule.kind not in {RuleKind.ENUM, RuleKind.CONST} or "enum" in written:
                continue
            values = rule.parameters.get("values", [rule.parameters.get("value")])
            if None in values:
                self.account.leave_out_rule(rule, "a list of values in ODCS cannot hold null")
                continue
            written["enum"] = [{"value": plain(value)} for value in values]
            self.account.carry(rule)


def _notes(column: Column) -> dict[str, Any]:
    notes = {
        "id": column.identifier,
        "description": column.description,
        "classification": column.classification,
        "tags": list(column.tags),
    }
    return {word: value for word, value in notes.items() if value}
