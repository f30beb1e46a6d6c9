"""A year of daily partitions of one product, published in one process, as `mesh publish` does it.

Read the shares and the growth: seconds depend on the machine, and on what else it does. Nothing is
asserted.

    python -m benchmarks.backfill                      365 days of 1,000 rows
    python -m benchmarks.backfill --days 60 --rows 100
"""

import argparse
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from statistics import mean, median

from benchmarks.figures import say, show_plain
from benchmarks.measuring import measured
from benchmarks.mesh import BenchmarkMesh, usual_day
from benchmarks.publishing import PublishedDay, prepare_models, publish_days
from mesh_assets.contract.landing import FileFormat
from mesh_assets.demo.days import FIRST_DAY
from mesh_assets.demo.landing import write_orders

_COMPARED = 50
"""Partitions at either end of the year that are compared, where there are enough."""


def main() -> None:
    """Publish as many days as were asked for, and print what they cost."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="mesh-backfill-", dir=asked.folder) as name:
        landed = _write_days(Path(name), asked.days, asked.rows)
        mesh = BenchmarkMesh.create(Path(name) / "mesh", FileFormat.NDJSON)
        mesh.land(landed)
        measured(prepare_models, mesh)
        run = measured(publish_days, mesh, [file.stem for file in landed])
    say(
        f"{asked.days} partitions of {asked.rows:,} rows in one process, with start-up: "
        f"{asked.days / run.seconds:.2f} a second, {run.seconds:.0f} s, "
        f"{run.cpu_seconds:.0f} CPU-s, peak {run.peak_megabytes:.0f} MB\n"
    )
    # The first one pays for the imports.
    _show_shares(run.result[1:])
    _show_growth(run.result[1:])


def _show_shares(days: Sequence[PublishedDay]) -> None:
    in_all = sum(day.seconds for day in days)
    spent = {verb: sum(day.verbs[verb] for day in days) for verb in days[0].verbs}
    spent["between the verbs"] = in_all - sum(spent.values())
    show_plain(
        "Share of each verb",
        ["", "share", "seconds a partition"],
        [
            [verb, f"{seconds / in_all:.0%}", f"{seconds / len(days):.3f}"]
            for verb, seconds in spent.items()
        ],
    )


def _show_growth(days: Sequence[PublishedDay]) -> None:
    compared = min(_COMPARED, len(days) // 2)
    first, last = days[:compared], days[-compared:]
    show_plain(
        f"The last {compared} beside the first {compared}",
        ["", "first", "last", "ratio"],
        [
            *(
                _compared(verb, [day.verbs[verb] for day in first], [d.verbs[verb] for d in last])
                for verb in days[0].verbs
            ),
            _compared("in all", [day.seconds for day in first], [day.seconds for day in last]),
            _compared("CPU", [day.cpu_seconds for day in first], [d.cpu_seconds for d in last]),
        ],
    )
    slowest = max(days, key=lambda day: day.seconds)
    say(
        f"median {median(day.seconds for day in days):.3f} s, "
        f"slowest {slowest.seconds:.3f} s ({slowest.key})\n"
    )


def _compared(name: str, first: Sequence[float], last: Sequence[float]) -> list[str]:
    return [name, f"{mean(first):.3f}", f"{mean(last):.3f}", f"{mean(last) / mean(first):.2f}"]


def _write_days(folder: Path, days: int, rows: int) -> list[Path]:
    landed = []
    for day in (FIRST_DAY + timedelta(days=offset) for offset in range(days)):
        landed.append(folder / f"{day}.{FileFormat.NDJSON}")
        write_orders(landed[-1], usual_day(day, rows), FileFormat.NDJSON)
    return landed


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--rows", type=int, default=1_000, help="of each day")
    parser.add_argument("--folder", type=Path, help="where the temporary files go")
    return parser.parse_args()


if __name__ == "__main__":
    main()
