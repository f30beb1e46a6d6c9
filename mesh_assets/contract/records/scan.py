"""What reading any landing file gives: typed rows, each with the rules it violates."""

from collections.abc import Iterable
from pathlib import Path

from mesh_assets.contract.checks.row_rules import RowRule
from mesh_assets.contract.column_names import RESERVED
from mesh_assets.contract.duckdb_types import duckdb_type
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.sql import quote_identifier, quote_literal
from mesh_assets.errors import MeshError
from mesh_assets.product.lateness import ArrivalWindow

FILE = quote_identifier(f"{RESERVED}file")
"""Column of a scan: the file's index among the files of the scan."""
RECORD = quote_identifier(f"{RESERVED}record")
"""Column of a scan: the record as it arrived; only of records with violated rules."""
RULES = quote_identifier(f"{RESERVED}rules")
"""Column of a scan: the names of the violated rules; NULL where there are none."""

NOT_JSON = "not_json"
MALFORMED_LINE = "malformed_line"
NOT_AN_OBJECT = "not_an_object"
DUPLICATE_PROPERTY = "duplicate_property"
OUTSIDE_PARTITION = "outside_partition"
TOO_LATE = "too_late"


class NoPartitionColumn(MeshError):
    """The column that decides the partition is not in the contract, or is no point in time."""


def partition_rules(contract: Contract, window: ArrivalWindow | None) -> list[RowRule]:
    """Write the rules that a row belongs to a partition of its arrival's window.

    Raises NoPartitionColumn.
    """
    if window is None:
        return []
    arrived = window.arrived
    column = contract.column(arrived.column)
    if column is None or column.type not in {LogicalType.DATE, LogicalType.TIMESTAMP}:
        raise NoPartitionColumn(
            f"The contract {contract.identifier} needs a date or timestamp column "
            f"`{arrived.column}`, because the product is partitioned by it."
        )
    instant = _instant(column)
    since, ends = f"{instant} >= {quote_literal(window.start)}", quote_literal(arrived.end)
    if not window.earlier:
        return [RowRule(OUTSIDE_PARTITION, f"({since} AND {instant} < {ends})")]
    # A row without a time is outside the partition, and not late as well.
    return [
        RowRule(OUTSIDE_PARTITION, f"({instant} < {ends})"),
        RowRule(TOO_LATE, f"coalesce({since}, true)"),
    ]


def _instant(column: Column) -> str:
    value = quote_identifier(column.name)
    return f"{value}::TIMESTAMP AT TIME ZONE 'UTC'" if column.type is LogicalType.DATE else value


def no_records(contract: Contract) -> str:
    """Write a scan that gives no record."""
    values = ", ".join(
        f"NULL::{duckdb_type(column)} AS {quote_identifier(column.name)}"
        for column in contract.columns
    )
    return f"""
        SELECT 0 AS {FILE}, {values}, NULL::VARCHAR[] AS {RULES}, NULL::VARCHAR AS {RECORD}
        WHERE FALSE
    """


def file_list(paths: Iterable[Path]) -> str:
    """Write paths as the list that DuckDB's readers take, none of them read as a pattern."""
    return f"[{', '.join(quote_literal(_as_written(path)) for path in paths)}]"


def _as_written(path: Path) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path))
