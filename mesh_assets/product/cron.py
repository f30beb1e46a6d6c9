"""Cron expressions of five fields, checked field by field."""

import re
from collections.abc import Iterator
from typing import NamedTuple

SHAPE = r"[0-9A-Z*/,-]+(?: +[0-9A-Z*/,-]+){4}"
"""What five cron fields look like, whether or not they are right."""

_PART = re.compile(
    r"(?:\*|(?P<low>[0-9]+|[A-Z]{3})(?:-(?P<high>[0-9]+|[A-Z]{3}))?)(?:/(?P<step>[0-9]+))?"
)


class _Field(NamedTuple):
    noun: str
    lowest: int
    highest: int
    names: tuple[str, ...] = ()

    def number(self, text: str) -> int:
        """Read a number or a name; what is out of bounds is -1."""
        if text in self.names:
            return self.names.index(text) + self.lowest
        number = int(text) if text.isdigit() else -1
        return number if self.lowest <= number <= self.highest else -1


_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, _MONTHS),
    _Field("day of the week", 0, 7, ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")),
)


def cron_mistake(expression: str) -> str | None:
    """Say what is wrong with five cron fields; None when nothing is."""
    texts = expression.split()
    if len(texts) != len(_FIELDS):
        return f"`{expression}` has {len(texts)} fields; cron has five"
    for field, text in zip(_FIELDS, texts, strict=True):
        for part in _wrong_parts(field, text):
            return f"`{part}` is not a {field.noun} ({field.lowest} to {field.highest}) in cron"
    return None


def _wrong_parts(field: _Field, text: str) -> Iterator[str]:
    for part in text.split(","):
        match = _PART.fullmatch(part)
        if match is None or match["step"] == "0":
            yield part
            continue
        numbers = [field.number(found) for found in (match["low"], match["high"]) if found]
        if -1 in numbers or numbers != sorted(numbers):
            yield part
