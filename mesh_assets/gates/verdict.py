"""A gate's judgement of one rule on one candidate."""

from dataclasses import dataclass
from enum import StrEnum

from mesh_assets.contract.rule import Scope, Severity


class Outcome(StrEnum):
    """Only `passed` is a pass: what did not run, or broke, is not."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    """The rule could not be judged."""
    SKIPPED = "skipped"
    """The gate did not run the rule."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule, judged."""

    gate: str
    """Such as `contract`, `soda`, `dbt`, `volume`, `completeness`."""
    rule: str
    outcome: Outcome
    severity: Severity = Severity.ERROR
    measured: float | int | str | None = None
    expected: str = ""
    """The limit in words, such as `>= 0.01`."""
    scope: Scope = Scope.PARTITION
    detail: str = ""
    """What a person needs in order to act; empty when passed."""

    @property
    def passed(self) -> bool:
        """Whether the rule held."""
        return self.outcome is Outcome.PASSED

    @property
    def refuses(self) -> bool:
        """Whether publication must not happen because of this verdict."""
        return not self.passed and self.severity is Severity.ERROR

    @property
    def measured_words(self) -> str:
        """The measured value for people, without meaningless digits."""
        match self.measured:
            case None:
                return "not measured"
            case float():
                return f"{self.measured:.6g}"
            case _:
                return str(self.measured)

    @property
    def sentence(self) -> str:
        """The verdict in one line, for people."""
        measured = "not measured" if self.measured is None else f"measured {self.measured_words}"
        expected = f", expected {self.expected}" if self.expected else ""
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.gate}: {self.rule} {self.outcome}: {measured}{expected}{detail}"
