"""One mesh installation: the handles that every verb needs, opened once for each process."""

from dataclasses import dataclass
from functools import lru_cache

from mesh_assets.compute.dbt import DbtProject
from mesh_assets.lakehouse.catalog import Lakehouse
from mesh_assets.pipeline.ledger.ledger import Ledger
from mesh_assets.settings import Settings


@dataclass(frozen=True)
class Installation:
    """Settings and handles; opening is cheap, each handle connects on first use."""

    settings: Settings
    lakehouse: Lakehouse
    ledger: Ledger
    dbt: DbtProject


@lru_cache(maxsize=4)
def open_installation(settings: Settings) -> Installation:
    """The installation for these settings; one for each process, so that caches stay warm."""
    settings.home.mkdir(parents=True, exist_ok=True)
    return Installation(
        settings=settings,
        lakehouse=Lakehouse.open(settings),
        ledger=Ledger(settings.catalog_uri),
        dbt=DbtProject(settings),
    )
