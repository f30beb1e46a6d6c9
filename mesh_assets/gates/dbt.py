"""The dbt gate: one verdict for each test that dbt should have run."""

from mesh_assets.compute.dbt.index import ModelTest
from mesh_assets.compute.dbt.run import DbtResult, DbtRun, DbtStatus
from mesh_assets.contract.rule import Severity
from mesh_assets.gates.verdict import Outcome, Verdict

GATE = "dbt"

_OUTCOMES = {
    DbtStatus.PASS: Outcome.PASSED,
    DbtStatus.WARN: Outcome.FAILED,
    DbtStatus.FAIL: Outcome.FAILED,
    DbtStatus.SKIPPED: Outcome.SKIPPED,
}
"""What is not here, an error or a missing result, could not be judged."""


def judge_dbt(run: DbtRun) -> list[Verdict]:
    """Judge a build by its tests; the rule is the test's name, measured are its failures.

    A test that dbt skipped, because something before it failed, or that gave no result, has not
    passed.
    """
    return [_verdict(test, run.result(test.unique_id)) for test in run.models.tests]


def _verdict(test: ModelTest, result: DbtResult) -> Verdict:
    outcome = _OUTCOMES.get(result.status, Outcome.ERROR)
    # A test may refuse from a hundred failures on, and warn from the first.
    only_warned = result.status is DbtStatus.WARN
    return Verdict(
        gate=GATE,
        rule=test.name,
        outcome=outcome,
        severity=Severity.WARNING if only_warned else test.severity,
        measured=result.failures,
        expected=test.expected,
        detail="" if outcome is Outcome.PASSED else _detail(test, result),
    )


def _detail(test: ModelTest, result: DbtResult) -> str:
    match result.status:
        case DbtStatus.SKIPPED:
            return "dbt skipped it, because a model or test before it failed"
        case DbtStatus.MISSING:
            return "dbt gave no result"
        case _:
            return f"{test.file}: {result.message}"
