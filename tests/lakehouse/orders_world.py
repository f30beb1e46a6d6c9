"""A small world of orders, shared by the tests and by the processes that they start."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.lakehouse.catalog import Lakehouse
from mesh_assets.lakehouse.reading import published_sql
from mesh_assets.lakehouse.tables import TableSpec
from mesh_assets.product.partition import Partition
from mesh_assets.settings import Settings

AN_HOUR = timedelta(hours=1)

TABLE = "orders.customer_orders"

COLUMNS = (
    Column("order_id", LogicalType.INTEGER, required=True, primary_key=1),
    Column("customer_email", LogicalType.STRING, classification="pii"),
    Column("amount", LogicalType.DECIMAL, precision=12, scale=2, description="Gross, in euro"),
    Column("created_at", LogicalType.TIMESTAMP, required=True),
)


def settings_in(folder: Path) -> Settings:
    home = folder / "home"
    return Settings(
        home=home,
        domains=folder / "domains",
        dbt_project=folder / "dbt_project",
        catalog_uri=f"sqlite:///{home / 'catalog.db'}",
        warehouse=home / "warehouse",
        memory_limit="400MB",
        threads=2,
    )


def lakehouse_in(folder: Path) -> Lakehouse:
    return Lakehouse.open(settings_in(folder))


def connect() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 2, "autoinstall_known_extensions": False})


def contract(*columns: Column, version: str = "1.0.0") -> Contract:
    return Contract("orders", "customer_orders", version, columns or COLUMNS, ())


def orders(*columns: Column, version: str = "1.0.0") -> TableSpec:
    return TableSpec(TABLE, contract(*columns, version=version), "created_at", "day")


def day(number: int) -> Partition:
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number - 1)
    return Partition(f"{start:%Y-%m-%d}", "created_at", start, start + timedelta(days=1))


def orders_in_berlin() -> TableSpec:
    return TableSpec(TABLE, contract(), "created_at", "day", zone="Europe/Berlin")


def day_in_berlin(number: int) -> Partition:
    """A day of winter, which begins an hour before that of UTC."""
    utc = day(number)
    return Partition(utc.key, utc.column, utc.start - AN_HOUR, utc.end - AN_HOUR)


def rows_of(
    number: int, *, rows: int = 3, batch: int = 0, partition: Partition | None = None
) -> str:
    """Orders of one day; another batch has other identifiers and amounts."""
    start = (partition or day(number)).start.isoformat(sep=" ")
    return f"""
        SELECT {number * 1_000_000 + batch * 10_000} + i AS order_id,
               'person' || i || '@example.com' AS customer_email,
               ({batch} + i / 100)::DECIMAL(12, 2) AS amount,
               TIMESTAMPTZ '{start}'
                   + INTERVAL (i % 86400) SECOND AS created_at
        FROM range({rows}) AS orders(i)
    """


def identifiers(lakehouse: Lakehouse, connection: duckdb.DuckDBPyConnection, **which) -> list[int]:
    sql = published_sql(lakehouse, which.pop("table", TABLE), **which)
    return [
        row[0] for row in connection.execute(f"SELECT order_id FROM ({sql}) ORDER BY 1").fetchall()
    ]


def expected(number: int, *, rows: int = 3, batch: int = 0) -> list[int]:
    first = number * 1_000_000 + batch * 10_000
    return list(range(first, first + rows))
