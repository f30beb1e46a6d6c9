"""Many days in one process: small ones, where fixed costs count, and large ones with start-up."""

import shutil
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import mean

from benchmarks.figures import Figure, say, show
from benchmarks.measuring import Cost, best_of, measured
from benchmarks.mesh import BenchmarkMesh, usual_day
from benchmarks.publishing import PublishedDay, prepare_models, publish_days
from benchmarks.rivals import raw_copy
from benchmarks.verbs import show_verbs
from mesh_assets.contract.landing import FileFormat
from mesh_assets.demo.days import FIRST_DAY
from mesh_assets.demo.landing import write_orders


def small_days(folder: Path, days: int, rows: int, repeat: int) -> None:
    """Measure small days, of which the first pays for imports, and print what a warm one costs."""
    landed = _write_days(folder, days, rows)
    published = best_of(repeat, partial(_published, folder, landed))
    first, *warm = published.result
    seconds = mean(day.seconds for day in warm)
    beyond = mean(day.cpu_seconds - day.dbt_seconds for day in warm)
    show(
        f"{days} days of {rows:,} rows in one process, with start-up",
        [Figure("published", days * rows, published)],
    )
    say(
        f"first day {first.seconds:.2f} s; a warm day {seconds:.2f} s (aim 0.6), "
        f"with {beyond:.2f} CPU-s beyond dbt's own (aim < 1)\n"
    )
    show_verbs(f"Seconds of each verb, median of the {len(warm)} warm days", warm)
    _remove(landed)


def large_days(folder: Path, days: int, rows: int, repeat: int) -> None:
    """Measure large days in a process of their own, from its start, and print the ratio."""
    landed = _write_days(folder, days, rows)
    raw = best_of(repeat, partial(_copied, folder, landed))
    published = best_of(repeat, partial(_published, folder, landed))
    ratio = published.seconds / raw.seconds
    show(
        f"{days} days of {rows:,} rows in one process, with start-up",
        [
            Figure("raw DuckDB COPY", days * rows, raw),
            Figure(
                "published",
                days * rows,
                published,
                f"{ratio:.2f} times raw's seconds",
                f"<= {6.5 / 2.2:.2f}, 600 MB",
            ),
        ],
    )
    show_verbs(f"Seconds of each verb, median of the {days} days", published.result)
    _remove(landed)


def _write_days(folder: Path, days: int, rows: int) -> list[Path]:
    landed = []
    for day in (FIRST_DAY + timedelta(days=offset) for offset in range(days)):
        landed.append(folder / f"{day}.{FileFormat.NDJSON}")
        measured(write_orders, landed[-1], usual_day(day, rows), FileFormat.NDJSON)
    return landed


def _copied(folder: Path, landed: Sequence[Path]) -> Cost[None]:
    target = folder / "raw"
    target.mkdir()
    try:
        return measured(raw_copy, landed, target / "copy")
    finally:
        shutil.rmtree(target)


def _published(folder: Path, landed: Sequence[Path]) -> Cost[list[PublishedDay]]:
    mesh = BenchmarkMesh.create(folder / "mesh", FileFormat.NDJSON)
    try:
        mesh.land(landed)
        measured(prepare_models, mesh)
        return measured(publish_days, mesh, [file.stem for file in landed])
    finally:
        mesh.remove()


def _remove(files: Sequence[Path]) -> None:
    for file in files:
        file.unlink()
