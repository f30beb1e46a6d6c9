"""Service level objectives: what a product promises about its data."""

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from mesh_assets.documents.mistake import mistake
from mesh_assets.product.declaration import SpecModel
from mesh_assets.product.types import Duration, Percentage


def _measurable(freshness: Duration) -> Duration:
    if freshness < timedelta(minutes=1):
        raise mistake("freshness is promised in whole minutes: write 1m or more")
    return freshness


class Slo(SpecModel):
    """The promises; each is optional, and what is promised is measured."""

    freshness: Annotated[Duration, AfterValidator(_measurable)] | None = Field(
        default=None, description="The published data is never older than this, such as 1h."
    )
    completeness: Percentage | None = Field(
        default=None,
        description="At least this share of the received records is accepted, such as 99.9%.",
    )
    accuracy: Percentage | None = Field(
        default=None, description="At least this share of the values is right, such as 99.99%."
    )
    availability: Percentage | None = Field(
        default=None, description="The output ports answer for at least this share of the time."
    )
