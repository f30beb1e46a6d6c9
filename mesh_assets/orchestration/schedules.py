"""One schedule for each domain and refresh cadence.

A cadence is a promise to look at least that often; the landing sensor usually comes first. What
the sensor has taken up already is not asked for again.
"""

from collections.abc import Iterator, Sequence

import dagster as dg

from mesh_assets.orchestration.arrivals import pending_arrivals, run_requests
from mesh_assets.orchestration.product_assets import ProductAssets
from mesh_assets.product.cadence import Cadence
from mesh_assets.product.ports import FilesInput
from mesh_assets.settings import Settings


def refresh_schedules(
    domain: str, products: Sequence[ProductAssets], settings: Settings
) -> list[dg.ScheduleDefinition]:
    """The schedules of a domain, one for each cron expression that its ports name."""
    by_cron: dict[str, list[ProductAssets]] = {}
    for assets in products:
        ports = assets.product.landing_inputs
        for cron in {cadence.cron for port in ports if (cadence := _cadence(port)) is not None}:
            by_cron.setdefault(cron, []).append(assets)
    return [_schedule(domain, cron, due, settings) for cron, due in sorted(by_cron.items())]


def _schedule(
    domain: str, cron: str, products: Sequence[ProductAssets], settings: Settings
) -> dg.ScheduleDefinition:
    @dg.schedule(
        name=f"{domain}_refresh_{_name(cron)}",
        cron_schedule=cron,
        execution_timezone="UTC",
        description=f"Refresh of {', '.join(assets.product.identifier for assets in products)}.",
        target=[key for assets in products for key in assets.keys],
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
    def refresh(
        context: dg.ScheduleEvaluationContext,
    ) -> Iterator[dg.RunRequest | dg.SkipReason]:
        pending = (arrival for assets in products for arrival in pending_arrivals(settings, assets))
        requests = list(run_requests(context.instance, pending))
        yield from requests
        if not requests:
            yield dg.SkipReason("Everything that has arrived is taken up.")

    return refresh


def _cadence(port: FilesInput) -> Cadence | None:
    return port.refresh.cadence if port.refresh else None


def _name(cron: str) -> str:
    known = {"0 * * * *": "hourly", "0 0 * * *": "daily", "0 0 * * 0": "weekly"}
    return known.get(cron) or "".join(c if c.isalnum() else "_" for c in cron)
