"""The files of a folder that may be contracts."""

from collections.abc import Iterable, Iterator
from pathlib import Path

_SUFFIXES = frozenset({".yaml", ".yml", ".json"})


def candidates(paths: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    """Give each file once, and whether it was named, and not only found in a folder.

    Folders are searched to the bottom, except hidden ones.
    """
    seen: set[Path] = set()
    for path in paths:
        for file in _files_in(path) if path.is_dir() else (path,):
            if file not in seen:
                seen.add(file)
                yield file, file == path


def _files_in(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _files_in(entry)
        elif entry.suffix.lower() in _SUFFIXES:
            yield entry
