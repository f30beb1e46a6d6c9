"""Line numbers and texts of records that DuckDB knows only by their order.

DuckDB passes over blank lines without counting them, and keeps nothing of a line that is not
JSON. So when there are dead letters their files are read a second time, as bytes; only the blocks
that hold a wanted line, or a blank one, are taken apart.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_BLOCK = 1 << 16
_BLANK_LINE = re.compile(rb"\n[ \t\r\v\f]*\n")


@dataclass(frozen=True, slots=True)
class Sought:
    """A record that is looked for."""

    ordinal: int
    """How many records come before it in its file."""
    with_text: bool
    """Whether its text is needed too."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a record stands."""

    ordinal: int
    line: int
    """The line on which it begins, from one; blank lines count."""
    text: str | None
    """Bytes that are not UTF-8 are replaced; None where the text was not needed."""


def find_lines(path: Path, all_sought: Iterable[Sought]) -> Iterator[Found]:
    """Find the lines of records, sought by ascending ordinals."""
    remaining = iter(all_sought)
    sought = next(remaining, None)
    records = lines = 0
    for block in _blocks_of_lines(path):
        if sought is None:
            return
        ends = block.count(b"\n")
        numbers = _record_lines(block, ends)
        texts = block.split(b"\n") if sought.ordinal < records + len(numbers) else []
        while sought is not None and sought.ordinal < records + len(numbers):
            number = numbers[sought.ordinal - records]
            text = texts[number].strip().decode(errors="replace") if sought.with_text else None
            yield Found(sought.ordinal, lines + number + 1, text)
            sought = next(remaining, None)
        records += len(numbers)
        lines += ends


def _blocks_of_lines(path: Path) -> Iterator[bytes]:
    # Read, not mapped: the pages of a mapped file would count as this process's memory.
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block if block.endswith(b"\n") else block + file.readline()


def _record_lines(block: bytes, ends: int) -> range | list[int]:
    """List the lines of a block, from zero, that hold a record."""
    may_have_blank_ends = block[:1].isspace() or not block.endswith(b"\n")
    if may_have_blank_ends or _BLANK_LINE.search(block):
        return [number for number, line in enumerate(block.split(b"\n")) if line.strip()]
    return range(ends)
