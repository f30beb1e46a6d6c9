"""What a look at one point of the checklist finds."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How far a point has come."""

    DONE = "done"
    UNCHECKED = "unchecked"
    """Declared as far as it can be, but the mesh has no means yet to check the rest."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    state: State
    words: str
    """The evidence; or what is missing, and where to put it."""


@dataclass(frozen=True, slots=True)
class ChecklistPoint:
    """One of the eight points."""

    name: str
    title: str
    findings: tuple[Finding, ...]

    @property
    def state(self) -> State:
        """A point is as far as the least of its findings."""
        states = {finding.state for finding in self.findings}
        worst_first = (State.MISSING, State.UNCHECKED)
        return next((state for state in worst_first if state in states), State.DONE)


def found(evidence: object, words: str, remedy: str) -> Finding:
    """Tell the words where there is evidence, else the remedy."""
    return Finding(State.DONE, words) if evidence else missing(remedy)


def missing(remedy: str) -> Finding:
    """Tell what is missing, and where to put it."""
    return Finding(State.MISSING, remedy)


def unchecked(words: str) -> Finding:
    """Tell what nobody can check yet."""
    return Finding(State.UNCHECKED, words)
