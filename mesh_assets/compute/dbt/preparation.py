"""Keeping what dbt parsed, so that it parses at most once for each change.

What was prepared lies in a folder named by the fingerprint of the files it was parsed from. It is
written elsewhere and renamed into place, so it is there as a whole or not at all; a lock makes
processes that start together parse once.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from mesh_assets.compute.dbt.index import DbtManifestIndex

_KEPT = 4
"""Switching between a few states of the files, such as branches, parses nothing again."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """One state of a domain's models: a copy of their files, and what dbt made of them."""

    folder: Path

    @property
    def exists(self) -> bool:
        """Whether it is there: preparations that nothing used for long are forgotten."""
        return self.folder.is_dir()

    @property
    def project(self) -> Path:
        """The domain's own dbt project, as it was parsed."""
        return self.folder / "project"

    @property
    def manifest_file(self) -> Path:
        """Dbt's manifest, in the format of its own parsing state."""
        return self.folder / "manifest.msgpack"

    @property
    def index_file(self) -> Path:
        """The index, as JSON."""
        return self.folder / "index.json"

    @property
    def compiled_file(self) -> Path:
        """What the models come down to, as JSON; made when somebody asks for it."""
        return self.folder / "compiled.json"

    def read_index(self) -> DbtManifestIndex:
        """Read the index of the models, without importing dbt."""
        return DbtManifestIndex.from_json(self.index_file.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class PreparationStore:
    """Where the preparations of one domain are kept."""

    folder: Path

    def find(self, fingerprint: str) -> Preparation | None:
        """Return what was prepared from these very files, if it was; it counts as used now."""
        preparation = Preparation(self.folder / fingerprint)
        if not preparation.exists:
            return None
        # Another process may forget it just now; and who may only read keeps nothing.
        with suppress(OSError):
            os.utime(preparation.folder)
        return preparation

    def prepare(self, fingerprint: str, fill: Callable[[Preparation], None]) -> Preparation:
        """Let `fill` write a preparation, unless another process just did."""
        with self._lock():
            return self.find(fingerprint) or self._write(fingerprint, fill)

    def add(self, file: Path, text: str) -> None:
        """Add a file to a preparation: as a whole, whoever else adds it."""
        unfinished = Path(tempfile.mkstemp(prefix="unfinished-", dir=self.folder)[1])
        unfinished.write_text(text, encoding="utf-8")
        unfinished.rename(file)

    def _write(self, fingerprint: str, fill: Callable[[Preparation], None]) -> Preparation:
        unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=self.folder))
        try:
            fill(Preparation(unfinished))
            unfinished.rename(self.folder / fingerprint)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
        self._forget_oldest()
        return Preparation(self.folder / fingerprint)

    def _forget_oldest(self) -> None:
        kept = sorted(
            (path for path in self.folder.iterdir() if path.is_dir()),
            key=lambda path: path.stat().st_mtime_ns,
        )
        for folder in kept[:-_KEPT]:
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.folder / "lock", os.O_CREAT | os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
