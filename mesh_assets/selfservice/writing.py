"""Folders that appear complete, all together, or not at all."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mesh_assets.selfservice.names import AlreadyThere

Files = Mapping[str, str]
"""The texts of a folder's files, by their names."""


@contextmanager
def appearing_together(folders: Mapping[Path, Files]) -> Iterator[Mapping[Path, Path]]:
    """Write folders beside the places where they appear when the block ends well.

    Gives where each is until then, under a name that domains and dbt pass over. Raises AlreadyThere
    when one of them exists; nothing is ever overwritten.
    """
    refuse_existing(folders)
    drafts: dict[Path, Path] = {}
    try:
        for folder, files in folders.items():
            folder.parent.mkdir(parents=True, exist_ok=True)
            draft = Path(tempfile.mkdtemp(prefix=f".new-{folder.name}-", dir=folder.parent))
            drafts[folder] = draft
            draft.chmod(0o755)
            for name, text in files.items():
                (draft / name).write_text(text, encoding="utf-8")
        yield drafts
        refuse_existing(folders)
        _appear(drafts)
    finally:
        for draft in drafts.values():
            shutil.rmtree(draft, ignore_errors=True)


def refuse_existing(folders: Iterable[Path]) -> None:
    """Raise AlreadyThere for a folder that exists."""
    for folder in folders:
        if folder.exists():
            raise AlreadyThere(f"{folder} is there already; remove it, or choose another name")


def _appear(drafts: Mapping[Path, Path]) -> None:
    appeared: list[Path] = []
    try:
        for folder, draft in drafts.items():
            draft.rename(folder)
            appeared.append(folder)
    except BaseException:
        for folder in appeared:
            shutil.rmtree(folder, ignore_errors=True)
        raise
