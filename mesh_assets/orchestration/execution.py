"""Running a product's partition in this process, as Dagster's own run on its instance."""

import dagster as dg

_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""Runs keep their logs in the instance, where the UI shows them; the terminal stays free."""


_REFUSALS = {"Failure", "DagsterAssetCheckFailedError"}
"""How steps fail when a candidate is refused: by our message, or by a blocking check."""


class UnexpectedFailure(RuntimeError):
    """A step failed for a reason that is no refusal; the message holds its stack trace."""


def execute_partition(
    definitions: dg.Definitions, instance: dg.DagsterInstance, partition_key: str
) -> dg.ExecuteInProcessResult:
    """Materialize every asset of a code location for one partition; a refusal is a result.

    Raises UnexpectedFailure for what is no refusal: a defect, or the machine's fault.
    """
    job = definitions.resolve_implicit_global_asset_job_def()
    result = job.execute_in_process(
        instance=instance,
        partition_key=partition_key,
        run_config=_QUIET,
        raise_on_error=False,
    )
    for event in result.get_step_failure_events():
        error = event.step_failure_data.error
        if error is not None and error.cls_name not in _REFUSALS:
            raise UnexpectedFailure(f"{partition_key} failed: {error.to_string()}")
    return result
