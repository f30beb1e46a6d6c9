"""A mesh of its own for each measurement: the demo's declarations, in a temporary folder."""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mesh_assets.contract.landing import FileFormat
from mesh_assets.demo.breakages import ORDER_BREAKAGES
from mesh_assets.demo.days import ROWS_A_DAY, DayOfOrders
from mesh_assets.settings import PROJECT, Settings

PRODUCT = "orders/customer-orders"
MEMORY_LIMIT = "600MB"
THREADS = 2

_LANDING = Path("landing") / "orders" / "orders"
_DECLARATIONS = PROJECT / "mesh_assets" / "domains" / "orders"


@dataclass(frozen=True, slots=True)
class BenchmarkMesh:
    """The folders of one mesh."""

    folder: Path

    @classmethod
    def create(cls, folder: Path, file_format: FileFormat) -> "BenchmarkMesh":
        """Copy the product's declarations, for landing files of the given format."""
        domain = folder / "domains" / _DECLARATIONS.name
        shutil.copytree(_DECLARATIONS, domain, ignore=shutil.ignore_patterns("__pycache__"))
        spec = domain / "customer_orders" / "product.yaml"
        declared = spec.read_text(encoding="utf-8")
        expected = f"format: {FileFormat.NDJSON}"
        if expected not in declared:
            raise ValueError(f"{spec} no longer lands NDJSON: adapt the benchmark")
        spec.write_text(
            declared.replace(expected, f"format: {file_format}"),
            encoding="utf-8",
        )
        (folder / "home").mkdir()
        return cls(folder)

    @property
    def settings(self) -> Settings:
        """The settings that every measurement runs with."""
        home = self.folder / "home"
        return Settings(
            home=home,
            domains=self.folder / "domains",
            dbt_project=PROJECT / "dbt_project",
            catalog_uri=f"sqlite:///{home / 'catalog.db'}",
            warehouse=home / "warehouse",
            memory_limit=MEMORY_LIMIT,
            threads=THREADS,
        )

    def land(self, files: Iterable[Path]) -> None:
        """Put files that lie on the same disk into the landing zone, without copying them."""
        landing = self.settings.home / _LANDING
        landing.mkdir(parents=True, exist_ok=True)
        for file in files:
            os.link(file, landing / file.name)

    def remove(self) -> None:
        """Delete the mesh with all its data."""
        shutil.rmtree(self.folder)


def usual_day(day: date, rows: int) -> DayOfOrders:
    """Give a day with the usual share of broken records, below what completeness allows."""
    return DayOfOrders(day, rows=rows, broken=rows * len(ORDER_BREAKAGES) // ROWS_A_DAY)
