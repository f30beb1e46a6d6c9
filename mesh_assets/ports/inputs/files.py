"""The landing zone: files that a source system drops, one folder for each input port.

A file belongs to the partition that its name, or the name of its folder, begins with:
`2026-01-05.ndjson`, `2026-01-05-part-2.ndjson.gz`, `2026-01-05/anything.ndjson` and
`date=2026-01-05/anything.ndjson` all arrive for the day 2026-01-05. Names that begin with a dot or
an underscore, or end in `.tmp`, are still being written and are not seen.
"""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mesh_assets.contract.landing import FileFormat, LandingFile
from mesh_assets.errors import MeshError
from mesh_assets.product.partition import Partition
from mesh_assets.product.partitions import Partitions, UnknownPartition
from mesh_assets.product.ports import FilesInput
from mesh_assets.product.product import DataProduct

_KEY_PATTERNS = {
    "day": re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)"),
    "hour": re.compile(r"(\d{4}-\d{2}-\d{2}[-T]\d{2})(?!\d)"),
    "month": re.compile(r"(\d{4}-\d{2})(?!\d)"),
}


_MOST_NAMED = 3
_KEY_WANTED = {"day": "2026-01-05", "hour": "2026-01-05-13", "month": "2026-01"}


class NothingArrived(MeshError):
    """No landing file is there for a partition that was asked for."""


@dataclass(frozen=True, slots=True)
class UnexpectedFile:
    """A landing file that no run takes up: somebody's mistake, worth showing."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """All the files that have arrived for one partition, in name order."""

    partition_key: str | None
    files: tuple[LandingFile, ...]
    fingerprint: str
    """Changes whenever a file is added, removed or written again."""


@dataclass(frozen=True, slots=True)
class LandingFolder:
    """The folder behind one `files://` input port."""

    path: Path
    format: FileFormat
    partitions: Partitions | None

    @classmethod
    def of(cls, port: FilesInput, partitions: Partitions | None, home: Path) -> "LandingFolder":
        """The folder of a port; its path is relative to the mesh's home."""
        return cls(home / port.source.path, FileFormat(port.format), partitions)

    def arrivals(self) -> dict[str | None, Arrival]:
        """What has arrived, by partition key (None for a product without partitions)."""
        paths: dict[str | None, list[Path]] = {}
        for key, path in self._keyed_files():
            paths.setdefault(key, []).append(path)
        return {
            key: Arrival(
                partition_key=key,
                files=tuple(LandingFile(path, self.format) for path in sorted(found)),
                fingerprint=_fingerprint(sorted(found)),
            )
            for key, found in sorted(paths.items(), key=lambda item: item[0] or "")
        }

    def arrival(self, partition: Partition | None) -> Arrival:
        """The files of one partition; raises NothingArrived."""
        key = partition.key if partition else None
        arrivals = self.arrivals()
        if key not in arrivals:
            raise NothingArrived(self._explain_absence(key, arrivals))
        return arrivals[key]

    def unexpected(self, now: datetime) -> list[UnexpectedFile]:
        """Files that name no partition, or one before the start or in the future, and why."""
        if self.partitions is None:
            return []
        found = []
        reasons: dict[str | None, str | None] = {}
        for path in self._files():
            key = self._key_of(path)
            if key not in reasons:
                reasons[key] = _why_unexpected(key, self.partitions, now)
            if reason := reasons[key]:
                found.append(UnexpectedFile(path, reason))
        return found

    def _keyed_files(self) -> Iterator[tuple[str | None, Path]]:
        for path in self._files():
            key = self._key_of(path)
            if key is not None or self.partitions is None:
                yield key, path

    def _files(self) -> Iterator[Path]:
        for folder, folders, names in os.walk(self.path):
            folders[:] = sorted(name for name in folders if _is_finished(name))
            yield from (Path(folder) / name for name in sorted(names) if _is_finished(name))

    def _key_of(self, path: Path) -> str | None:
        if self.partitions is None:
            return None
        first = path.relative_to(self.path).parts[0]
        name = first.partition("=")[2] or first
        match = _KEY_PATTERNS[self.partitions.every].match(name)
        if match is None:
            return None
        key = match[1]
        return f"{key[:10]}-{key[11:13]}:00" if self.partitions.every == "hour" else key

    def _explain_absence(self, key: str | None, arrivals: Mapping[str | None, Arrival]) -> str:
        there = [known for known in arrivals if known is not None]
        found = f"files are there for {there[0]} to {there[-1]}" if there else "the folder is empty"
        if not self.path.is_dir():
            found = "the folder does not exist"
        wanted = f"for partition {key} " if key else ""
        return f"nothing has arrived {wanted}in {self.path}: {found}"


def _why_unexpected(key: str | None, partitions: Partitions, now: datetime) -> str | None:
    """Why files of a partition are not taken up; None for one that has begun."""
    if key is None:
        return f"the name does not begin with a partition such as {_KEY_WANTED[partitions.every]}"
    try:
        partitions.refuse_future(partitions.partition(key), now)
    except UnknownPartition as unknown:
        return str(unknown)
    return None


def unexpected_files(product: DataProduct, home: Path, now: datetime) -> list[UnexpectedFile]:
    """The files in all landing folders of a product that no run takes up."""
    return [
        file
        for port in product.landing_inputs
        for file in LandingFolder.of(port, product.partitions, home).unexpected(now)
    ]


def describe_unexpected(files: Sequence[UnexpectedFile]) -> str:
    """One sentence that names the first few files with their reasons; empty for none."""
    if not files:
        return ""
    named = "; ".join(f"{file.path.name}: {file.reason}" for file in files[:_MOST_NAMED])
    more = f"; and {len(files) - _MOST_NAMED} more" if len(files) > _MOST_NAMED else ""
    noun = "file is" if len(files) == 1 else "files are"
    return f"{len(files)} landing {noun} left alone: {named}{more}"


def _is_finished(name: str) -> bool:
    return not name.startswith((".", "_")) and not name.endswith(".tmp")


def _fingerprint(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path}\0{_state(path)}\n".encode())
    return digest.hexdigest()[:32]


def _state(path: Path) -> str:
    try:
        status = path.stat()
    except FileNotFoundError:
        return "gone"  # Taken away since the folder was listed; reading it says so.
    return f"{status.st_size}\0{status.st_mtime_ns}"
