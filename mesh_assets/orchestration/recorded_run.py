"""A run that was not executed by Dagster, on a Dagster instance.

Asset checks reported without a run can be recorded once for each partition and never again (the
event log has one row for each check, run and partition). So a command that publishes is a run of
its own, whose checks are planned like those of any run. The event classes are not public; this is
the only module that uses them.
"""

from collections.abc import Collection, Iterable
from types import TracebackType
from typing import Self

import dagster as dg
from dagster._core.definitions.asset_checks.asset_check_evaluation import (
    AssetCheckEvaluationPlanned,
)
from dagster._core.definitions.partitions.subset import DefaultPartitionsSubset
from dagster._core.events import DagsterEvent, DagsterEventType, StepMaterializationData

Event = dg.AssetMaterialization | dg.AssetCheckEvaluation


class RecordedRun:
    """A run in the instance, from the `with` statement's beginning to its end."""

    def __init__(
        self,
        instance: dg.DagsterInstance,
        job_name: str,
        run_id: str,
        tags: dict[str, str],
    ) -> None:
        self._instance = instance
        self._run = dg.DagsterRun(
            job_name=job_name, run_id=run_id, status=dg.DagsterRunStatus.STARTED, tags=tags
        )

    def __enter__(self) -> Self:
        self._instance.add_run(self._run)
        self._report(DagsterEventType.RUN_START)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self.fail(f"{type(error).__name__}: {error}")
        run = self._instance.get_run_by_id(self._run.run_id)
        if run is not None and not run.is_finished:
            self._report(DagsterEventType.RUN_SUCCESS)

    def fail(self, message: str) -> None:
        """End the run as failed; what was reported stays."""
        self._instance.report_run_failed(self._run, message)

    def plan(
        self,
        checks: Iterable[dg.AssetCheckKey],
        partition_keys: Collection[str],
    ) -> None:
        """Announce the checks that will be evaluated, each on all of these partitions.

        One that is not evaluated before the run ends counts as skipped.
        """
        subset = DefaultPartitionsSubset(set(partition_keys)) if partition_keys else None
        for check in checks:
            planned = AssetCheckEvaluationPlanned(
                asset_key=check.asset_key, check_name=check.name, partitions_subset=subset
            )
            self._report(DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED, planned)

    def report(self, event: Event) -> None:
        """Record a materialization, or the evaluation of a planned check."""
        if isinstance(event, dg.AssetMaterialization):
            data = StepMaterializationData(event)
            self._report(DagsterEventType.ASSET_MATERIALIZATION, data)
        else:
            self._report(DagsterEventType.ASSET_CHECK_EVALUATION, event)

    def _report(
        self,
        kind: DagsterEventType,
        data: StepMaterializationData
        | AssetCheckEvaluationPlanned
        | dg.AssetCheckEvaluation
        | None = None,
    ) -> None:
        event = DagsterEvent(
            event_type_value=kind.value, job_name=self._run.job_name, event_specific_data=data
        )
        self._instance.report_dagster_event(event, run_id=self._run.run_id)
