"""Which names a contract's columns can have."""

RESERVED = "mesh:"
"""What the names of the platform's own columns begin with, in every table that it makes."""

_ROW_NUMBER = "file_row_number"
"""DuckDB's own column of a Parquet file, by which records are found again."""


def complaint_about_name(name: str) -> str | None:
    """Say why no column can have a name; None when one can."""
    if "." in name or name.endswith("[]") or not name.isprintable() or not name.strip():
        return "write it without dots and control characters"
    folded = name.casefold()
    if folded.startswith(RESERVED):
        return f"names that begin with `{RESERVED}` are reserved"
    if folded == _ROW_NUMBER:
        return "DuckDB numbers the rows of files by it"
    if name == "*":
        return "in a path it means every name"
    return None
