"""SodaCL, the check language of Soda 3, translated into Soda 4 contracts.

The checks keep their meaning with one exception: Soda 4 counts as duplicates all rows beyond the
first of each value, where Soda 3 counted the values; `= 0` is the same promise in both.
Reference: https://docs.soda.io/soda-v3/sodacl-reference/metrics-and-checks
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mesh_assets.contract.rule import Severity
from mesh_assets.documents.document import Document
from mesh_assets.documents.problem import DocumentError, Problem
from mesh_assets.documents.suggestion import suggest
from mesh_assets.gates.soda.check import Names, SodaCheck, SodaChecks
from mesh_assets.gates.soda.mistake import CheckMistake
from mesh_assets.gates.soda.sodacl_metric import MetricCheck, read_metric_check
from mesh_assets.gates.soda.sodacl_schema import SchemaCheck, read_schema_checks
from mesh_assets.gates.soda.threshold import describe

_SECTION = re.compile(r"checks for \S+")
_VOLUME = re.compile(r"anomaly (score for row_count\s*<\s*default|detection for row_count)")


def read_sodacl(document: Document) -> SodaChecks:
    """Translate a SodaCL file; raises DocumentError with every check that cannot be."""
    section = _section(document)
    translation = _Translation()
    problems = []
    for index, entry in enumerate(document.data[section]):
        try:
            translation.add(*_statement(entry))
        except CheckMistake as mistake:
            problems.append(_located(document, (section, index), entry, mistake))
    if problems:
        raise DocumentError(problems)
    return translation.result(document.file)


def translate_sodacl(entries: Iterable[object], file: Path) -> SodaChecks:
    """Translate checks that are a part of a file only; raises CheckMistake for the first one."""
    translation = _Translation()
    for entry in entries:
        translation.add(*_statement(entry))
    return translation.result(file)


class _Translation:
    """The contracts as they grow, check by check."""

    def __init__(self) -> None:
        self._names = Names()
        self._checks: list[SodaCheck] = []
        self._columns: dict[str, list[dict[str, Any]]] = {}
        self._dataset_checks: list[dict[str, Any]] = []
        self._schemas: list[dict[str, Any]] = []
        self._volume = False

    def add(self, statement: str, body: Mapping[str, Any]) -> None:
        """Translate one check; raises CheckMistake."""
        if _VOLUME.fullmatch(statement):
            self._volume = True
        elif statement == "schema":
            for schema in read_schema_checks(body):
                self._add_schema(schema, body)
        else:
            self._add_metric(read_metric_check(statement, body), statement, body)

    def result(self, file: Path) -> SodaChecks:
        """Give all checks."""
        return SodaChecks(
            file=file,
            checks=tuple(self._checks),
            contracts=(*self._metrics(), *self._schemas),
            volume=self._volume,
        )

    def _metrics(self) -> Iterator[dict[str, Any]]:
        columns = [{"name": name, "checks": checks} for name, checks in self._columns.items()]
        if self._dataset_checks:
            yield {"columns": columns, "checks": self._dataset_checks}
        elif columns:
            # Soda refuses an empty list of checks.
            yield {"columns": columns}

    def _add_metric(self, check: MetricCheck, statement: str, body: Mapping[str, Any]) -> None:
        threshold = check.settings["threshold"]
        only_warns = threshold.get("level") == "warn" and "additional" not in threshold
        name = self._names.give(body.get("name", check.title))
        self._checks.append(
            SodaCheck(
                name=name,
                description=body.get("name", statement),
                expected=describe(threshold),
                severity=Severity.WARNING if only_warns else Severity.ERROR,
            )
        )
        written = {check.type: {**check.settings, "qualifier": name}}
        if check.column is None:
            self._dataset_checks.append(written)
        else:
            self._columns.setdefault(check.column, []).append(written)

    def _add_schema(self, schema: SchemaCheck, body: Mapping[str, Any]) -> None:
        warns = schema.severity is Severity.WARNING
        name = self._names.give(body.get("name", "schema_warning" if warns else "schema"))
        description = body.get("name", "required columns and their types")
        self._checks.append(SodaCheck(name, description, schema.expected, schema.severity))
        # The columns of a contract are those that its schema check demands, so a schema check
        # shares its contract with no other check.
        settings = {
            "qualifier": name,
            "allow_extra_columns": True,
            "allow_other_column_order": True,
        }
        self._schemas.append({"columns": [*schema.columns], "checks": [{"schema": settings}]})


def _section(document: Document) -> str:
    sections: list[str] = [key for key in document.data if _SECTION.fullmatch(key)]
    problems = [
        document.problem((key,), message, suggest(key, ["checks for"]), on_key=True)
        for key in document.data
        if key not in sections[:1]
        for message in [f"`{key}` is not supported: a file has one section, `checks for <table>:`"]
    ]
    if not document.data:
        problems.append(document.problem((), "has no checks: write `checks for <table>:`"))
    problems += [
        document.problem((key,), "has no checks: add `- row_count > 0`")
        for key in sections[:1]
        if not isinstance(document.data[key], list) or not document.data[key]
    ]
    if problems:
        raise DocumentError(problems)
    return sections[0]


def _statement(entry: object) -> tuple[str, Mapping[str, Any]]:
    match entry:
        case str():
            return entry.strip(), {}
        case dict() if len(entry) == 1:
            ((statement, body),) = entry.items()
            if not isinstance(body, dict):
                raise CheckMistake("ends in a colon, but has no settings below", on_key=True)
            if not isinstance(body.get("name", ""), str):
                raise CheckMistake("is text", "name")
            return statement.strip(), body
        case _:
            raise CheckMistake("is not a check: write one such as `- row_count > 0`")


def _located(
    document: Document, path: tuple[str | int, ...], entry: object, mistake: CheckMistake
) -> Problem:
    if not isinstance(entry, dict):
        return document.problem(path, mistake.message, mistake.suggestion)
    at = (*path, next(iter(entry)), *mistake.at)
    on_key = mistake.on_key or not mistake.at
    return document.problem(at, mistake.message, mistake.suggestion, on_key)
