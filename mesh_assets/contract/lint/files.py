"""The files of a folder that may be contracts."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from mesh_assets.errors import MeshError

_SUFFIXES = frozenset({".yaml", ".yml", ".json", ".avsc", ".proto"})


def candidates(paths: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    """Give each file once, and whether it was named, and not only found in a folder.

    Folders are searched to the bottom, except hidden ones. Raises MeshError for one that cannot be
    read.
    """
    seen: set[Path] = set()
    for path in paths:
        for file in _files_in(path) if path.is_dir() else (path,):
            if file not in seen:
                seen.add(file)
                yield file, file == path


def _files_in(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        message = f"the folder {folder} cannot be read: {error.strerror}"
        raise MeshError(message) from None
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            # A link to a folder may lead back up.
            yield from () if entry.is_symlink() else _files_in(entry)
        elif entry.suffix.lower() in _SUFFIXES:
            yield entry
