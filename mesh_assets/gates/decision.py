"""The decision to publish: every required rule has passed, or the candidate is refused."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from mesh_assets.contract.rule import Severity
from mesh_assets.gates.requirements import RequiredVerdict
from mesh_assets.gates.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a candidate may be published, and why it may not."""

    reasons: tuple[str, ...]
    """One line for each verdict that refuses, and for each that is missing."""
    warnings: tuple[str, ...]
    """One line for each verdict that did not pass and does not refuse; they are published with."""

    @property
    def publish(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.reasons


def decide(required: Iterable[RequiredVerdict], verdicts: Iterable[Verdict]) -> Decision:
    """Decide on one candidate by all the verdicts on it, in whatever order they came.

    A verdict that did not pass refuses unless its severity is exactly a warning. A required
    verdict that is not among them refuses, whatever its severity would have been: what was not
    judged has not passed.
    """
    judged = list(verdicts)
    failed = [verdict for verdict in judged if not verdict.passed]
    refusing = [verdict for verdict in failed if verdict.severity is not Severity.WARNING]
    reasons = [*(verdict.sentence for verdict in refusing), *_missing(required, judged)]
    warnings = [verdict.sentence for verdict in failed if verdict.severity is Severity.WARNING]
    return Decision(tuple(sorted(reasons)), tuple(sorted(warnings)))


def _missing(required: Iterable[RequiredVerdict], judged: list[Verdict]) -> list[str]:
    # Two files may have a check of one name: each needs a verdict of its own.
    wanted = Counter(required)
    rules = Counter((verdict.gate, verdict.rule) for verdict in judged)
    gates = Counter(verdict.gate for verdict in judged)
    return [
        one.reason_if_missing
        for one, count in wanted.items()
        if count > (gates[one.gate] if one.rule is None else rules[one.gate, one.rule])
    ]
