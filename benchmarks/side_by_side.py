"""Ways of doing the same work, measured in turns and compared by their CPU-seconds."""

from collections.abc import Callable, Iterable, Mapping
from statistics import median
from typing import Any

from benchmarks.figures import show_plain
from benchmarks.measuring import Cost

Ways = Mapping[str, Callable[[], Cost[Any]]]
Rounds = Mapping[str, list[Cost[Any]]]


def in_turns(ways: Ways, times: int) -> Rounds:
    """Measure each way once a round, so that what else the machine does falls on all alike.

    Raises AssertionError where they do not find the same: one would have done less.
    """
    rounds: dict[str, list[Cost[Any]]] = {name: [] for name in ways}
    for _ in range(times):
        for name, measure in ways.items():
            rounds[name].append(measure())
    [first, *others] = (costs[0].result for costs in rounds.values())
    assert all(other == first for other in others), "they do not find the same"
    return rounds


def ratio(rounds: Rounds, name: str, ours: str) -> float:
    """How many times the CPU of our way another one takes, round by round."""
    pairs = zip(rounds[name], rounds[ours], strict=True)
    return median(theirs.cpu_seconds / own.cpu_seconds for theirs, own in pairs)


def show_rounds(
    title: str, rounds: Rounds, *, ours: str, unit: str, count: int, aim: str = ""
) -> None:
    """Print one line for each way, the least disturbed round of each."""
    rows = []
    for name, costs in rounds.items():
        best = min(costs, key=lambda cost: cost.cpu_seconds)
        rows.append(
            [
                name,
                "" if name == ours else f"{ratio(rounds, name, ours):.1f}x",
                "" if name == ours else aim,
                f"{best.cpu_seconds:.2f}",
                f"{best.seconds:.2f}",
                f"{1e6 * best.cpu_seconds / count:,.1f}",
                f"{best.peak_megabytes:.0f}",
            ]
        )
    columns = ["", "CPU of ours", "aim", "CPU s", "s", f"CPU µs a {unit}", "peak MB"]
    show_plain(title, columns, rows)


def show_loading(costs: Iterable[tuple[str, Cost[Any]]]) -> None:
    """Print what importing costs."""
    show_plain(
        "Importing, which is not in the figures above",
        ["", "CPU s", "s", "peak MB"],
        [
            [name, f"{cost.cpu_seconds:.2f}", f"{cost.seconds:.2f}", f"{cost.peak_megabytes:.0f}"]
            for name, cost in costs
        ],
    )
