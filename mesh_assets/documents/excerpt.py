"""Places in a text, and the line around one with a caret below it."""

import re
from functools import lru_cache
from typing import NamedTuple

_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_WIDEST = 100
_CONTEXT = 40


class Position(NamedTuple):
    """Where something stands in a text."""

    line: int
    """One-based."""
    column: int
    """One-based, in characters."""
    width: int = 1
    """Characters to underline, at least one."""


def line_starts(text: str) -> list[int]:
    """List the offsets at which the lines begin."""
    return [0, *(found.end() for found in _LINE_BREAK.finditer(text))]


def position_at(text: str, offset: int) -> Position:
    """Find the line and column of a character."""
    before = _lines(text[:offset])
    return Position(len(before), len(before[-1]) + 1)


def excerpt(text: str, position: Position) -> str:
    """Show the line at `position` and a caret; a very long line is cut to the surroundings."""
    lines = _lines(text)
    if position.line > len(lines):
        return ""
    line = lines[position.line - 1]
    column = position.column - 1
    if len(line) > _WIDEST:
        begin = max(0, column - _CONTEXT)
        line, column = line[begin : begin + _WIDEST], column - begin
    width = max(1, min(position.width, len(line) - column))
    gutter = f"{position.line:>5} | "
    # Tabs are kept, so that the caret stands below its character at any tab width.
    blank = re.sub(r"[^\t]", " ", line[:column])
    caret = "^" + "~" * (width - 1)
    return f"{gutter}{line}\n{' ' * (len(gutter) - 2)}| {blank}{caret}"


@lru_cache(maxsize=2)
def _lines(text: str) -> list[str]:
    """Split a text where YAML breaks lines; one document may have thousands of problems."""
    return _LINE_BREAK.split(text)
