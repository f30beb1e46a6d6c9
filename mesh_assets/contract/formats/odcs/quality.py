"""`quality` of ODCS: library metrics, SQL and custom checks, as rules about a partition."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from open_data_contract_standard.model import DataQuality

from mesh_assets.contract.formats.enums import is_enum
from mesh_assets.contract.formats.odcs.limits import (
    given_operators,
    limit_of_query,
    limit_of_rows,
)
from mesh_assets.contract.formats.odcs.metrics import FORMER_NAMES, KINDS, MetricReading, Subject
from mesh_assets.contract.formats.odcs.models import value_at
from mesh_assets.contract.formats.odcs.queries import QueriedTable, placed_query
from mesh_assets.contract.formats.reading import ContractReading
from mesh_assets.contract.rule import RuleKind, Scope, Severity
from mesh_assets.contract.sql import Literal
from mesh_assets.documents.nodes import Path

_TYPES = ("library", "sql", "text", "custom")
_WARNINGS = frozenset({"warning", "warn", "info", "low"})
_NONE_ALLOWED = {"operator": "=", "limit": 0, "unit": "rows"}
_ERRORS = frozenset({"error", "critical", "fatal", "high", "medium"})


@dataclass(frozen=True, slots=True)
class QualityReading:
    """One check, where it stands, and what it is about."""

    reading: ContractReading
    check: DataQuality
    at: Path
    subject: Subject
    table: QueriedTable

    def read(self) -> None:
        """Add the check's rule, or say why it cannot be judged."""
        match self._type:
            case "library":
                self._read_metric()
            case "sql":
                self._read_query()
            case "text":
                self._read_words()
            case "custom":
                self._read_custom()
            case other:
                message = f"ODCS has no checks of type `{other}`"
                self.reading.unknown((*self.at, "type"), other, _TYPES, message)

    @property
    def _type(self) -> str:
        """The type, or what a check without one was meant to be."""
        check = self.check
        if check.type is not None:
            return str(check.type)
        if check.metric or check.rule:
            return "library"
        if check.query:
            return "sql"
        return "custom" if check.engine or check.implementation else "library"

    @property
    def _valid_values(self) -> object:
        """What stands beside `rule: validValues` in ODCS 3.0."""
        return value_at(self.reading.document.data, (*self.at, "validValues"))

    def _read_metric(self) -> None:
        check, at = self.check, self.at
        name = check.metric or check.rule
        if name is None:
            self.reading.problem(at, "say what is measured: add `metric`")
        elif check.metric and check.rule and check.rule != check.metric:
            self.reading.problem((*at, "rule"), "`rule` is the former name of `metric`: drop it")
        elif name == "validValues":
            self._read_former_valid_values()
        elif name == "nullCheck":
            self._read_former_null_check()
        elif self._valid_values is not None:
            message = "write the valid values under `arguments`, of the metric invalidValues"
            self.reading.problem((*at, "validValues"), message, on_key=True)
        elif FORMER_NAMES.get(name, name) not in KINDS:
            place = (*at, "metric" if check.metric else "rule")
            message = f"`{name}` is no metric of the ODCS library"
            self.reading.unknown(place, name, KINDS, message)
        else:
            self._read_known_metric(FORMER_NAMES.get(name, name))

    def _read_known_metric(self, metric: str) -> None:
        parameters = self._metric(metric).parameters()
        limit = limit_of_rows(self.reading, self.check, self.at)
        if metric == "rowCount" and limit is not None and limit["unit"] != "rows":
            self.reading.problem((*self.at, "unit"), "all rows are always 100 percent: write rows")
        elif parameters is not None and limit is not None and self._is_enum(parameters, limit):
            self._add_enum(parameters["values"])
        elif parameters is not None and limit is not None:
            self._add(KINDS[metric], metric, {**limit, **parameters})

    def _is_enum(self, parameters: Mapping[str, Any], limit: Mapping[str, Any]) -> bool:
        """Whether the check is a limit of each value, which 3.1 has no other form for."""
        is_marked = is_enum(value_at(self.reading.document.data, self.at))
        return is_marked and parameters.keys() == {"values"} and limit == _NONE_ALLOWED

    def _add_enum(self, values: list[Literal]) -> None:
        column, path = self.subject.column, self.subject.path
        nulls = [] if column is not None and column.required else [None]
        name = self.check.id or self.check.name or f"{path}.enum"
        parameters = {"values": [*values, *nulls]}
        self.reading.add(self.at, name, RuleKind.ENUM, path, parameters)

    def _read_former_valid_values(self) -> None:
        """Read `rule: validValues` of ODCS 3.0, which allows no other value."""
        if given_operators(self.check) or self.check.arguments:
            message = "`validValues` has no limit: write `metric: invalidValues`, with arguments"
            self.reading.problem(self.at, message)
            return
        if self.subject.column is None:
            self.reading.problem(self.at, "`validValues` is about a property: move it to one")
            return
        reader = self._metric("invalidValues")
        values = reader.values(self._valid_values, (*self.at, "validValues"))
        if values is not None:
            self._add(RuleKind.INVALID_COUNT, "validValues", {**_NONE_ALLOWED, "values": values})

    def _read_former_null_check(self) -> None:
        """Read `rule: nullCheck` of the examples of ODCS 3.0, which allows no null."""
        if given_operators(self.check) or self.check.arguments:
            message = "`nullCheck` has no limit: write `metric: nullValues`"
            self.reading.problem(self.at, message)
        elif self.subject.column is None:
            self.reading.problem(self.at, "`nullCheck` is about a property: move it to one")
        else:
            self._add(RuleKind.NULL_COUNT, "nullCheck", _NONE_ALLOWED)

    def _read_query(self) -> None:
        limit = limit_of_query(self.reading, self.check, self.at)
        query = placed_query(self.reading, self.check.query, self.at, self.subject.path, self.table)
        if query is not None and limit is not None:
            self._add(RuleKind.SQL, "sql", {**limit, "query": query})

    def _read_custom(self) -> None:
        """Read a check in the words of another tool, which are left to it."""
        check = self.check
        if given_operators(check) or check.metric or check.query:
            message = "a check of type custom says all in its `implementation`: drop the rest"
            self.reading.problem((*self.at, "type"), message)
        if not check.engine:
            message = "say which tool judges the check: add `engine`, such as soda"
            self.reading.problem(self.at, message)
        if not check.implementation:
            message = "say what is checked, in the words of its engine: add `implementation`"
            self.reading.problem(self.at, message)
        if check.engine and check.implementation:
            parameters = {"engine": check.engine, "implementation": check.implementation}
            self._add(RuleKind.CUSTOM, "custom", parameters)

    def _read_words(self) -> None:
        """Refuse words for people that look as if they were judged."""
        if given_operators(self.check) or self.check.metric or self.check.query:
            message = "a check of type text is for people, and is not judged: drop its type"
            self.reading.problem((*self.at, "type"), message)

    def _metric(self, metric: str) -> MetricReading:
        return MetricReading(self.reading, self.check, self.at, self.subject, metric)

    def _severity(self) -> Severity:
        written = (self.check.severity or "error").casefold()
        if written not in _WARNINGS | _ERRORS:
            message = f"the severity `{written}` is not known: write error or warning"
            self.reading.problem((*self.at, "severity"), message)
        return Severity.WARNING if written in _WARNINGS else Severity.ERROR

    def _add(self, kind: RuleKind, what: str, parameters: Mapping[str, Any]) -> None:
        path = self.subject.path
        written = self.check.id or self.check.name
        self.reading.add(
            self.at,
            written or self.reading.free_name(f"{path}.{what}" if path else what),
            kind,
            path,
            parameters,
            severity=self._severity(),
            scope=Scope.PARTITION,
            description=self.check.description or "",
        )
