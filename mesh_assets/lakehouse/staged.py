"""What was staged: the record of one candidate, kept as JSON beside its files."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from mesh_assets.lakehouse.catalog import Lakehouse
from mesh_assets.lakehouse.errors import CandidateNotFound
from mesh_assets.product.partition import Partition

STAGING_TTL = timedelta(days=2)
"""How long a candidate can be published.

Shorter than the three days after which Iceberg's own orphan removal takes unreferenced files.
"""

_MANIFEST = "candidate.json"


@dataclass(frozen=True, slots=True)
class StagedFile:
    """One Parquet file of a candidate."""

    name: str
    rows: int
    size: int
    """In bytes."""


@dataclass(frozen=True, slots=True)
class Base:
    """What the table showed when a candidate was staged: what the candidate takes for granted."""

    snapshot_id: int | None
    """The table's current snapshot; None before the first publication."""
    publication: int | None
    """The snapshot of the partition's latest publication or rollback."""
    files: tuple[str, ...]
    """The paths of the partition's files, which publishing replaces."""
    table_uuid: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A set of data files that nobody can see, ready to become a partition of its table."""

    id: str
    table: str
    partition: Partition | None
    """None for a table without partitions, which a candidate replaces as a whole."""
    rows: int
    files: tuple[StagedFile, ...]
    """None for a candidate without rows; publishing it empties the partition."""
    content_digest: str
    created_at: datetime
    base: Base
    schema: str
    """The Iceberg schema of the files, field ids included, as JSON."""
    properties: dict[str, str]
    """The table properties that the contract asks for."""

    @property
    def partition_key(self) -> str:
        """The partition's key; empty for a table without partitions."""
        return self.partition.key if self.partition else ""

    @property
    def described(self) -> str:
        """The candidate in a message, such as `orders.customer_orders partition 2026-01-05`."""
        return f"{self.table} partition {self.partition_key}" if self.partition else self.table

    @property
    def base_snapshot_id(self) -> int | None:
        """The snapshot beside which the candidate is to be judged; None for an empty table."""
        return self.base.snapshot_id


_JSON = TypeAdapter(Candidate)


def candidates_folder(lakehouse: Lakehouse, table: str) -> Path:
    """Where candidates of a table lie; published ones stay, their files are the table's data.

    Raises TableNotFound.
    """
    return lakehouse.folder(table) / "data"


def candidate_folder(lakehouse: Lakehouse, table: str, identifier: str) -> Path:
    """The folder of one candidate's files."""
    return candidates_folder(lakehouse, table) / identifier


def save(candidate: Candidate, folder: Path) -> None:
    """Write the record; a candidate exists from the instant in which it gets its name."""
    unfinished = folder / f"{_MANIFEST}.unfinished"
    unfinished.write_bytes(_JSON.dump_json(candidate, indent=2))
    unfinished.replace(folder / _MANIFEST)


def load(folder: Path) -> Candidate:
    """Read the record of the candidate in a folder; raises CandidateNotFound."""
    try:
        return _JSON.validate_json((folder / _MANIFEST).read_bytes())
    except FileNotFoundError as error:
        raise CandidateNotFound(
            f"there is no candidate '{folder.name}' at {folder.parent}: its staging did not "
            "finish, or it was swept away; stage it again"
        ) from error
    except ValidationError as error:
        raise CandidateNotFound(
            f"{folder / _MANIFEST} is not the record of a candidate: stage it again"
        ) from error
