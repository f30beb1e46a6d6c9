"""A domain's code location: its products as Dagster definitions."""

from collections.abc import Sequence

import dagster as dg
from dagster_duckdb import DuckDBResource

from mesh_assets.compute.dbt import DbtProject
from mesh_assets.orchestration.automation import automation_sensor
from mesh_assets.orchestration.product_assets import ProductAssets, product_assets
from mesh_assets.orchestration.schedules import refresh_schedules
from mesh_assets.orchestration.sensors import landing_sensor
from mesh_assets.pipeline.models import models_of
from mesh_assets.product.mesh import load_domain
from mesh_assets.settings import Settings, load_settings


def domain_definitions(name: str, settings: Settings | None = None) -> dg.Definitions:
    """Everything of one domain, and of no other: it loads, fails and deploys alone.

    Raises DocumentError with every mistake in the domain's files.
    """
    settings = settings or load_settings()
    domain = load_domain(settings.domains / name)
    index = DbtProject(settings).prepared(name)
    products = [
        product_assets(product, models_of(product, index), settings) for product in domain.products
    ]
    return dg.Definitions(
        assets=[asset for assets in products for asset in assets.definitions],
        resources={"duckdb": DuckDBResource(database=":memory:")},
        # One run is one process and one product partition: its verbs share warm caches.
        executor=dg.in_process_executor,
        sensors=_sensors(name, products, settings),
        schedules=refresh_schedules(name, products, settings),
    )


def _sensors(
    name: str, products: Sequence[ProductAssets], settings: Settings
) -> list[dg.SensorDefinition]:
    sensors: list[dg.SensorDefinition] = []
    if any(assets.product.landing_inputs for assets in products):
        sensors.append(landing_sensor(name, products, settings))
    if any(assets.product.product_inputs for assets in products):
        sensors.append(automation_sensor(name))
    return sensors
