"""What stands before the type of a Protobuf field: whether it may be left out, and how often it is.

Each answer is also reported: which of the rules about presence and null it says, and which not.
"""

from dataclasses import dataclass

from mesh_assets.contract.export.account import Account
from mesh_assets.contract.export.promises import Promises
from mesh_assets.contract.export.protobuf_source import ProtobufSource
from mesh_assets.contract.model import Column, LogicalType

AS_TEXT = {
    LogicalType.DECIMAL: "Protobuf has no decimals, so that it is a text such as 12.50",
    LogicalType.DATE: "Protobuf has no dates, so that it is a text such as 2026-01-05",
    LogicalType.JSON: "Protobuf has no JSON of any shape, so that its text is kept",
}
"""The types that a text stands for, and why."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of the fields of one contract."""

    promises: Promises
    account: Account
    source: ProtobufSource

    def oneof(self, column: Column, path: str) -> str | None:
        """The choice that a column stands in; a list and what is always there stand in none."""
        kept = self.source.of(path).get("oneof")
        if column.type is LogicalType.ARRAY or self.promises.is_present(path):
            return None
        if kept is not None and (typed := self.promises.type_rule(path)) is not None:
            self.account.carry(typed)
        return kept

    def label(self, column: Column, path: str, kind: str) -> str:
        """The label of a field of a type, with a space behind it; empty where it has none."""
        presence, typed = self.promises.presence(path), self.promises.type_rule(path)
        if presence is not None and self._is_proto2:
            self.account.carry(presence)
        elif presence is not None:
            self.account.leave_out_rule(presence, "Protobuf has no required fields")
        is_list = column.type is LogicalType.ARRAY and not kind.startswith("map<")
        if typed is not None and is_list and self.promises.is_nullable(path):
            self.account.leave_out_rule(typed, "a list of Protobuf can be empty and not null")
        elif typed is not None and (column.type not in AS_TEXT or kind != "string"):
            self.account.carry(typed)
        if kind.startswith("map<"):
            return ""
        return "repeated " if is_list else self._presence(column, path, kind)

    @property
    def _is_proto2(self) -> bool:
        return self.source.table.get("syntax") == "proto2"

    def _presence(self, column: Column, path: str, kind: str) -> str:
        is_required = self.promises.is_present(path)
        if self._is_proto2:
            return "required " if is_required else "optional "
        was = self.source.of(path).get("presence")
        if is_required or was is not None:
            return "optional " if was == "optional" and not is_required else ""
        is_message = column.type in {LogicalType.OBJECT, LogicalType.TIMESTAMP} or "." in kind
        return "" if is_message else "optional "
