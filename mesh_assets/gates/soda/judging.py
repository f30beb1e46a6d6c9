"""Soda's verdicts on a candidate."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_assets.contract.rule import Severity
from mesh_assets.gates.soda.check import SodaCheck, SodaChecks
from mesh_assets.gates.soda.reading import soda_checks
from mesh_assets.gates.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from mesh_assets.gates.soda.session import SodaResult
    from mesh_assets.product.partition import Partition

GATE = "soda"


def judged_at(partition: "Partition | None", now: datetime) -> datetime:
    """Say at which instant the freshness of a partition is judged: its end, once that is past.

    `freshness(created_at) < 1h` promises that data is never older than one hour. For the day that
    is running, that is measured against now; for a day that is over, against its end: the orders
    of 2026-01-05 are judged at 2026-01-06T00:00Z, whenever they are published. So a backfill
    is judged like the run that it replaces, and does not fail for being a backfill.
    """
    return now if partition is None else min(now, partition.end)


def judge_soda(
    connection: "DuckDBPyConnection", *, schema: str, table: str, checks: Path, now: datetime
) -> list[Verdict]:
    """Judge every check of a file on `schema.table` of the run's database, as of `now`.

    Gives one verdict for each check of the file, and one more when Soda reports an error that
    belongs to none of them. What Soda did not evaluate, or did not report, has not passed. The
    row count's anomaly score is not among them: it is the volume gate's.

    Raises DocumentError when the file cannot be read.
    """
    return judge_checks(
        connection, schema=schema, table=table, declared=soda_checks(checks), now=now
    )


def judge_checks(
    connection: "DuckDBPyConnection",
    *,
    schema: str,
    table: str,
    declared: SodaChecks,
    now: datetime,
) -> list[Verdict]:
    """Judge checks that were read already, as `judge_soda` does."""
    if not declared.checks:
        return []
    # Here, because importing Soda takes half a second that reading checks does not need.
    from mesh_assets.gates.soda.session import verify  # noqa: PLC0415

    session = verify(connection, schema, table, declared.contracts, now)
    reason = "; ".join(session.errors)
    results = session.results
    verdicts = [_verdict(check, results.get(check.name), reason) for check in declared.checks]
    if session.errors and all(v.outcome is not Outcome.ERROR for v in verdicts):
        verdicts.append(
            Verdict(GATE, "session", Outcome.ERROR, expected="no error in Soda", detail=reason)
        )
    return verdicts


def _verdict(check: SodaCheck, result: "SodaResult | None", reason: str) -> Verdict:
    verdict = Verdict(
        gate=GATE,
        rule=check.name,
        outcome=Outcome.ERROR,
        severity=check.severity,
        expected=check.expected,
    )
    if result is None:
        return replace(verdict, detail=reason or "Soda gave no result")
    verdict = replace(verdict, measured=result.measured)
    match result.outcome:
        case "PASSED":
            return replace(verdict, outcome=Outcome.PASSED)
        case "WARN":
            return replace(
                verdict, outcome=Outcome.FAILED, severity=Severity.WARNING, detail=result.detail
            )
        case "FAILED":
            return replace(verdict, outcome=Outcome.FAILED, detail=result.detail)
        case "EXCLUDED":
            return replace(verdict, outcome=Outcome.SKIPPED, detail="Soda left the check out")
        case _:
            why = reason or result.detail or "it measured nothing"
            return replace(verdict, detail=f"Soda did not evaluate the check: {why}")
