"""Files that are read once in a process, as long as they stay the same."""

from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_MOST = 4096
"""Results of one function that are kept."""


def once_for_each_content(
    read: Callable[Concatenate[Path, P], R],
) -> Callable[Concatenate[Path, P], R]:
    """Let a reader of files read the same content of a file once; what it gives must not change.

    The content itself decides, because times of writing can be the same.
    """

    @lru_cache(maxsize=_MOST)
    def remembered(_content: bytes, file: Path, *arguments: P.args, **named: P.kwargs) -> R:
        return read(file, *arguments, **named)

    @wraps(read)
    def reading(file: Path, /, *arguments: P.args, **named: P.kwargs) -> R:
        return remembered(_content(file), file, *arguments, **named)  # type: ignore[arg-type]  # whether it can be hashed is for the reader to know

    return reading


def _content(file: Path) -> bytes:
    """What a file holds; nothing where its reader will say why it cannot be read."""
    try:
        return file.read_bytes()
    except OSError:
        return b""
