"""Verdicts as rows of the ledger."""

from collections.abc import Iterable

import sqlalchemy as sa

from mesh_assets.contract.rule import Scope, Severity
from mesh_assets.gates.verdict import Outcome, Verdict
from mesh_assets.pipeline.ledger.tables import VERDICTS

_VERDICT_ON_RULE = VERDICTS.delete().where(
    VERDICTS.c.subject == sa.bindparam("of_subject"),
    VERDICTS.c.gate == sa.bindparam("of_gate"),
    VERDICTS.c.rule == sa.bindparam("of_rule"),
)


def delete_verdicts(connection: sa.Connection, subject: str, verdicts: Iterable[Verdict]) -> None:
    """Forget the verdicts on a subject that were given by the same rules."""
    rules = [
        {"of_subject": subject, "of_gate": verdict.gate, "of_rule": verdict.rule}
        for verdict in verdicts
    ]
    if rules:
        connection.execute(_VERDICT_ON_RULE, rules)


def insert_verdicts(connection: sa.Connection, subject: str, verdicts: Iterable[Verdict]) -> None:
    """Write the verdicts on a subject."""
    rows = [
        {
            "subject": subject,
            "gate": verdict.gate,
            "rule": verdict.rule,
            "outcome": verdict.outcome.value,
            "severity": verdict.severity.value,
            "measured": verdict.measured,
            "expected": verdict.expected,
            "scope": verdict.scope.value,
            "detail": verdict.detail,
        }
        for verdict in verdicts
    ]
    if rows:
        connection.execute(VERDICTS.insert(), rows)


def verdict_of(row: sa.RowMapping) -> Verdict:
    """Read a verdict back."""
    return Verdict(
        gate=row["gate"],
        rule=row["rule"],
        outcome=Outcome(row["outcome"]),
        severity=Severity(row["severity"]),
        measured=row["measured"],
        expected=row["expected"],
        scope=Scope(row["scope"]),
        detail=row["detail"],
    )
