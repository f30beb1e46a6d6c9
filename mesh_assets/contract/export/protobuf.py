"""A Protobuf message of one record, in proto3, with field numbers that never change.

Protobuf has no required fields, no decimals and no dates: these are said in the list of what was
left out, and decimals, dates and JSON are texts. `json_name` keeps the names of the columns, so
that the JSON form of a message is a record of the contract.
"""

import json
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from mesh_assets.contract.export.account import Account
from mesh_assets.contract.export.exported import Export, Part
from mesh_assets.contract.export.field_numbers import Message, numbered
from mesh_assets.contract.export.names import TypeNames, identifier, identifiers, type_name
from mesh_assets.contract.export.promises import Promises
from mesh_assets.contract.model import Column, Contract, LogicalType

_INSTANT = "google.protobuf.Timestamp"
_PLAIN = {
    LogicalType.STRING: "string",
    LogicalType.INTEGER: "int64",
    LogicalType.NUMBER: "double",
    LogicalType.BOOLEAN: "bool",
    LogicalType.TIMESTAMP: _INSTANT,
}
_AS_TEXT = {
    LogicalType.DECIMAL: "Protobuf has no decimals, so that it is a text such as 12.50",
    LogicalType.DATE: "Protobuf has no dates, so that it is a text such as 2026-01-05",
    LogicalType.JSON: "Protobuf has no JSON of any shape, so that its text is kept",
}


class NumberedExport(NamedTuple):
    """The export, and the numbers to keep for the next one."""

    export: Export
    numbers: Message


def export_protobuf(contract: Contract, known: Message) -> NumberedExport:
    """Write the message; `known` are the numbers that earlier exports gave."""
    account = Account(contract, "Protobuf")
    numbers = numbered(known, contract.columns)
    writer = _Writer(Promises(contract), account)
    message = writer.message(type_name(contract.name), contract.columns, numbers, None, "")
    imports = ['import "google/protobuf/timestamp.proto";', ""] if _uses_instants(contract) else []
    lines = [
        'syntax = "proto3";',
        "",
        f"package {_package(contract)};",
        "",
        *imports,
        *_comment(contract.description, ""),
        *message,
    ]
    text = "\n".join(lines) + "\n"
    return NumberedExport(account.close(text, (Part.DESCRIPTION,)), numbers)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes one message; each message inside it has a writer of its own."""

    promises: Promises
    account: Account
    types: TypeNames = field(default_factory=TypeNames)

    def message(
        self,
        name: str,
        columns: tuple[Column, ...],
        numbers: Message,
        inside: str | None,
        indent: str,
    ) -> list[str]:
        """Write an object as a message, with the messages inside it."""
        names = identifiers((column.name for column in columns), fold=_folded)
        lines = [f"{indent}message {name} {{"]
        lines += _reserved(numbers, f"{indent}  ")
        for column in columns:
            path = column.name if inside is None else f"{inside}.{column.name}"
            number = numbers.fields[column.name]
            kind, nested = self._type(column, path, number.fields, f"{indent}  ")
            lines += nested
            lines += _comment(column.description, f"{indent}  ")
            label = self._label(column, path)
            options = _json_name(names[column.name], column.name)
            lines.append(
                f"{indent}  {label}{kind} {names[column.name]} = {number.number}{options};"
            )
        return [*lines, f"{indent}}}"]

    def _label(self, column: Column, path: str) -> str:
        presence, typed = self.promises.presence(path), self.promises.type_rule(path)
        if presence is not None:
            self.account.leave_out_rule(presence, "Protobuf has no required fields")
        if column.type is LogicalType.ARRAY:
            if typed is not None and self.promises.is_nullable(path):
                why = "a list of Protobuf can be empty and not null"
                self.account.leave_out_rule(typed, why)
            elif typed is not None:
                self.account.carry(typed)
            return "repeated "
        if typed is not None and column.type not in _AS_TEXT:
            self.account.carry(typed)
        is_message = column.type in {LogicalType.OBJECT, LogicalType.TIMESTAMP}
        return "" if is_message or presence is not None else "optional "

    def _type(
        self, column: Column, path: str, numbers: Message, indent: str
    ) -> tuple[str, list[str]]:
        """Give the name of a type, and the messages to write before it."""
        if column.type in _AS_TEXT:
            self.account.leave_out(Part.TYPE, path, _AS_TEXT[column.type])
            if (typed := self.promises.type_rule(path)) is not None:
                self.account.leave_out_rule(typed, _AS_TEXT[column.type])
            return "string", []
        if column.type is LogicalType.OBJECT:
            name = self.types.give(column.name, "Value")
            inner = _Writer(self.promises, self.account)
            return name, inner.message(name, column.fields, numbers, path, indent)
        if column.items is not None:
            return self._items(column.items, f"{path}[]", column.name, numbers, indent)
        return _PLAIN.get(column.type, "string"), []

    def _items(
        self, items: Column, path: str, name: str, numbers: Message, indent: str
    ) -> tuple[str, list[str]]:
        """Give the type of a list's items; a list in a list needs a message around it."""
        self._leave_out_null_items(path)
        if items.items is None:
            return self._type(replace(items, name=name), path, numbers, indent)
        kind, nested = self._items(items.items, f"{path}[]", name, numbers, f"{indent}  ")
        wrapper = self.types.give(name, "Items")
        lines = [f"{indent}message {wrapper} {{", *nested, f"{indent}  repeated {kind} items = 1;"]
        return wrapper, [*lines, f"{indent}}}"]

    def _leave_out_null_items(self, path: str) -> None:
        typed, presence = self.promises.type_rule(path), self.promises.presence(path)
        if typed is not None and self.promises.is_nullable(path):
            self.account.leave_out_rule(typed, "the items of Protobuf's lists are never null")
        elif typed is not None:
            self.account.carry(typed)
        if presence is not None:
            self.account.carry(presence)


def _reserved(numbers: Message, indent: str) -> list[str]:
    lines = []
    if numbers.reserved:
        lines.append(f"{indent}reserved {', '.join(map(str, numbers.reserved))};")
    written = {identifier(name) for name in numbers.fields}
    names = [name for name in map(identifier, numbers.retired) if name not in written]
    if names:
        quoted = ", ".join(f'"{name}"' for name in dict.fromkeys(names))
        lines.append(f"{indent}reserved {quoted};")
    return lines


def _json_name(name: str, column: str) -> str:
    """Keep the column's name in JSON, where Protobuf would write another one."""
    return "" if _default_json_name(name) == column else f" [json_name = {json.dumps(column)}]"


def _folded(name: str) -> str:
    """What protoc compares: no two fields may have the same default name in JSON."""
    return _default_json_name(name).casefold()


def _default_json_name(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)


def _comment(text: str, indent: str) -> list[str]:
    return [f"{indent}// {line}".rstrip() for line in text.splitlines()]


def _package(contract: Contract) -> str:
    major = contract.version.partition(".")[0]
    version = f".v{major}" if major.isdigit() else ""
    return f"{identifier(contract.name).lower()}{version}"


def _uses_instants(contract: Contract) -> bool:
    return any(column.type is LogicalType.TIMESTAMP for _, column in contract.walk())
