"""The text of CSV files: their header, and the lines on which records begin."""

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from mesh_assets.contract.landing import UnreadableFile
from mesh_assets.contract.records.lines import FoundLine


def read_header(path: Path) -> list[str]:
    """Read the names of the columns; an empty file has none. Raises UnreadableFile."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            names = next(csv.reader(file), [])
    except (UnicodeDecodeError, csv.Error):
        raise UnreadableFile(path, "has no header line that is text in UTF-8") from None
    seen: set[str] = set()
    for name in names:
        if not name or name.casefold() in seen:
            what = f"the column `{name}` twice" if name else "a column without a name"
            raise UnreadableFile(path, f"its header has {what}")
        seen.add(name.casefold())
    return names
