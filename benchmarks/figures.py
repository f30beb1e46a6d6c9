"""The figures as tables: ratios first, because seconds depend on the machine."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from benchmarks.measuring import Cost

_COLUMNS = ("ratio", "aim", "rows/s", "seconds", "CPU s", "peak MB")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured way of doing some work."""

    name: str
    rows: int
    cost: Cost
    ratio: str = ""
    """Against what, and how much: `0.41 of raw rows/s`."""
    aim: str = ""


def rows_a_second(rows: int, cost: Cost) -> float:
    """Rows for each second of the wall clock."""
    return rows / cost.seconds


def show(title: str, figures: Iterable[Figure]) -> None:
    """Print figures as a table."""
    drawn = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    drawn.add_column("")
    for column in _COLUMNS:
        drawn.add_column(column, justify="left" if column in {"ratio", "aim"} else "right")
    for figure in figures:
        drawn.add_row(
            figure.name,
            figure.ratio,
            figure.aim,
            f"{rows_a_second(figure.rows, figure.cost):,.0f}",
            f"{figure.cost.seconds:.2f}",
            f"{figure.cost.cpu_seconds:.2f}",
            f"{figure.cost.peak_megabytes:,.0f}",
        )
    say(drawn)


def show_plain(title: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Print numbers under names, the first column being words."""
    drawn = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for number, column in enumerate(columns):
        drawn.add_column(column, justify="right" if number else "left")
    for row in rows:
        drawn.add_row(*row)
    say(drawn)


def say(what: str | Table) -> None:
    """Print something, with room for a table when the output is not a terminal."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=160)
    console.print(what)
    console.print()
