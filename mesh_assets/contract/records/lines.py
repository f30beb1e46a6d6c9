"""Line numbers and texts of records that DuckDB knows only by their order.

DuckDB passes over blank lines without counting them, and keeps nothing of a line that is not
JSON. So when there are dead letters their files are read a second time, as bytes; only the blocks
that hold a wanted line, or a blank one, are taken apart.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_BLOCK = 1 << 16
_BLANK_LINE = re.compile(rb"\n[ \t\r\v\f]*(?:\n|\Z)")


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
    with path.open("rb") as file:
        for block in _blocks_of_lines(file):
            if sought is None:
                return
            numbers = _record_lines(block)
            texts = block.split(b"\n") if sought.ordinal < records + len(numbers) else []
            while sought is not None and sought.ordinal < records + len(numbers):
                number = numbers[sought.ordinal - records]
                text = texts[number].strip().decode(errors="replace") if sought.with_text else None
                yield Found(sought.ordinal, lines + number + 1, text)
                sought = next(remaining, None)
            records += len(numbers)
            lines += block.count(b"\n")


def _blocks_of_lines(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block + file.readline()


def _record_lines(block: bytes) -> range | list[int]:
    """List the lines of a block, from zero, that hold a record."""
    if _BLANK_LINE.search(b"\n" + block.removesuffix(b"\n")):
        return [number for number, line in enumerate(block.split(b"\n")) if line.strip()]
    return range(block.removesuffix(b"\n").count(b"\n") + 1)
