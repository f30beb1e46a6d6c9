"""The text of CSV files: their header, and the lines on which records begin."""

import csv
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from mesh_assets.contract.landing import UnreadableFile
from mesh_assets.contract.records.lines import Found, Sought

_COMMA = ","
_OTHER_DELIMITERS = (";", "\t")


def read_delimiter(path: Path) -> str:
    """Tell what divides the fields: a comma, or what else divides a header without commas.

    Raises UnreadableFile.
    """
    if len(_first_line(path, _COMMA)) > 1:
        return _COMMA
    dividing = (each for each in _OTHER_DELIMITERS if len(_first_line(path, each)) > 1)
    return next(dividing, _COMMA)


def read_header(path: Path) -> list[str]:
    """Read the names of the columns; an empty file has none. Raises UnreadableFile."""
    names = _first_line(path, read_delimiter(path))
    seen: set[str] = set()
    for name in names:
        if not name or name.casefold() in seen:
            what = f"the column `{name}` twice" if name else "a column without a name"
            raise UnreadableFile(path, f"its header has {what}")
        seen.add(name.casefold())
    return names


def find_records(
    path: Path,
    names: Sequence[str],
    delimiter: str,
    malformed: Collection[int],
    all_sought: Iterable[Sought],
) -> Iterator[Found]:
    """Find the lines on which records begin, sought by ascending ordinals.

    `malformed` are the numbers of the lines, counted in records from the header's 1 on, that are
    no records. A record's text is what DuckDB makes of it as JSON.
    """
    remaining = iter(all_sought)
    sought = next(remaining, None)
    ordinal = 0
    for number, (line, fields) in enumerate(_numbered_lines(path, delimiter), start=1):
        if sought is None:
            return
        if number == 1 or number in malformed or _is_blank(fields, names):
            continue
        if ordinal == sought.ordinal:
            yield Found(ordinal, line, _as_json(names, fields) if sought.with_text else None)
            sought = next(remaining, None)
        ordinal += 1


def first_lines(path: Path, delimiter: str, numbers: Collection[int]) -> dict[int, int]:
    """Tell on which line of the file each of its lines, counted in records, begins."""
    lines = enumerate(_numbered_lines(path, delimiter), start=1)
    return {number: line for number, (line, _) in lines if number in numbers}


def _first_line(path: Path, delimiter: str) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return next(csv.reader(file, delimiter=delimiter), [])
    except (UnicodeDecodeError, csv.Error):
        raise UnreadableFile(path, "has no header line that is text in UTF-8") from None


def _numbered_lines(path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Give the fields of every line of CSV and the line of the file on which it begins."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        line = 1
        for fields in reader:
            yield line, fields
            line = reader.line_num + 1


def _is_blank(fields: Sequence[str], names: Sequence[str]) -> bool:
    return not fields and len(names) > 1


def _as_json(names: Sequence[str], fields: Sequence[str]) -> str:
    values = {name: value or None for name, value in zip(names, fields, strict=False)}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
