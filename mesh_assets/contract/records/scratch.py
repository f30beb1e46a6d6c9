"""A folder beside DuckDB's own spill files, for data that lives as long as the connection."""

import shutil
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def scratch_folder(connection: "DuckDBPyConnection") -> Path:
    """Make a folder of its own below the connection's `temp_directory`.

    It is removed with the connection, like a temporary table.
    """
    [(configured,)] = connection.execute("SELECT current_setting('temp_directory')").fetchall()
    parent = Path(configured or tempfile.gettempdir()).resolve()
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="records-", dir=parent))
    weakref.finalize(connection, shutil.rmtree, folder, ignore_errors=True)
    return folder
