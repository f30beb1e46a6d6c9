"""What the demo's source systems drop into the landing zone, for the demo, tests and benchmarks.

The shop drops its orders once a day, the payment provider its events once an hour, and the customer
desk replaces its export of all profiles.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_assets.contract.landing import FileFormat
from mesh_assets.demo.days import (
    CENTS_DAY,
    DAYS,
    PAYMENTS_FIRST_DAY,
    ROWS_A_DAY,
    DayOfOrders,
    broken_payments,
    day_as_sent,
    ordinary_day,
)
from mesh_assets.demo.files import write_file
from mesh_assets.demo.orders import sound_orders
from mesh_assets.demo.payments import payment_events
from mesh_assets.demo.profiles import known_profiles
from mesh_assets.demo.records import order_lines, payment_records, typed_orders
from mesh_assets.demo.shop import open_shop

if TYPE_CHECKING:
    import duckdb

SEED = 2026

ORDERS = Path("orders", "orders")
PAYMENTS = Path("payments", "payment-confirmed")
PROFILES = Path("customers", "profiles")

_LATEST = timedelta(days=2)
"""An event that comes a day late may belong to an order placed just before midnight."""


def write_landing(
    landing: Path, days: Iterable[date] = DAYS, rows_a_day: int = ROWS_A_DAY, seed: int = SEED
) -> list[Path]:
    """Write what all source systems drop on these days: orders, payments and profiles.

    About `rows_a_day` orders each, the special days of `mesh_assets.demo.days` with their
    accidents.
    """
    wanted = list(days)
    return [
        *write_order_days(landing, wanted, rows_a_day, seed),
        *write_payment_days(landing, wanted, rows_a_day, seed),
        write_profiles(landing, max(wanted), rows_a_day, seed),
    ]


def write_day(
    landing: Path, day: date, rows_a_day: int = ROWS_A_DAY, seed: int = SEED
) -> list[Path]:
    """Write what all source systems drop on one more day; the profiles are replaced."""
    return write_landing(landing, [day], rows_a_day, seed)


def write_order_days(
    landing: Path, days: Iterable[date] = DAYS, rows_a_day: int = ROWS_A_DAY, seed: int = SEED
) -> list[Path]:
    """Write one file of orders for each day, as the shop first sends it."""
    with open_shop(seed) as shop:
        return [_land_orders(shop, landing, day_as_sent(day, rows_a_day)) for day in days]


def write_correction(
    landing: Path, day: date = CENTS_DAY, rows_a_day: int = ROWS_A_DAY, seed: int = SEED
) -> Path:
    """Replace a day's file of orders by the same orders without the day's accident."""
    with open_shop(seed) as shop:
        return _land_orders(shop, landing, ordinary_day(day, rows_a_day))


def write_payment_days(
    landing: Path, days: Iterable[date] = DAYS, rows_a_day: int = ROWS_A_DAY, seed: int = SEED
) -> list[Path]:
    """Write one file of payment events for each hour of each day; before the first day, none.

    An hour without events has an empty file.
    """
    with open_shop(seed) as shop:
        return [
            path
            for day in days
            if day >= PAYMENTS_FIRST_DAY
            for path in _land_payments(shop, landing, day, rows_a_day)
        ]


def write_profiles(
    landing: Path, day: date, rows_a_day: int = ROWS_A_DAY, seed: int = SEED
) -> Path:
    """Replace the export of the profiles by that of a day: everyone who has ordered by then."""
    with open_shop(seed) as shop:
        path = landing / PROFILES / "profiles.csv"
        return write_file(shop, known_profiles(day, rows_a_day), path, FileFormat.CSV)


def write_orders(path: Path, sent: DayOfOrders, file_format: FileFormat, seed: int = SEED) -> Path:
    """Write one file of any size, such as `DayOfOrders(day, rows=1_000_000, broken=800)`.

    Raises ValueError for a format that cannot hold nested records.
    """
    with open_shop(seed) as shop:
        return _write_orders(shop, path, sent, file_format)


def _land_orders(shop: "duckdb.DuckDBPyConnection", landing: Path, sent: DayOfOrders) -> Path:
    return _write_orders(shop, landing / ORDERS / f"{sent.day}.ndjson", sent, FileFormat.NDJSON)


def _write_orders(
    shop: "duckdb.DuckDBPyConnection", path: Path, sent: DayOfOrders, file_format: FileFormat
) -> Path:
    match file_format:
        case FileFormat.NDJSON:
            records = order_lines(sent)
        case FileFormat.PARQUET:
            records = typed_orders(sent)
        case _:
            raise ValueError(f"orders are nested, so they do not fit into {file_format.value}")
    _number_positions(shop, sent)
    return write_file(shop, records, path, file_format)


def _land_payments(
    shop: "duckdb.DuckDBPyConnection", landing: Path, day: date, rows_a_day: int
) -> Iterator[Path]:
    midnight = datetime.combine(day, time())
    first = max(day - _LATEST, PAYMENTS_FIRST_DAY - timedelta(days=1))
    order_days = [first + timedelta(days=offset) for offset in range((day - first).days + 1)]
    delivered = " union all ".join(
        f"from {_deliveries(shop, each, rows_a_day)}" for each in order_days
    )
    for hour in (midnight + timedelta(hours=number) for number in range(24)):
        lines = f"""
            select line from ({delivered})
            where hour = timestamp '{hour}' and occurred_at >= timestamp '{PAYMENTS_FIRST_DAY}'
            order by occurred_at, number
        """
        path = landing / PAYMENTS / f"{hour:%Y-%m-%d-%H}.ndjson"
        yield write_file(shop, lines, path, FileFormat.NDJSON)


def _deliveries(shop: "duckdb.DuckDBPyConnection", order_day: date, rows_a_day: int) -> str:
    """Name the table of the deliveries that a day's orders lead to; it is made once."""
    table = f"deliveries_{order_day:%Y%m%d}"
    ordered = ordinary_day(order_day, rows_a_day)
    _number_positions(shop, ordered)
    records = payment_records(
        order_day, payment_events(sound_orders(ordered)), broken_payments(rows_a_day)
    )
    shop.execute(f"create temp table if not exists {table} as {records}")
    return table


def _number_positions(shop: "duckdb.DuckDBPyConnection", sent: DayOfOrders) -> None:
    # A table, because DuckDB scans tables by several threads, and its range function by one.
    shop.execute(
        "create or replace temp table positions as "
        f"select range as position from range({sent.rows})"
    )
