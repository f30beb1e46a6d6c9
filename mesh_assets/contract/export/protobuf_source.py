"""What a contract that came from Protobuf keeps of its source, in the terms of the export."""

from collections.abc import Mapping, Sequence
from typing import Any

from mesh_assets.contract.export.field_numbers import Field, Message
from mesh_assets.contract.export.promises import Promises
from mesh_assets.contract.formats.parts import kept_parts
from mesh_assets.contract.formats.protobuf.words import KNOWN, PREFIX, SCALARS
from mesh_assets.contract.formats.protobuf.writing import digest_of_meaning
from mesh_assets.contract.model import Column, Contract, LogicalType

_JSON = (
    {"logicalType": "object"},
    {"physicalType": "variant"},
    {"logicalType": "array", "physicalType": "json"},
)
_RANGE = ["format_minimum", "format_maximum"]
_ENDS = {"i32": _RANGE, "u32": _RANGE, "u64": ["format_minimum"]}
_LOGICAL = {LogicalType.DECIMAL: "number"}


class ProtobufSource:
    """What is kept of each column, by its dotted path."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._parts = kept_parts(contract, PREFIX)
        self.table = self._parts.get(None, {})
        """What is kept of the message as a whole."""

    def of(self, path: str) -> Mapping[str, Any]:
        """What is kept of a column, or of the items of an array."""
        return self._parts.get(path, {})

    def unchanged(self, numbers: Message) -> str | None:
        """The text of the source, where contract and numbers still say the same; or else None."""
        is_same = self.table.get("digest") == digest_of_meaning(self._contract)
        return self.table.get("source") if is_same and numbers == self.numbers else None

    @property
    def numbers(self) -> Message:
        """The numbers that the source gave, with what it had reserved."""
        return self._message(self._contract.columns, None, self.table)

    def type_of(self, column: Column, path: str) -> str | None:
        """The type that a column had, where it still says what the column is."""
        known = {rule.name for rule in self._contract.rules}
        if any(rule not in known for rule in self.following(path)):
            return None
        name = self.of(path).get("type")
        if not isinstance(name, str):
            return None
        if name.startswith("map<"):
            return name if column.type is LogicalType.JSON and _is_plain_map(name) else None
        base = SCALARS.get(name) or KNOWN.get(name)
        if base is None:
            return None
        if column.type is LogicalType.JSON:
            return name if base in _JSON else None
        is_decimal = base.get("physicalType") == "decimal"
        fits = base.get("logicalType") == _LOGICAL.get(column.type, column.type.value)
        return name if fits and is_decimal == (column.type is LogicalType.DECIMAL) else None

    def options_of(self, promises: Promises, column: Column, path: str) -> Mapping[str, Any]:
        """What is kept of a field beside its type, with its default where the type is the same."""
        kept = self.of(path)
        is_same = self.type_of(column, path) or self.enum_of(promises, path)
        return kept if is_same else {word: kept[word] for word in kept if word != "default"}

    def following(self, path: str) -> list[str]:
        """The rules that the type of a column makes by itself: the range of an `int32`."""
        name = self.of(path).get("type")
        base = SCALARS.get(str(name)) or KNOWN.get(str(name)) or {}
        options = base.get("logicalTypeOptions", {})
        ends = _ENDS.get(options.get("format"), ["pattern"] if "pattern" in options else [])
        return [f"{path}.{end}" for end in ends]

    def is_beyond_writing(self, column: Column, path: str) -> bool:
        """Whether a column was a map of messages or enums, of which no column says anything."""
        name = str(self.of(path).get("type", ""))
        is_map = name.startswith("map<") and column.type is LogicalType.JSON
        return is_map and self.type_of(column, path) is None

    def enum_of(self, promises: Promises, path: str) -> Mapping[str, Any] | None:
        """The enum that a column had, where the contract still allows its values and no others."""
        enum, choice = self.of(path).get("enum"), promises.choice(path)
        if not isinstance(enum, dict) or choice is None:
            return None
        allowed = {value for value in choice.parameters["values"] if value is not None}
        return enum if allowed == enum["values"].keys() else None

    def _message(
        self, columns: Sequence[Column], inside: str | None, kept: Mapping[str, Any]
    ) -> Message:
        fields = {}
        for column in columns:
            path = column.name if inside is None else f"{inside}.{column.name}"
            number = self.of(path).get("number")
            if isinstance(number, int):
                fields[column.name] = Field(number, column.identifier, self._inside(column, path))
        ranges = [(low, high) for low, high in kept.get("reserved", [])]
        return Message(fields, ranges=ranges, names=list(kept.get("reservedNames", [])))

    def _inside(self, column: Column, path: str) -> Message:
        while column.items is not None:
            column, path = column.items, f"{path}[]"
        return self._message(column.fields, path, self.of(path)) if column.fields else Message()


def _is_plain_map(name: str) -> bool:
    """Whether the values of a map are of a type that needs no definition."""
    value = name.removesuffix(">").partition(", ")[2]
    return value in SCALARS or value in KNOWN
