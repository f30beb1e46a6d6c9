"""Running a product's partition in this process, as Dagster's own run on its instance."""

import dagster as dg

_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""Runs keep their logs in the instance, where the UI shows them; the terminal stays free."""


def execute_partition(
    definitions: dg.Definitions, instance: dg.DagsterInstance, partition_key: str
) -> dg.ExecuteInProcessResult:
    """Materialize every asset of a code location for one partition; failures are results."""
    job = definitions.resolve_implicit_global_asset_job_def()
    return job.execute_in_process(
        instance=instance,
        partition_key=partition_key,
        run_config=_QUIET,
        raise_on_error=False,
    )
