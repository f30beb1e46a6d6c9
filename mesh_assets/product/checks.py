"""Quality checks: the tools that judge a candidate before it may be published."""

from typing import Annotated, Any, Literal

from pydantic import Field

from mesh_assets.product.cadence import CheckTime
from mesh_assets.product.declaration import SpecModel, distinct
from mesh_assets.product.names import RelativeFile

Sensitivity = Literal["low", "default", "high"]


class _Check(SpecModel):
    run: CheckTime = Field(
        default=CheckTime("on_refresh"),
        description="When it runs: on_refresh (before every publication), hourly, daily, or cron.",
    )


class SodaCheck(_Check):
    """Soda checks."""

    tool: Literal["soda"] = Field(description="Soda.")
    checks: RelativeFile = Field(description="File of the checks: SodaCL, or a Soda contract.")


class GreatExpectationsCheck(_Check):
    """A suite of Great Expectations."""

    tool: Literal["great_expectations"] = Field(description="Great Expectations.")
    suite: str = Field(min_length=1, description="Name or JSON file of the expectation suite.")


class DbtCheck(_Check):
    """The tests of the product's dbt models."""

    tool: Literal["dbt"] = Field(description="dbt tests.")


class VolumeCheck(_Check):
    """The row count against those of past publications."""

    tool: Literal["volume"] = Field(description="Anomaly of the row count.")
    sensitivity: Sensitivity = Field(
        default="default", description="How small a deviation is already an anomaly."
    )


QualityCheck = Annotated[
    SodaCheck | GreatExpectationsCheck | DbtCheck | VolumeCheck, Field(discriminator="tool")
]


def _identity(check: Any) -> str | None:  # noqa: ANN401
    if not isinstance(check, dict):
        return None
    parts = (check.get(key) for key in ("tool", "checks", "suite"))
    return " ".join(part for part in parts if isinstance(part, str)) or None


QualityChecks = Annotated[tuple[QualityCheck, ...], distinct(_identity, "quality check")]
