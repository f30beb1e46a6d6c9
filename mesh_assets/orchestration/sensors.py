"""One landing sensor for each domain."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import dagster as dg

from mesh_assets.orchestration.arrivals import pending_arrivals, run_requests
from mesh_assets.orchestration.late_data import late_data_requests
from mesh_assets.orchestration.product_assets import ProductAssets
from mesh_assets.ports.inputs.files import describe_unexpected, unexpected_files
from mesh_assets.settings import Settings

_SECONDS_BETWEEN_LOOKS = 15


def landing_sensor(
    domain: str, products: Sequence[ProductAssets], settings: Settings
) -> dg.SensorDefinition:
    """Ask for a run for every new or changed partition in the domain's landing folders."""

    @dg.sensor(
        name=f"{domain}_landing",
        description=(
            f"New and changed landing files of {domain}, exactly once each, and the partitions to "
            "which late rows in them belong."
        ),
        asset_selection=[key for assets in products for key in assets.keys],
        default_status=dg.DefaultSensorStatus.RUNNING,
        minimum_interval_seconds=_SECONDS_BETWEEN_LOOKS,
    )
    def landing(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
        requests = [
            request
            for assets in products
            for request in _product_requests(context.instance, settings, assets)
        ]
        yield from requests
        if not requests:
            yield dg.SkipReason(_nothing_new(settings, products))

    return landing


def _product_requests(
    instance: dg.DagsterInstance, settings: Settings, assets: ProductAssets
) -> Iterator[dg.RunRequest]:
    arrived = list(run_requests(instance, pending_arrivals(settings, assets)))
    arriving = {request.partition_key for request in arrived if request.partition_key}
    yield from arrived
    yield from late_data_requests(instance, settings, assets, arriving)


def _nothing_new(settings: Settings, products: Sequence[ProductAssets]) -> str:
    now = datetime.now(UTC)
    told = [
        f"{assets.product.identifier}: {described}"
        for assets in products
        if (described := describe_unexpected(unexpected_files(assets.product, settings.home, now)))
    ]
    return " ".join(["Nothing new has arrived.", *told])
