"""Landing files of the demo's shop: for the demo, the tests and the benchmarks."""

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_assets.contract.landing import FileFormat
from mesh_assets.contract.sql import quote_literal
from mesh_assets.demo.days import (
    CENTS_DAY,
    DAYS,
    ROWS_A_DAY,
    DayOfOrders,
    day_as_sent,
    ordinary_day,
)
from mesh_assets.demo.records import text_records, typed_records
from mesh_assets.demo.shop import open_shop

if TYPE_CHECKING:
    import duckdb

SEED = 2026
_PORT = Path("orders") / "orders"

# The lines are JSON already: nothing may be quoted, and no JSON text holds the delimiter.
_LINES = r"format csv, header false, quote '', escape '', delimiter E'\x01'"


def write_landing(
    landing: Path,
    days: Iterable[date] = DAYS,
    rows_a_day: int = ROWS_A_DAY,
    seed: int = SEED,
) -> list[Path]:
    """Write one NDJSON file for each day below `landing`, as the shop first sends them.

    About `rows_a_day` records each, the special days of `mesh_assets.demo.days` with their
    accidents. A file appears complete or not at all, because a sensor watches the folder.
    """
    with open_shop(seed) as shop:
        return [_land(shop, landing, day_as_sent(day, rows_a_day)) for day in days]


def write_correction(
    landing: Path,
    day: date = CENTS_DAY,
    rows_a_day: int = ROWS_A_DAY,
    seed: int = SEED,
) -> Path:
    """Replace a day's file by the same orders without the day's accident."""
    with open_shop(seed) as shop:
        return _land(shop, landing, ordinary_day(day, rows_a_day))


def write_orders(path: Path, sent: DayOfOrders, file_format: FileFormat, seed: int = SEED) -> Path:
    """Write one file of any size, such as `DayOfOrders(day, rows=1_000_000, broken=800)`.

    Raises ValueError for a format that cannot hold nested records.
    """
    with open_shop(seed) as shop:
        return _write(shop, path, sent, file_format)


def _land(shop: "duckdb.DuckDBPyConnection", landing: Path, sent: DayOfOrders) -> Path:
    return _write(shop, landing / _PORT / f"{sent.day}.ndjson", sent, FileFormat.NDJSON)


def _write(
    shop: "duckdb.DuckDBPyConnection", path: Path, sent: DayOfOrders, file_format: FileFormat
) -> Path:
    match file_format:
        case FileFormat.NDJSON:
            records, options = text_records(sent), _LINES
        case FileFormat.PARQUET:
            records, options = typed_records(sent), "format parquet, compression zstd"
        case _:
            raise ValueError(f"orders are nested, so they do not fit into {file_format.value}")
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    # A table, because DuckDB scans tables by several threads, and its range function by one.
    shop.execute(
        "create or replace temp table positions as "
        f"select range as position from range({sent.rows})"
    )
    shop.execute(f"copy ({records}) to {quote_literal(str(unfinished))} ({options})")
    unfinished.replace(path)
    return path
