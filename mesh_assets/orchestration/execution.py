"""Running a product's partition in this process, as Dagster's own run on its instance."""

import dagster as dg

from mesh_assets.orchestration.keys import product_key
from mesh_assets.product.product import DataProduct

_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""Runs keep their logs in the instance, where the UI shows them; the terminal stays free."""


_REFUSALS = {"Failure", "DagsterAssetCheckFailedError"}
"""How steps fail when a candidate is refused: by our message, or by a blocking check."""


class UnexpectedFailure(RuntimeError):
    """A step failed for a reason that is no refusal; the message holds its stack trace."""


def execute_partition(
    definitions: dg.Definitions,
    instance: dg.DagsterInstance,
    product: DataProduct,
    partition_key: str | None,
) -> dg.ExecuteInProcessResult:
    """Materialize every asset of a product for one partition; a refusal is a result.

    Raises UnexpectedFailure for what is no refusal: a defect, or the machine's fault.
    """
    job = definitions.resolve_implicit_global_asset_job_def()
    result = job.execute_in_process(
        instance=instance,
        partition_key=partition_key,
        asset_selection=_keys(definitions, product),
        run_config=_QUIET,
        tags={"mesh/domain": str(product.domain), "mesh/product": str(product.name)},
        raise_on_error=False,
    )
    for event in result.get_step_failure_events():
        error = event.step_failure_data.error
        if error is not None and error.cls_name not in _REFUSALS:
            title = f"{product.identifier} {partition_key or ''}".strip()
            raise UnexpectedFailure(f"{title} failed: {error.to_string()}")
    return result


def _keys(definitions: dg.Definitions, product: DataProduct) -> list[dg.AssetKey]:
    own = product_key(product)
    known = definitions.resolve_asset_graph().materializable_asset_keys
    return [key for key in known if key.has_prefix(own.path)]
