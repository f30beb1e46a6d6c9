"""What every format's reader does: collect rules and located problems, and check them together."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from mesh_assets.contract.model import Column, Contract
from mesh_assets.contract.rule import Rule, RuleKind, Scope, Severity
from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.problem import DocumentError, Problem
from mesh_assets.documents.suggestion import suggest

_NOT_IN_RE2 = re.compile(r"\(\?(?:=|!|<=|<!)|\\[1-9]|\(\?P=")
_BOUNDS = (
    (RuleKind.MINIMUM, RuleKind.MAXIMUM),
    (RuleKind.MIN_LENGTH, RuleKind.MAX_LENGTH),
    (RuleKind.MIN_ITEMS, RuleKind.MAX_ITEMS),
)


class ContractReading:
    """One file on its way to becoming a contract."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._problems: list[Problem] = []
        self._rules: dict[str, Rule] = {}
        self._places: dict[str, Path] = {}

    def problem(
        self, at: Path, message: str, suggestion: str | None = None, *, on_key: bool = False
    ) -> None:
        """Report a problem, and go on reading."""
        self._problems.append(self.document.problem(at, message, suggestion, on_key))

    def unknown(self, at: Path, word: str, known: Iterable[str], message: str) -> None:
        """Report a word that is not known, with the one that was probably meant."""
        self.problem(at, message, suggest(word, list(known)), on_key=True)

    def add(  # noqa: PLR0913
        self,
        at: Path,
        name: str,
        kind: RuleKind,
        column: str | None,
        parameters: Mapping[str, Any],
        *,
        severity: Severity = Severity.ERROR,
        scope: Scope = Scope.ROW,
        description: str = "",
    ) -> None:
        """Add a rule; two rules of one name are a problem."""
        if name in self._rules:
            self.problem(at, f"there are two rules named `{name}`: give one of them another name")
            return
        if "regex" in parameters and not self._regex_is_usable(at, parameters["regex"]):
            return
        self._rules[name] = Rule(name, kind, column, parameters, severity, scope, description)
        self._places[name] = at

    def finish(self, contract: Contract) -> Contract:
        """Give the contract its rules and its digest; raises DocumentError with all problems."""
        self._check_names(contract.columns, ())
        self._check_bounds()
        if self._problems:
            raise DocumentError(self._problems)
        return Contract(
            identifier=contract.identifier,
            name=contract.name,
            version=contract.version,
            columns=contract.columns,
            rules=tuple(self._rules.values()),
            open=contract.open,
            description=contract.description,
            digest=digest(self.document.data),
            extras=contract.extras,
        )

    def _regex_is_usable(self, at: Path, regex: object) -> bool:
        if not isinstance(regex, str):
            self.problem(at, "a pattern is a text")
            return False
        if _NOT_IN_RE2.search(regex):
            message = "lookaround and back references cannot be judged by RE2: write it without"
            self.problem(at, message)
            return False
        try:
            re.compile(regex)
        except re.error as error:
            self.problem(at, f"this is no regular expression: {error}")
            return False
        return True

    def _check_names(self, columns: tuple[Column, ...], inside: tuple[str, ...]) -> None:
        seen: set[str] = set()
        for column in columns:
            if column.name.casefold() in seen:
                named = ".".join([*inside, column.name])
                self.problem((), f"there are two columns named `{named}`; letter case is ignored")
            seen.add(column.name.casefold())
            self._check_names(column.fields, (*inside, column.name))

    def _check_bounds(self) -> None:
        for low_kind, high_kind in _BOUNDS:
            highs = {r.column: r for r in self._rules.values() if r.kind is high_kind}
            for low in [r for r in self._rules.values() if r.kind is low_kind]:
                high = highs.get(low.column)
                if high is not None and _nothing_between(low, high):
                    self.problem(
                        self._places[low.name],
                        f"nothing lies between {low.parameters['limit']} and "
                        f"{high.parameters['limit']}: `{low.column}` could have no value",
                    )


def _nothing_between(low: Rule, high: Rule) -> bool:
    least, most = low.parameters["limit"], high.parameters["limit"]
    touching = low.parameters.get("exclusive") or high.parameters.get("exclusive")
    return bool(least > most or (least == most and touching))


def digest(data: object) -> str:
    """SHA-256 of a document's content; comments, layout and the order of keys do not count."""
    canonical = json.dumps(data, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
