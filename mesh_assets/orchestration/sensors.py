"""One landing sensor for each domain."""

from collections.abc import Iterator, Sequence

import dagster as dg

from mesh_assets.orchestration.arrivals import pending_arrivals, run_requests
from mesh_assets.orchestration.product_assets import ProductAssets
from mesh_assets.settings import Settings

_SECONDS_BETWEEN_LOOKS = 15


def landing_sensor(
    domain: str, products: Sequence[ProductAssets], settings: Settings
) -> dg.SensorDefinition:
    """Ask for a run for every new or changed partition in the domain's landing folders."""

    @dg.sensor(
        name=f"{domain}_landing",
        description=f"New and changed landing files of {domain}, exactly once each.",
        asset_selection=[key for assets in products for key in assets.keys],
        default_status=dg.DefaultSensorStatus.RUNNING,
        minimum_interval_seconds=_SECONDS_BETWEEN_LOOKS,
    )
    def landing(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
        pending = (arrival for assets in products for arrival in pending_arrivals(settings, assets))
        requests = list(run_requests(context.instance, pending))
        yield from requests
        if not requests:
            yield dg.SkipReason("Nothing new has arrived.")

    return landing
