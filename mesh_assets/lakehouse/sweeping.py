"""Removing what was staged and never became part of a table."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mesh_assets.lakehouse.catalog import Lakehouse
from mesh_assets.lakehouse.live_files import ever_referenced_files
from mesh_assets.lakehouse.staged import STAGING_TTL, candidates_folder

_MARGIN = timedelta(hours=1)
"""For a publication that began just before its candidate became too old, and for clocks."""


def sweep(
    lakehouse: Lakehouse, table: str, older_than: timedelta = STAGING_TTL + _MARGIN
) -> list[Path]:
    """Remove the folders of candidates that were not published in time; return them.

    A folder stays while any snapshot that the table still keeps refers to one of its files, as
    rollback and time travel need them. What is published while this runs is safe: the list of
    folders is older than the list of references, and candidates past `STAGING_TTL` cannot be
    published any more. Raises ValueError for a shorter age, and TableNotFound.
    """
    if older_than < STAGING_TTL + _MARGIN:
        raise ValueError(f"candidates can be published for {STAGING_TTL}: sweep later than that")
    limit = (datetime.now(UTC) - older_than).timestamp()
    root = candidates_folder(lakehouse, table)
    folders = [f for f in root.iterdir() if f.is_dir()] if root.is_dir() else []
    old = [folder for folder in folders if folder.stat().st_mtime < limit]
    kept = {Path(file).parent for file in ever_referenced_files(lakehouse.table(table))}
    swept = sorted(folder for folder in old if folder not in kept)
    for folder in swept:
        shutil.rmtree(folder)
    return swept
