"""A folder as it was in a revision of its git repository."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from mesh_assets.errors import MeshError


class UnknownRevision(MeshError):
    """A revision that there is not, or a folder of which there are none."""


@contextmanager
def folder_at(revision: str, folder: Path) -> Iterator[Path]:
    """Give a copy of a folder as it was; it is empty where the revision did not have it.

    The copy is gone afterwards, and the repository is as before. Raises UnknownRevision.
    """
    folder = folder.resolve()
    root = _git(folder, "rev-parse", "--show-toplevel")
    if root is None:
        message = f"{folder} is in no git repository: there is no revision to compare it with"
        raise UnknownRevision(message)
    commit = _git(
        folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
    )
    if commit is None:
        raise UnknownRevision(
            f"{root} has no revision `{revision}`: name a commit, a branch or a tag that it has, "
            "or fetch it first"
        )
    with TemporaryDirectory(prefix="revision-") as place:
        copy = Path(place) / folder.name
        copy.mkdir()
        tree = f"{commit}:{folder.relative_to(root).as_posix()}".removesuffix(":.")
        if _git(folder, "cat-file", "-e", tree) is not None:
            _check_out(Path(root), tree, copy, index=Path(place) / "index")
        yield copy


def _check_out(root: Path, tree: str, copy: Path, *, index: Path) -> None:
    """Write the files of a tree; an index of its own keeps the repository's as it is."""
    for command in (
        ["read-tree", tree],
        ["checkout-index", "--all", "--quiet", f"--prefix={copy}/"],
    ):
        if _git(root, *command, index=index) is None:
            raise UnknownRevision(f"git cannot read {tree} in {root}")


def _git(folder: Path, *arguments: str, index: Path | None = None) -> str | None:
    """Run git in a folder and give what it prints; None where it fails."""
    environment = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    if index is not None:
        environment["GIT_INDEX_FILE"] = str(index)
    try:
        ended = subprocess.run(  # noqa: S603
            ["git", "-C", str(folder), *arguments],  # noqa: S607
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise UnknownRevision("git is not installed: it is needed to read revisions") from None
    return ended.stdout.strip() if ended.returncode == 0 else None


_OF_A_HOOK = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"})
"""What git tells its hooks about the repository that runs them, which may be another one."""
