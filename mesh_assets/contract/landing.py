"""Landing files: what arrives at an input port, before anything is known of its content."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from mesh_assets.errors import MeshError


class FileFormat(StrEnum):
    """How the records of a landing file are written.

    Compression is not part of it: `.gz` and `.zst` at the end of the name are recognised.
    """

    NDJSON = "ndjson"
    """One JSON object on each line (RFC 8259; blank lines mean nothing)."""
    CSV = "csv"
    """RFC 4180 with a header line; an empty field is null."""
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class LandingFile:
    """One file and how to read it."""

    path: Path
    format: FileFormat


class UnreadableFile(MeshError):
    """A landing file of which nothing can be read as its format; no record of it is accepted."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")
