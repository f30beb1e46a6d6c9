"""The metrics of the ODCS library, as rules about many rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from open_data_contract_standard.model import DataQuality

from mesh_assets.contract.formats.reading import ContractReading
from mesh_assets.contract.formats.values import text, value_of
from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.contract.rule import RuleKind
from mesh_assets.contract.sql import Literal
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.suggestion import suggest

KINDS = {
    "nullValues": RuleKind.NULL_COUNT,
    "missingValues": RuleKind.NULL_COUNT,
    "invalidValues": RuleKind.INVALID_COUNT,
    "duplicateValues": RuleKind.DUPLICATE_COUNT,
    "rowCount": RuleKind.ROW_COUNT,
}
"""The metrics of ODCS 3.1, and the rules that they are."""

FORMER_NAMES = {"duplicateCount": "duplicateValues", "nullCount": "nullValues"}
"""What the metrics were called in the examples of ODCS 3.0."""

_ARGUMENTS = {
    "missingValues": ("missingValues",),
    "invalidValues": ("validValues", "pattern"),
    "duplicateValues": ("properties",),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a check is about: one column, or the whole table."""

    column: Column | None
    path: str | None
    """The column's dotted path; None for the table."""
    columns: Mapping[str, str]
    """The paths of the table's columns, by the names of their properties."""


@dataclass(frozen=True, slots=True)
class MetricReading:
    """The arguments of one metric."""

    reading: ContractReading
    check: DataQuality
    at: Path
    subject: Subject
    metric: str

    def parameters(self) -> Mapping[str, Any] | None:
        """Read what the metric needs beside its limit; None when it cannot be judged."""
        if not (self._is_in_its_place() and self._knows_its_arguments()):
            return None
        match self.metric:
            case "missingValues":
                return self._missing_values()
            case "invalidValues":
                return self._valid_values()
            case "duplicateValues":
                return self._identifying_columns()
            case _:
                return {}

    def values(self, written: object, at: Path) -> list[Literal] | None:
        """Read a list of values of the column; its nulls are left out."""
        if not isinstance(written, list) or not written:
            self.reading.problem(at, "this is a list of values")
            return None
        column = self.subject.column
        found: list[Literal] = []
        for index, one in enumerate(written):
            value = None if column is None else value_of(column, one)
            if one is not None and value is None:
                kind = "" if column is None else column.type.value
                self.reading.problem((*at, index), f"`{one}` is no {kind}, so no value equals it")
                return None
            if value is not None:
                found.append(value)
        return found

    @property
    def _arguments(self) -> Mapping[str, Any]:
        given = self.check.arguments or {}
        return {name: value for name, value in given.items() if value is not None}

    def _is_in_its_place(self) -> bool:
        if self.metric == "rowCount":
            message = "`rowCount` is about the table: move it from the property to its object"
            is_misplaced = self.subject.path is not None
        else:
            message = f"`{self.metric}` is about a property: move it to one"
            is_misplaced = self.subject.path is None and self.metric != "duplicateValues"
        if is_misplaced:
            self.reading.problem(self.at, message)
        return not is_misplaced

    def _knows_its_arguments(self) -> bool:
        known = _ARGUMENTS.get(self.metric, ())
        unknown = [name for name in self._arguments if name not in known]
        for name in unknown:
            message = f"`{self.metric}` has no argument `{name}`"
            self.reading.unknown((*self.at, "arguments", name), name, known, message)
        return not unknown

    def _missing_values(self) -> Mapping[str, Any] | None:
        written = self._arguments.get("missingValues")
        if written is None:
            message = "`missingValues` needs arguments: missingValues, a list of values"
            self.reading.problem(self.at, message)
            return None
        values = self.values(written, (*self.at, "arguments", "missingValues"))
        return None if values is None else {"values": values, "null": None in written}

    def _valid_values(self) -> Mapping[str, Any] | None:
        parameters: dict[str, Any] = {}
        arguments, at = self._arguments, (*self.at, "arguments")
        if not arguments:
            self.reading.problem(self.at, "`invalidValues` needs arguments: validValues or pattern")
            return None
        if "validValues" in arguments:
            values = self.values(arguments["validValues"], (*at, "validValues"))
            if values is None:
                return None
            parameters["values"] = values
        if "pattern" in arguments:
            regex = text(arguments["pattern"])
            if regex is None or self.subject.column is None:
                self.reading.problem((*at, "pattern"), "a pattern is a text")
                return None
            if self.subject.column.type is not LogicalType.STRING:
                message = f"a pattern says nothing about a {self.subject.column.type}"
                self.reading.problem((*at, "pattern"), message, on_key=True)
                return None
            parameters["regex"] = regex
        return parameters

    def _identifying_columns(self) -> Mapping[str, Any] | None:
        if self.subject.path is not None:
            return self._single_column(self.subject.path)
        written, at = self._arguments.get("properties"), (*self.at, "arguments", "properties")
        if not isinstance(written, list) or not written:
            message = "`duplicateValues` of a table needs arguments: properties, a list of names"
            self.reading.problem(self.at, message)
            return None
        unknown = [
            (index, name) for index, name in enumerate(written) if str(name) not in self._names
        ]
        for index, name in unknown:
            suggestion = suggest(str(name), self._names)
            self.reading.problem((*at, index), f"there is no property `{name}`", suggestion)
        return None if unknown else {"columns": [self.subject.columns[name] for name in written]}

    def _single_column(self, path: str) -> Mapping[str, Any] | None:
        if self._arguments:
            message = "the property itself is meant: leave out `properties`"
            self.reading.problem((*self.at, "arguments"), message)
            return None
        if "[]" in path:
            self.reading.problem(self.at, "the items of an array are not judged for duplicates")
            return None
        return {"columns": [path]}

    @property
    def _names(self) -> Sequence[str]:
        return list(self.subject.columns)
