"""Dates of the calendar, as a spec writes them."""

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from mesh_assets.documents.explaining import wrong_shape
from mesh_assets.documents.mistake import mistake

_DATE = r"^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$"


def _calendar_date(value: object) -> date:
    """Accept only what a person writes as a date; a number is none."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise mistake(wrong_shape("a date such as 2026-01-31", value))
    if re.fullmatch(_DATE, value) is None:
        raise mistake(f"`{value}` is not a date such as 2026-01-31")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise mistake(f"`{value}` is not in the calendar: {error}") from None


CalendarDate = Annotated[
    date,
    BeforeValidator(_calendar_date),
    Field(json_schema_extra={"format": "date", "pattern": _DATE}),
]
"""A date, written `2026-01-31`."""
