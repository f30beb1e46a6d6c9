"""One landing file to one published partition, beside a raw COPY and the record-by-record way."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from benchmarks.figures import Figure, rows_a_second, show
from benchmarks.measuring import Cost, best_of, measured
from benchmarks.mesh import BenchmarkMesh, usual_day
from benchmarks.publishing import PublishedDay, publish_days
from benchmarks.rivals import raw_copy, seeds_way
from benchmarks.verbs import show_verbs
from mesh_assets.contract.landing import FileFormat
from mesh_assets.demo.landing import write_orders

_WARM_UP_DAY = date(2026, 1, 4)
_DAY = date(2026, 1, 5)
_WARM_UP_ROWS = 1_000
_SAMPLE = 20_000


def compare(folder: Path, rows: int, repeat: int) -> None:
    """Measure NDJSON and Parquet of so many rows, and print the ratios and the verbs."""
    show(
        f"Landing file of {rows:,} rows to published, all gates on, libraries loaded",
        [
            figure
            for file_format in (FileFormat.NDJSON, FileFormat.PARQUET)
            for figure in _figures(folder, file_format, rows, repeat)
        ],
    )


def _figures(folder: Path, file_format: FileFormat, rows: int, repeat: int) -> Iterator[Figure]:
    small, large = (folder / f"{day}.{file_format}" for day in (_WARM_UP_DAY, _DAY))
    measured(write_orders, small, usual_day(_WARM_UP_DAY, _WARM_UP_ROWS), file_format)
    measured(write_orders, large, usual_day(_DAY, rows), file_format)
    raw = best_of(repeat, partial(_copied, folder, small, large))
    published = best_of(repeat, partial(_published, folder, file_format, small, large))
    size = f"{large.stat().st_size / 1e6:,.0f} MB of {file_format}"
    yield Figure(f"raw DuckDB COPY of {size}", rows, raw)
    yield Figure(
        f"published from {size}",
        rows,
        published,
        f"{raw.seconds / published.seconds:.2f} of raw rows/s",
        ">= 0.33, < 1 GB",
    )
    if file_format is FileFormat.NDJSON:
        seeds = best_of(repeat, partial(measured, seeds_way, large, _SAMPLE))
        speed = rows_a_second(rows, published) / rows_a_second(_SAMPLE, seeds)
        yield Figure(
            f"the seed's loop, {_SAMPLE:,} rows of it",
            _SAMPLE,
            seeds,
            f"{speed:.0f} times slower",
            ">= 50",
        )
    small.unlink()
    large.unlink()
    show_verbs(f"Seconds of each verb, {rows:,} rows of {file_format}", published.result)


def _copied(folder: Path, small: Path, large: Path) -> Cost[None]:
    target = folder / "raw"
    warm_up = partial(raw_copy, [small], folder / "raw-small")
    try:
        return measured(raw_copy, [large], target, warm_up=warm_up)
    finally:
        for file in folder.glob("raw*.parquet"):
            file.unlink()


def _published(
    folder: Path, file_format: FileFormat, small: Path, large: Path
) -> Cost[list[PublishedDay]]:
    mesh = BenchmarkMesh.create(folder / "mesh", file_format)
    try:
        mesh.land([small, large])
        warm_up = partial(publish_days, mesh, [str(_WARM_UP_DAY)])
        return measured(publish_days, mesh, [str(_DAY)], warm_up=warm_up)
    finally:
        mesh.remove()
