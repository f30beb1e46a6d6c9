"""The life of a major version: proposed, active, deprecated until its sunset, retired."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any, Literal, Self

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from mesh_assets.documents.mistake import Mistake, mistakes
from mesh_assets.product.calendar_date import CalendarDate
from mesh_assets.product.declaration import SpecModel
from mesh_assets.product.written import WrittenText

Status = Literal["proposed", "active", "deprecated", "retired"]


class MajorReference(WrittenText):
    """Another major version of the same product: `customer-orders.v1`, `v1` or `1`."""

    PATTERN = r"^(?:[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*\.)?v?(?:0|[1-9][0-9]*)$"
    EXAMPLES = ("customer-orders.v1", "v1")
    WANTED = "a major version such as customer-orders.v1, v1 or 1"

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read the number alone, too."""
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return super().parse(str(value) if is_number else value)

    @classmethod
    def correction(cls, text: str) -> str | None:
        """Find the major version in `v1.0`, `V1` or a whole version."""
        found = re.search(r"[vV]?([0-9]+)(?:\.[0-9]+)*$", text)
        return f"v{int(found[1])}" if found else None

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        described = super().__get_pydantic_json_schema__(schema, handler)
        return {"anyOf": [{"type": "integer", "minimum": 0}, described]}

    @property
    def major(self) -> int:
        """The number of the major version."""
        return int(re.split(r"[.v]", self)[-1])

    @property
    def subject(self) -> str | None:
        """What stands before the dot; None where nothing does."""
        return self.rpartition(".")[0] or None


class Lifecycle(SpecModel):
    """Where a major version is in its life, and until when it is published."""

    status: Status = Field(
        default="active",
        description="proposed: may still change; active; deprecated: published until its sunset; "
        "retired: no longer published.",
    )
    deprecates: tuple[MajorReference, ...] = Field(
        default=(),
        description="The major versions that this one takes the place of, such as "
        "customer-orders.v1 or v1.",
    )
    announced: CalendarDate | None = Field(
        default=None, description="The day on which consumers were told of the sunset."
    )
    sunset: CalendarDate | None = Field(
        default=None,
        description="From this day on (in UTC), the deprecated version is published no more and "
        "takes on no consumer.",
    )

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> "Lifecycle":
        found = list(self._contradictions())
        if found:
            raise mistakes(found)
        return self

    @property
    def is_ending(self) -> bool:
        """Whether the version is deprecated or retired."""
        return self.status in {"deprecated", "retired"}

    @property
    def ends_at(self) -> datetime | None:
        """The instant of a deprecated version's sunset, as RFC 8594 means it; None without one."""
        if not self.is_ending or self.sunset is None:
            return None
        return datetime.combine(self.sunset, time(), UTC)

    def has_ended(self, now: datetime) -> bool:
        """Whether the version is published no more, and takes on no consumer."""
        if self.status == "retired":
            return True
        return self.ends_at is not None and now >= self.ends_at

    def notice(self, now: datetime) -> str | None:
        """What its consumers have to know; None while nothing is about to change for them."""
        if self.status == "proposed":
            return "is proposed, and may still change"
        if self.status == "retired":
            return "is retired: nothing of it is published any more"
        if self.status == "deprecated" and self.sunset is not None:
            return _notice_of(self.sunset, ended=self.has_ended(now))
        return None

    def _contradictions(self) -> Iterator[Mistake]:
        if self.status == "deprecated" and self.sunset is None:
            message = "a deprecated version needs a sunset: write `sunset: 2026-12-31`"
            yield Mistake(("status",), message)
        if self.deprecates and self.status != "active":
            message = f"only an active version takes the place of others, and this is {self.status}"
            yield Mistake(("deprecates",), message)
        elif self.sunset is not None and not self.is_ending and not self.deprecates:
            message = f"{_SPOKEN[self.status]} version has no sunset: write `status: deprecated`"
            yield Mistake(("sunset",), message)
        if self.announced is not None and self.sunset is None:
            yield Mistake(("announced",), "a sunset is announced: write `sunset: 2026-12-31`, too")
        elif self.announced and self.sunset and self.sunset <= self.announced:
            message = f"the sunset comes after it is announced, on {self.announced}"
            yield Mistake(("sunset",), message)


_SPOKEN: dict[Status, str] = {"proposed": "a proposed", "active": "an active"}


def _notice_of(sunset: date, *, ended: bool) -> str:
    if ended:
        return f"was published until its sunset on {sunset}: move to a newer major version"
    return f"is deprecated, and published until its sunset on {sunset}: move to a newer major"
