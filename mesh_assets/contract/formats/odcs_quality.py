"""`quality` of ODCS: library metrics and SQL, as rules about a partition."""

from collections.abc import Iterator, Mapping
from typing import Any

from open_data_contract_standard.model import DataQuality

from mesh_assets.contract.formats.former_reading import ContractReading
from mesh_assets.contract.rule import RuleKind, Scope, Severity
from mesh_assets.contract.sql import quote_identifier
from mesh_assets.documents.nodes import Path

_OPERATORS = {
    "mustBe": "=",
    "mustNotBe": "!=",
    "mustBeGreaterThan": ">",
    "mustBeGreaterOrEqualTo": ">=",
    "mustBeLessThan": "<",
    "mustBeLessOrEqualTo": "<=",
    "mustBeBetween": "between",
    "mustNotBeBetween": "not between",
}
_METRICS = {
    "nullValues": RuleKind.NULL_COUNT,
    "missingValues": RuleKind.NULL_COUNT,
    "invalidValues": RuleKind.INVALID_COUNT,
    "duplicateValues": RuleKind.DUPLICATE_COUNT,
    "rowCount": RuleKind.ROW_COUNT,
}
_WARNINGS = {"warning", "warn", "info", "low"}
_ERRORS = {"error", "critical", "fatal", "high", "medium"}
_TABLE = "${table}"


def quality_rules(
    reading: ContractReading, checks: list[DataQuality], at: Path, path: str | None
) -> None:
    """Add the rules of a property, or with no path of the whole table."""
    for index, check in enumerate(checks):
        _QualityReader(reading, check, (*at, "quality", index), path).read()


class _QualityReader:
    """Reads one check."""

    def __init__(
        self, reading: ContractReading, check: DataQuality, at: Path, path: str | None
    ) -> None:
        self._reading = reading
        self._check = check
        self._at = at
        self._path = path

    def read(self) -> None:
        """Add the check's rule, or say why it cannot be judged."""
        match self._check.type or ("sql" if self._check.query else "library"):
            case "library":
                self._read_metric()
            case "sql":
                self._read_sql()
            case "text":
                # Words for people: nothing to judge.
                return
            case other:
                self._reading.problem(
                    (*self._at, "type"),
                    f"a check of type `{other}` is not judged here: "
                    "name its tool under quality_checks in product.yaml",
                )

    def _read_metric(self) -> None:
        name = self._check.metric or self._check.rule
        if name not in _METRICS:
            place = (*self._at, "metric" if self._check.metric else "rule")
            message = f"`{name}` is no metric of the ODCS library"
            self._reading.unknown(place, str(name), _METRICS, message)
            return
        kind = _METRICS[name]
        if (
            kind is not RuleKind.ROW_COUNT
            and self._path is None
            and kind is not RuleKind.DUPLICATE_COUNT
        ):
            self._reading.problem(self._at, f"`{name}` is about a property: move it to one")
            return
        arguments = self._arguments(name, kind)
        limit = self._limit()
        if arguments is None or limit is None:
            return
        self._add(kind, name, {**limit, **arguments})

    def _read_sql(self) -> None:
        query, limit = self._check.query, self._limit()
        if not query:
            self._reading.problem(self._at, "a check of type sql needs a `query`")
        elif limit is not None:
            self._add(RuleKind.SQL, "sql", {**limit, "query": self._placed(query)})

    def _arguments(self, name: str, kind: RuleKind) -> Mapping[str, Any] | None:
        arguments = self._check.arguments or {}
        match kind:
            case RuleKind.NULL_COUNT:
                missing = [v for v in arguments.get("missingValues", []) if v is not None]
                return {"values": missing} if missing else {}
            case RuleKind.INVALID_COUNT:
                if "validValues" in arguments:
                    return {"values": arguments["validValues"]}
                if "pattern" in arguments:
                    return {"regex": arguments["pattern"]}
                message = f"`{name}` needs arguments: validValues or pattern"
                self._reading.problem(self._at, message)
                return None
            case RuleKind.DUPLICATE_COUNT:
                return self._duplicate_columns(arguments)
            case _:
                return {}

    def _duplicate_columns(self, arguments: Mapping[str, Any]) -> Mapping[str, Any] | None:
        if self._path is not None:
            return {"columns": [self._path]}
        columns = arguments.get("properties")
        if not columns:
            message = "duplicateValues of a table needs arguments: properties: [...]"
            self._reading.problem(self._at, message)
            return None
        return {"columns": list(columns)}

    def _limit(self) -> dict[str, Any] | None:
        given = [(word, value) for word, value in self._operators() if value is not None]
        if len(given) != 1:
            self._reading.problem(
                self._at, f"a check has one limit, such as `mustBe: 0`; this one has {len(given)}"
            )
            return None
        [(word, value)] = given
        unit = self._check.unit or "rows"
        if unit not in {"rows", "percent"}:
            self._reading.problem((*self._at, "unit"), f"a unit is rows or percent, not `{unit}`")
            return None
        return {"operator": _OPERATORS[word], "limit": value, "unit": unit}

    def _operators(self) -> Iterator[tuple[str, Any]]:
        return ((word, getattr(self._check, word)) for word in _OPERATORS)

    def _severity(self) -> Severity:
        written = (self._check.severity or "error").casefold()
        if written not in _WARNINGS | _ERRORS:
            message = f"`{written}` is no severity that is known"
            place = (*self._at, "severity")
            self._reading.unknown(place, written, {"error", "warning"}, message)
        return Severity.WARNING if written in _WARNINGS else Severity.ERROR

    def _add(self, kind: RuleKind, metric: str, parameters: Mapping[str, Any]) -> None:
        default = f"{self._path}.{metric}" if self._path else metric
        self._reading.add(
            self._at,
            self._check.name or self._check.id or default,
            kind,
            self._path,
            parameters,
            severity=self._severity(),
            scope=Scope.PARTITION,
            description=self._check.description or "",
        )

    def _placed(self, query: str) -> str:
        """Put our placeholder for the rows in place of those of ODCS."""
        for word in ("${object}", "{object}", "${table}", "{table}", "${model}", "{model}"):
            query = query.replace(word, "\0")
        column = quote_identifier(self._path) if self._path else ""
        for word in ("${property}", "{property}", "${column}", "{column}", "${field}", "{field}"):
            query = query.replace(word, column)
        return query.replace("\0", _TABLE)
