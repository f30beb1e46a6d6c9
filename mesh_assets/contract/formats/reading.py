"""What every format's reader does: collect rules and located problems, and check them together."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain, count
from typing import Any, NoReturn

from mesh_assets.contract.column_names import complaint_about_name
from mesh_assets.contract.formats.bounds import contradictions
from mesh_assets.contract.formats.trial import complaint_about_pattern
from mesh_assets.contract.model import Contract
from mesh_assets.contract.rule import Rule, RuleKind, Scope, Severity
from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.problem import DocumentError, Problem
from mesh_assets.documents.suggestion import suggest


class ContractReading:
    """One file on its way to becoming a contract.

    `unread` names the parts that could not be read at all. They have been reported; a problem of
    what is around them may only follow from that, and is not reported.
    """

    def __init__(
        self, document: Document, problems: Iterable[Problem] = (), unread: Iterable[Path] = ()
    ) -> None:
        self.document = document
        self._problems = [*document.flaw_problems, *problems]
        self._unread = tuple(unread)
        self._rules: dict[str, Rule] = {}
        self._places: dict[str, Path] = {}
        self._names: set[str] = set()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was found so far."""
        return tuple(self._problems)

    def problem(
        self, at: Path, message: str, suggestion: str | None = None, *, on_key: bool = False
    ) -> None:
        """Report a problem, and go on reading."""
        if not any(part[: len(at)] == at for part in self._unread):
            self._problems.append(self.document.problem(at, message, suggestion, on_key))

    def unknown(self, at: Path, word: str, known: Iterable[str], message: str) -> None:
        """Report a key that is not known, with the one that was probably meant."""
        self.problem(at, message, suggest(word, list(known)), on_key=True)

    def names_column(self, at: Path, name: str, path: str) -> bool:
        """Tell whether a column can have this name; report the problem when it cannot."""
        complaint = complaint_about_name(name)
        if complaint is not None:
            self.problem(at, f"`{name}` cannot name a column: {complaint}")
            return False
        folded = path.casefold()
        if folded in self._names:
            self.problem(at, f"there are two columns named `{path}`; letter case is ignored")
            return False
        self._names.add(folded)
        return True

    def free_name(self, name: str) -> str:
        """The name of a rule whose author gave it none, with a number where it is taken."""
        numbered = (f"{name}_{number}" for number in count(2))
        return next(each for each in chain([name], numbered) if each not in self._rules)

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
        """Add a rule; a name that another rule has is a problem, and so is a useless pattern."""
        if name in self._rules:
            self.problem(at, f"there are two rules named `{name}`: give one of them another name")
            return
        complaint = complaint_about_pattern(parameters["regex"]) if "regex" in parameters else None
        if complaint is not None:
            self.problem(at, complaint)
            return
        self._rules[name] = Rule(name, kind, column, parameters, severity, scope, description)
        self._places[name] = at

    def finish(self, contract: Contract) -> Contract:
        """Give the contract its rules; raises DocumentError with all problems."""
        types = {path: column.type for path, column in contract.walk()}
        for low, high in contradictions(self._rules.values(), types):
            limits = f"{low.parameters['limit']} and {high.parameters['limit']}"
            message = f"nothing lies between {limits}: `{low.column}` could have no value"
            self.problem(self._places[low.name], message)
        if self._problems:
            self.fail()
        return replace(contract, rules=tuple(self._rules.values()))

    def fail(self) -> NoReturn:
        """Raise DocumentError with what was found so far, each problem once."""
        told = {(each.line, each.column, each.message): each for each in self._problems}
        raise DocumentError(told.values())
