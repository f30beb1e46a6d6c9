"""The commit: the files of a partition are replaced in one snapshot, or nothing happens.

pyiceberg is bent in two places, which lean on internals of its pinned release: a transaction that
is committed once, and an overwrite that leaves nothing dead behind.
"""

import random
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Self

from pyiceberg.exceptions import CommitFailedException
from pyiceberg.io import FileIO
from pyiceberg.manifest import DataFile, ManifestFile
from pyiceberg.table import Table, Transaction
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.snapshots import Operation
from pyiceberg.table.update import AssertTableUUID, TableUpdate
from pyiceberg.table.update.snapshot import _OverwriteFiles
from sqlalchemy.exc import SQLAlchemyError

from mesh_assets.lakehouse.catalog import Lakehouse
from mesh_assets.lakehouse.errors import PublicationFailed
from mesh_assets.lakehouse.history import Publication
from mesh_assets.lakehouse.schema import COMMIT_MAX_WAIT_MS, COMMIT_RETRIES

_FIRST_WAIT_SECONDS = 0.01


class SingleAttempt(Transaction):
    """A transaction that never repeats itself.

    pyiceberg's own would retry after a conflict without asking whether the reasons for the commit
    still hold. It also copies all metadata each time somebody looks at it: with 400 snapshots,
    ten times the cost of the commit.
    """

    _seen: tuple[tuple[TableUpdate, ...], TableMetadata] | None = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    @property
    def table_metadata(self) -> TableMetadata:
        """The table's metadata with the updates of this transaction."""
        if not self._updates:
            return self._table.metadata
        if self._seen is None or self._seen[0] is not self._updates:
            self._seen = (self._updates, super().table_metadata)
        return self._seen[1]

    @property
    def io(self) -> FileIO:
        """Where the table's files are written."""
        return self._table.io

    def commit_transaction(self) -> Table:
        """Commit once; raises CommitFailedException when somebody else was faster."""
        table = self._table
        same_table = AssertTableUUID(uuid=table.metadata.table_uuid)
        try:
            response = table.catalog.commit_table(
                table, (*self._requirements, same_table), self._updates
            )
        except (CommitFailedException, OSError):
            # Neither has reached the catalog's row: what was written for the commit can go.
            for producer in self._snapshot_producers:
                producer._clean_all_uncommitted()  # noqa: SLF001
            raise
        table.metadata = response.metadata
        table.metadata_location = response.metadata_location
        return table


class PartitionOverwrite(_OverwriteFiles):
    """An overwrite that forgets manifests without a live file, as Iceberg's own library does.

    pyiceberg carries them along for ever: each publication of a partition would make the next one
    read one manifest more.
    """

    def _process_manifests(self, manifests: list[ManifestFile]) -> list[ManifestFile]:
        return [
            manifest
            for manifest in manifests
            if manifest.has_added_files()
            or manifest.has_existing_files()
            or manifest.added_snapshot_id == self.snapshot_id
        ]


def replace_files(
    transaction: SingleAttempt,
    *,
    old: Iterable[DataFile],
    new: Iterable[DataFile],
    evidence: Mapping[str, str],
) -> None:
    """Let the new files stand in the old ones' place, in one OVERWRITE snapshot with evidence."""
    with PartitionOverwrite(
        operation=Operation.OVERWRITE,
        transaction=transaction,
        io=transaction.io,
        snapshot_properties=dict(evidence),
    ) as overwrite:
        for file in old:
            overwrite.delete_data_file(file)
        for file in new:
            overwrite.append_data_file(file)


def until_committed(
    lakehouse: Lakehouse, name: str, attempt: Callable[[Table], Publication]
) -> Publication:
    """Let `attempt` decide and commit on the table as it is, again whenever somebody was faster.

    Every attempt starts from the newest state and asks all its questions again; what it commits
    is bound to that very state. Raises what the attempt raises, and PublicationFailed.
    """
    for retry in range(COMMIT_RETRIES + 1):
        try:
            return attempt(lakehouse.table(name))
        except CommitFailedException:
            ceiling = min(_FIRST_WAIT_SECONDS * 2**retry, COMMIT_MAX_WAIT_MS / 1000)
            time.sleep(random.uniform(0.5, 1) * ceiling)  # noqa: S311
        except (OSError, SQLAlchemyError) as error:
            raise PublicationFailed(
                f"{name} could not be committed to: {error}. Nothing is half-published; when the "
                "cause is removed, publish again: what did land is recognised"
            ) from error
    raise PublicationFailed(
        f"others were faster {COMMIT_RETRIES + 1} times in committing to {name}: publish again"
    )
