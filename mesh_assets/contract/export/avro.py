"""An Avro schema of one record, by the specification 1.12.

A column that may be absent has the default null. Limits of values have no place in Avro, except the
symbols of an enum. A contract that was imported from Avro is written as it was there, where it
still says the same: with its types, names, aliases, defaults and the order of its unions.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mesh_assets.contract.duckdb_types import decimal_digits
from mesh_assets.contract.export.account import Account
from mesh_assets.contract.export.avro_names import defined_once
from mesh_assets.contract.export.exported import Export, Part
from mesh_assets.contract.export.names import TypeNames, identifiers
from mesh_assets.contract.export.promises import Promises
from mesh_assets.contract.formats.avro.defaults import complaint_about_default
from mesh_assets.contract.formats.avro.schema import shallow, tree_of
from mesh_assets.contract.formats.avro.views import (
    NULL_AT,
    TYPE,
    fits,
    followed_by,
    with_null,
    with_parts,
)
from mesh_assets.contract.formats.avro.words import PREFIX
from mesh_assets.contract.formats.kept import completed
from mesh_assets.contract.formats.parts import kept_parts
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.rule import Rule, RuleKind

_PLAIN: dict[LogicalType, Any] = {
    LogicalType.STRING: "string",
    LogicalType.INTEGER: "long",
    LogicalType.NUMBER: "double",
    LogicalType.BOOLEAN: "boolean",
    LogicalType.DATE: {"type": "int", "logicalType": "date"},
    LogicalType.TIMESTAMP: {"type": "long", "logicalType": "timestamp-micros"},
    LogicalType.JSON: "string",
}
_UUID = {"type": "string", "logicalType": "uuid"}
_SYMBOL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CARRIED = (Part.DESCRIPTION, Part.CLASSIFICATION, Part.TAGS, Part.IDENTIFIER)


def export_avro(contract: Contract) -> Export:
    """Write the schema of a record's message."""
    account = Account(contract, "Avro", PREFIX)
    kept = kept_parts(contract, PREFIX)
    writer = _Writer(Promises(contract), account, kept)
    record = writer.record(contract.columns, None, writer.types.give(contract.name))
    described = {"doc": contract.description} if contract.description else {}
    version = {"version": contract.version} if contract.version else {}
    identifier = {"contract": contract.identifier} if contract.identifier else {}
    bare = completed(shallow({**record, **described, **version, **identifier}), kept.get(None, {}))
    schema = defined_once({**bare, "fields": record["fields"]})
    return account.close(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", _CARRIED)


@dataclass(frozen=True, slots=True)
class _Writer:
    promises: Promises
    account: Account
    kept: Mapping[str | None, Mapping[str, Any]]
    types: TypeNames = field(default_factory=TypeNames)

    def record(self, columns: tuple[Column, ...], inside: str | None, name: str) -> dict[str, Any]:
        """Write an object as a record."""
        names = identifiers(column.name for column in columns)
        fields = []
        for column in columns:
            path = column.name if inside is None else f"{inside}.{column.name}"
            if names[column.name] != column.name:
                why = f"it is no name in Avro, and is written `{names[column.name]}`"
                self.account.leave_out(Part.NAME, path, why)
            fields.append(self._field(column, path, names[column.name]))
        return {"type": "record", "name": name, "fields": fields}

    def _field(self, column: Column, path: str, name: str) -> dict[str, Any]:
        written: dict[str, Any] = {}
        presence = self.promises.presence(path)
        if presence is None:
            written["default"] = None
        else:
            self.account.carry(presence)
        notes = {
            "doc": column.description,
            "classification": column.classification,
            "tags": list(column.tags),
            "columnId": column.identifier,
        }
        written |= {word: value for word, value in notes.items() if value}
        kept = {
            word: value
            for word, value in self.kept.get(path, {}).items()
            if word not in {TYPE, NULL_AT}
        }
        kind = self._nullable(column, path)
        told = completed(dict(written), kept)
        if "default" in told and complaint_about_default(told["default"], tree_of(kind)):
            # The column was edited, and has another type now.
            why = "it is no value of the column's type any more"
            self.account.leave_out(Part.TERMS, f"{path}.{PREFIX}default", why)
            del told["default"]
            told |= {word: value for word, value in written.items() if word == "default"}
        return {"name": name, "type": kind, **told}

    def _nullable(self, column: Column, path: str) -> Any:  # noqa: ANN401
        """Write the type, as a union with null where null or absence is allowed."""
        kind = self._as_kept(column, path, self._type(column, path))
        is_item = path.endswith("[]")
        may_lack = not is_item and not self.promises.is_present(path)
        nullable = self.promises.is_nullable(path)
        typed = self.promises.type_rule(path)
        is_text = column.type is LogicalType.JSON and kind == "string"
        if typed is not None and is_text and "json" in typed.parameters:
            self.account.leave_out_rule(typed, "Avro has no JSON, so that its text is kept")
        elif typed is not None and may_lack and not nullable:
            why = "what may be absent is null in Avro, and the contract refuses null"
            self.account.leave_out_rule(typed, why)
        elif typed is not None:
            self.account.carry(typed)
        if is_item and (presence := self.promises.presence(path)) is not None:
            self.account.carry(presence)
        may_be_null = nullable or may_lack
        return with_null(kind, self.kept.get(path, {}).get(NULL_AT, 0) if may_be_null else None)

    def _as_kept(self, column: Column, path: str, written: object) -> Any:  # noqa: ANN401
        """Give the type that the column had in Avro, where it still fits."""
        kept = self.kept.get(path, {}).get(TYPE)
        if kept is None or not fits(kept, written, column):
            return written
        known = {rule.name: rule for rule in self.promises.of(path)}
        following = [f"{path}.{end}" for end in followed_by(kept)]
        if any(name not in known for name in following):
            return written
        for name in following:
            self.account.carry(known[name])
        return with_parts(kept, written)

    def _type(self, column: Column, path: str) -> Any:  # noqa: ANN401
        match column.type:
            case LogicalType.DECIMAL:
                precision, scale = decimal_digits(column)
                return {
                    "type": "bytes",
                    "logicalType": "decimal",
                    "precision": precision,
                    "scale": scale,
                }
            case LogicalType.OBJECT:
                return self.record(column.fields, path, self.types.give(path))
            case LogicalType.ARRAY if column.items is not None:
                return {"type": "array", "items": self._nullable(column.items, f"{path}[]")}
            case LogicalType.STRING:
                return self._text(path)
            case plain:
                return _PLAIN.get(plain, "string")

    def _text(self, path: str) -> Any:  # noqa: ANN401
        for rule in self.promises.value_rules(path):
            if rule.kind is RuleKind.FORMAT and rule.parameters["format"] == "uuid":
                self.account.carry(rule)
                return _UUID
        choice = self.promises.choice(path)
        return "string" if choice is None else self._enum(choice, path)

    def _enum(self, choice: Rule, path: str) -> Any:  # noqa: ANN401
        symbols = [value for value in choice.parameters["values"] if value is not None]
        if not symbols or not all(_SYMBOL.fullmatch(symbol) for symbol in symbols):
            why = "a symbol of Avro has letters, digits and underscores only"
            self.account.leave_out_rule(choice, why)
            return "string"
        if None not in choice.parameters["values"] and self.promises.is_nullable(path):
            self.account.leave_out_rule(choice, "its null is allowed by the column's union")
        self.account.carry(choice)
        name = self.types.give(path)
        return {"type": "enum", "name": name, "symbols": list(dict.fromkeys(symbols))}
