"""Tables for people, on terminals and in files alike."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table


def console() -> Console:
    """Where commands print; wide enough for a table when the output is not a terminal."""
    found = Console(highlight=False)
    return found if found.is_terminal else Console(highlight=False, width=200, soft_wrap=True)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], title: str | None = None) -> Table:
    """A plain table; a column whose name ends in `#` is a right-aligned number."""
    drawn = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in columns:
        is_number = column.endswith("#")
        drawn.add_column(
            column.removesuffix("#"),
            justify="right" if is_number else "left",
            no_wrap=is_number,
        )
    for row in rows:
        drawn.add_row(*row)
    return drawn
