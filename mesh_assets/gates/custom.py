"""Custom checks of a contract: the gate that runs the engine which a check names judges it.

Soda is the only engine that the mesh runs. A check for another one has not passed.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from mesh_assets.contract.model import Contract
from mesh_assets.contract.rule import Rule, RuleKind, Severity
from mesh_assets.documents.suggestion import suggest
from mesh_assets.gates.contract import GATE
from mesh_assets.gates.soda.inline import inline_checks
from mesh_assets.gates.soda.judging import judge_checks
from mesh_assets.gates.soda.mistake import CheckMistake
from mesh_assets.gates.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SODA = "soda"


def names_known_engine(rule: Rule) -> bool:
    """Whether a gate runs the engine of a custom check."""
    return str(rule.parameters["engine"]).casefold() == _SODA


def complaint_about(rule: Rule) -> str | None:
    """Say why no gate can judge a custom check; None where one can."""
    if not names_known_engine(rule):
        engine = rule.parameters["engine"]
        meant = suggest(str(engine).casefold(), [_SODA])
        return f"no gate here runs the engine {engine}{_did_you_mean(meant)}"
    try:
        inline_checks(rule.parameters["implementation"], rule.column)
    except CheckMistake as mistake:
        words = ": ".join([*mistake.at, mistake.message])
        return f"Soda cannot run it: {words}{_did_you_mean(mistake.suggestion)}"
    return None


def publishes_nothing(rule: Rule) -> str | None:
    """Say why a custom check refuses whatever it is about; None where it does not.

    A check for another engine that only warns is published with, and named each time.
    """
    complaint = complaint_about(rule)
    if complaint is None or names_known_engine(rule):
        return complaint
    if rule.severity is Severity.WARNING:
        return None
    return (
        f"{complaint}, so that nothing would be published: say it in Soda or SQL, or let it warn "
        "by `severity: warning`"
    )


def judge_custom_checks(
    connection: "DuckDBPyConnection", contract: Contract, *, schema: str, table: str, now: datetime
) -> list[Verdict]:
    """Judge every custom check of a contract on `schema.table`, as of `now`.

    Gives one verdict of the contract gate for each. What no gate can judge has not passed.
    """
    return [
        _judged(connection, rule, schema, table, now)
        for rule in contract.rules
        if rule.kind is RuleKind.CUSTOM
    ]


def _judged(
    connection: "DuckDBPyConnection", rule: Rule, schema: str, table: str, now: datetime
) -> Verdict:
    complaint = complaint_about(rule)
    if complaint is not None:
        outcome = Outcome.ERROR if names_known_engine(rule) else Outcome.SKIPPED
        detail = f"not evaluated: {complaint}"
        return Verdict(GATE, rule.name, outcome, rule.severity, scope=rule.scope, detail=detail)
    declared = inline_checks(rule.parameters["implementation"], rule.column)
    verdicts = judge_checks(connection, schema=schema, table=table, declared=declared, now=now)
    return _together(rule, verdicts)


def _together(rule: Rule, verdicts: Sequence[Verdict]) -> Verdict:
    """Give one verdict for all that a check hands to Soda: the worst."""
    worst = min(verdicts, key=lambda verdict: (verdict.passed, not verdict.refuses))
    only_warned = not worst.passed and worst.severity is Severity.WARNING
    named = worst.rule if len(verdicts) > 1 and not worst.passed else ""
    return Verdict(
        gate=GATE,
        rule=rule.name,
        outcome=worst.outcome,
        severity=Severity.WARNING if only_warned else rule.severity,
        measured=worst.measured,
        expected=worst.expected,
        scope=rule.scope,
        detail=": ".join(filter(None, [named, worst.detail])),
    )


def _did_you_mean(suggestion: str | None) -> str:
    return "" if suggestion is None else f"; did you mean `{suggestion}`?"
