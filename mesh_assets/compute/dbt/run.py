"""What came out of one dbt run: a result for every model and test that should have one."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from mesh_assets.compute.dbt.index import ProductModels


class DbtStatus(StrEnum):
    """dbt's own words, and `missing` for a result that never arrived."""

    SUCCESS = "success"
    PASS = "pass"  # noqa: S105
    WARN = "warn"
    FAIL = "fail"
    ERROR = "error"
    SKIPPED = "skipped"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class DbtResult:
    """How one model or test ended."""

    unique_id: str
    status: DbtStatus
    message: str = ""
    failures: int | None = None
    """What a test counted, by default the rows that break it."""
    seconds: float = 0.0
    compiled_sql: str = ""
    """What dbt ran, for a person to run again."""


@dataclass(frozen=True, slots=True)
class DbtRun:
    """One product's models, built and tested in one run's database."""

    models: ProductModels
    results: Mapping[str, DbtResult]
    """By unique id, one for each model and test of `models` that dbt reports on."""
    events: tuple[Any, ...]
    """dbt's `EventMsg` of every finished model and test, in order, for the orchestrator."""
    manifest: Any
    """dbt's `Manifest`, for the orchestrator."""
    target: Path
    """Where dbt wrote what it compiled; it lasts as long as the run."""
    seconds: float

    def result(self, unique_id: str) -> DbtResult:
        """Return the result of a model or test; `missing` when there is none."""
        return self.results.get(unique_id, DbtResult(unique_id, DbtStatus.MISSING))

    @property
    def output_built(self) -> bool:
        """Whether the product's output is there; it is not when a test before it failed."""
        return self.result(self.models.output.unique_id).status is DbtStatus.SUCCESS
