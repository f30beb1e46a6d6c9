"""Staging and publishing together, beside pyiceberg's plain append of the same rows."""

import shutil
from datetime import date
from functools import partial
from pathlib import Path

from benchmarks.figures import Figure, show
from benchmarks.measuring import Cost, best_of, measured
from benchmarks.mesh import BenchmarkMesh, usual_day
from benchmarks.publishing import publish_days, published_files, stage_and_publish
from benchmarks.rivals import plain_append
from mesh_assets.contract.landing import FileFormat
from mesh_assets.demo.landing import write_orders

_WARM_UP_DAY = date(2026, 1, 4)
_DAY = date(2026, 1, 5)
_WARM_UP_ROWS = 1_000


def compare(folder: Path, rows: int, repeat: int) -> None:
    """Measure both on the rows of a published partition, and print the ratio."""
    small = _output_rows(folder, _WARM_UP_DAY, _WARM_UP_ROWS)
    large = _output_rows(folder, _DAY, rows)
    append = best_of(repeat, partial(_appended, folder, small, large))
    ours = best_of(repeat, partial(_staged, folder, small, large))
    show(
        f"Staging and publishing {rows:,} rows of a Parquet file, libraries loaded",
        [
            Figure("pyiceberg append", rows, append),
            Figure(
                "stage and publish",
                rows,
                ours,
                f"{ours.seconds / append.seconds:.2f} of the append's seconds",
                "<= 1.5",
            ),
        ],
    )


def _output_rows(folder: Path, day: date, rows: int) -> Path:
    """Publish a day, and keep the file of its rows."""
    landed = folder / f"{day}.parquet"
    measured(write_orders, landed, usual_day(day, rows), FileFormat.PARQUET)
    mesh = BenchmarkMesh.create(folder / "mesh", FileFormat.PARQUET)
    try:
        mesh.land([landed])
        measured(publish_days, mesh, [str(day)])
        [published] = published_files(mesh)
        return published.rename(folder / f"rows-{day}.parquet")
    finally:
        landed.unlink()
        mesh.remove()


def _appended(folder: Path, small: Path, large: Path) -> Cost[None]:
    target, warm = folder / "append", folder / "append-small"
    try:
        return measured(plain_append, large, target, warm_up=partial(plain_append, small, warm))
    finally:
        for written in (target, warm):
            shutil.rmtree(written)


def _staged(folder: Path, small: Path, large: Path) -> Cost[None]:
    mesh = BenchmarkMesh.create(folder / "mesh", FileFormat.PARQUET)
    try:
        warm_up = partial(stage_and_publish, mesh, str(_WARM_UP_DAY), small)
        return measured(stage_and_publish, mesh, str(_DAY), large, warm_up=warm_up)
    finally:
        mesh.remove()
