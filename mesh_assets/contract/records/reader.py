"""What the reader of each file format does for the one pass, and after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from mesh_assets.contract.model import Contract
from mesh_assets.product.lateness import ArrivalWindow

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Rejected:
    """Lines of one file that a scan could not give as rows."""

    file: int
    count: int
    letters: str
    """A query of them as dead letters: `source_file`, `line`, `record`, `rules`."""


class RecordReader(Protocol):
    """Landing files of one format that are read together."""

    @property
    def first(self) -> int:
        """The index of the first of these files among all landing files."""

    @property
    def landed(self) -> Sequence[Path]:
        """The files as they landed."""

    @property
    def paths(self) -> Sequence[Path]:
        """What is read in their place: the same files, unpacked."""

    def scan(self, contract: Contract, window: ArrivalWindow | None) -> str:
        """Write the query that gives each record as a row: see `records.scan` for its columns."""

    def rejected(self, connection: "DuckDBPyConnection", folder: Path) -> Rejected | None:
        """Collect what the scan met and could not give as rows; it may be kept in the folder."""

    def find(self, connection: "DuckDBPyConnection", refused: str, folder: Path) -> str:
        """Find the refused records of these files again.

        `refused` is a table function of `file`, `ordinal` and `record`, which is null where the
        text of the record is not yet known. Gives a query of `file`, `ordinal`, `line` (from one)
        and, for those without a record, `text`; it may keep what it finds in the folder.
        """
