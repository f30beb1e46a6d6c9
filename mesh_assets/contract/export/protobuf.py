"""A Protobuf message of one record, in proto3, with field numbers that never change.

Protobuf has no required fields, no decimals and no dates: these are said in the list of what was
left out, and decimals, dates and JSON are texts. `json_name` keeps the names of the columns, so
that the JSON form of a message is a record of the contract.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from mesh_assets.contract.export.account import Account
from mesh_assets.contract.export.exported import Export, Part
from mesh_assets.contract.export.field_numbers import Message, numbered, with_source
from mesh_assets.contract.export.names import TypeNames, identifiers, type_name
from mesh_assets.contract.export.promises import Promises
from mesh_assets.contract.export.protobuf_labels import AS_TEXT, Labels
from mesh_assets.contract.export.protobuf_source import ProtobufSource
from mesh_assets.contract.export.protobuf_text import (
    UNNAMED,
    comment_lines,
    enum_lines,
    folded_name,
    import_lines,
    package_lines,
    reserved_lines,
    written_options,
)
from mesh_assets.contract.formats.protobuf.words import PREFIX
from mesh_assets.contract.model import Column, Contract, LogicalType

_INSTANT = "google.protobuf.Timestamp"
_PLAIN = {
    LogicalType.STRING: "string",
    LogicalType.INTEGER: "int64",
    LogicalType.NUMBER: "double",
    LogicalType.BOOLEAN: "bool",
    LogicalType.TIMESTAMP: _INSTANT,
}
_MAP_OF_MESSAGES = (
    "the values of its map are messages, which the contract does not describe: its number is "
    "reserved, so that it can be written by hand"
)


class NumberedExport(NamedTuple):
    """The export, and the numbers to keep for the next one."""

    export: Export
    numbers: Message


def export_protobuf(contract: Contract, known: Message) -> NumberedExport:
    """Write the message; `known` are the numbers that earlier exports gave."""
    account = Account(contract, "Protobuf", PREFIX)
    source = ProtobufSource(contract)
    numbers = numbered(with_source(known, source.numbers), contract.columns)
    writer = _Writer(Promises(contract), account, source)
    name = source.table.get("message") or type_name(contract.name)
    message = writer.message(name, contract.columns, numbers, None, "")
    lines = [
        f'syntax = "{source.table.get("syntax", "proto3")}";',
        "",
        *package_lines(contract, source),
        *import_lines(message),
        *comment_lines(contract.description, ""),
        *message,
    ]
    unchanged = source.unchanged(numbers)
    text = "\n".join(lines) + "\n" if unchanged is None else unchanged
    return NumberedExport(account.close(text, (Part.DESCRIPTION,)), numbers)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes one message; each message inside it has a writer of its own."""

    promises: Promises
    account: Account
    source: ProtobufSource
    types: TypeNames = field(default_factory=TypeNames)
    definitions: dict[str, str] = field(default_factory=dict)
    """The names of the messages and enums that are defined inside, by their texts."""
    values: set[str] = field(default_factory=set)
    """The names of the values of enums, of which there is one in all of a message."""

    @property
    def labels(self) -> Labels:
        """What stands before the types of fields."""
        return Labels(self.promises, self.account, self.source)

    def message(
        self,
        name: str,
        columns: tuple[Column, ...],
        numbers: Message,
        inside: str | None,
        indent: str,
    ) -> list[str]:
        """Write an object as a message, with the messages inside it."""
        paths = {c.name: c.name if inside is None else f"{inside}.{c.name}" for c in columns}
        names = dict(identifiers((column.name for column in columns), fold=folded_name))
        names |= {one: kept for one, path in paths.items() if (kept := self._kept_name(path))}
        lines = [f"{indent}message {name} {{"]
        lines += reserved_lines(numbers, f"{indent}  ")
        oneofs: dict[str, list[str]] = {}
        for column in columns:
            path = paths[column.name]
            number = numbers.fields[column.name]
            if self.source.is_beyond_writing(column, path):
                self.account.leave_out(Part.COLUMN, path, _MAP_OF_MESSAGES)
                lines.append(f"{indent}  reserved {number.number};")
                continue
            kind, nested = self._type(column, path, number.fields, f"{indent}  ")
            lines += nested
            written = comment_lines(column.description, f"{indent}  ")
            oneof = self.labels.oneof(column, path)
            label = self.labels.label(column, path, kind) if oneof is None else ""
            said = self.source.options_of(self.promises, column, path)
            options = written_options(names[column.name], column.name, said)
            written.append(
                f"{indent}  {label}{kind} {names[column.name]} = {number.number}{options};"
            )
            if oneof is None:
                lines += written
            else:
                oneofs.setdefault(oneof, []).extend(f"  {line}" for line in written)
        for oneof, members in oneofs.items():
            lines += [f"{indent}  oneof {oneof} {{", *members, f"{indent}  }}"]
        return [*lines, f"{indent}}}"]

    def _kept_name(self, path: str) -> str | None:
        return self.source.of(path).get("field")

    def _type(
        self, column: Column, path: str, numbers: Message, indent: str
    ) -> tuple[str, list[str]]:
        """Give the name of a type, and the messages and enums to write before it."""
        kept, enum = self.source.type_of(column, path), self.source.enum_of(self.promises, path)
        if kept is not None:
            self._carry_what_follows_from(path)
            return kept, []
        if enum is not None:
            if (choice := self.promises.choice(path)) is not None:
                self.account.carry(choice)
            return self._enum(enum, indent)
        if column.type in AS_TEXT:
            self.account.leave_out(Part.TYPE, path, AS_TEXT[column.type])
            if (typed := self.promises.type_rule(path)) is not None:
                self.account.leave_out_rule(typed, AS_TEXT[column.type])
            return "string", []
        if column.type is LogicalType.OBJECT:
            inner = _Writer(self.promises, self.account, self.source)
            lines = inner.message(UNNAMED, column.fields, numbers, path, indent)
            message = self.source.of(path).get("message")
            return self._defined(lines, *([message] if message else [column.name, "Value"]))
        if column.items is not None:
            return self._items(column.items, f"{path}[]", column.name, numbers, indent)
        return _PLAIN.get(column.type, "string"), []

    def _enum(self, enum: Mapping[str, Any], indent: str) -> tuple[str, list[str]]:
        """Define an enum; in a message of its own where another one has values of these names."""
        lines = enum_lines(enum, indent)
        if "\n".join(lines) in self.definitions or not self.values & enum["values"].keys():
            self.values.update(enum["values"])
            return self._defined(lines, enum["name"])
        name = str(enum["name"])
        inner = [line.replace(UNNAMED, name) for line in enum_lines(enum, f"{indent}  ")]
        around = [f"{indent}message {UNNAMED} {{", *inner, f"{indent}}}"]
        holder, written = self._defined(around, name, "Values")
        return f"{holder}.{name}", written

    def _defined(self, lines: list[str], *name: str) -> tuple[str, list[str]]:
        """Name a message or an enum; one that is the same as one before has its name."""
        text = "\n".join(lines)
        if text in self.definitions:
            return self.definitions[text], []
        given = self.types.give(*name)
        self.definitions[text] = given
        return given, [lines[0].replace(UNNAMED, given), *lines[1:]]

    def _carry_what_follows_from(self, path: str) -> None:
        """Report the rules that the type of the source says by itself, such as a range."""
        for rule in self.promises.of(path):
            if rule.name in self.source.following(path):
                self.account.carry(rule)

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
