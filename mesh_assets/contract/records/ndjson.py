"""Lines of JSON as typed rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_assets.contract.checks.json_places import has_only_names, json_places
from mesh_assets.contract.checks.json_texts import (
    is_object,
    keys_name,
    read_values,
    text_name,
    value_name,
)
from mesh_assets.contract.checks.place import any_of
from mesh_assets.contract.checks.row_rules import RowRule, row_rules, violated_rules
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.records.found import write_found
from mesh_assets.contract.records.lines import find_lines
from mesh_assets.contract.records.scan import (
    DUPLICATE_PROPERTY,
    FILE,
    NOT_AN_OBJECT,
    NOT_JSON,
    RECORD,
    RULES,
    file_list,
    partition_rules,
)
from mesh_assets.contract.sql import quote_identifier
from mesh_assets.product.lateness import ArrivalWindow

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_RECORD = ""
"""The path of a whole record."""


@dataclass(frozen=True, slots=True)
class NdjsonReader:
    """NDJSON files, read together."""

    first: int
    landed: Sequence[Path]
    paths: Sequence[Path]

    def scan(self, contract: Contract, window: ArrivalWindow | None) -> str:
        """Write the query that reads each line once, in order, and judges it.

        Lines that are not JSON are rows without a record. Blank lines are no rows.
        """
        names = ", ".join(quote_identifier(column.name) for column in contract.columns)
        values = ", ".join(
            f"{value_name(column.name, column)} AS {quote_identifier(column.name)}"
            for column in contract.columns
        )
        record = Column(_RECORD, LogicalType.OBJECT, fields=contract.columns)
        records = f"""
            SELECT file_index AS {FILE}, json AS {RECORD}, json AS {text_name(_RECORD)}
            FROM read_ndjson_objects({file_list(self.paths)}, ignore_errors = true)
        """
        rules = _rules(contract, record, window)
        return f"""
            SELECT {FILE}, {names}, {RULES},
                   CASE WHEN {RULES} IS NOT NULL THEN {RECORD} END AS {RECORD}
            FROM (SELECT {FILE}, {values}, {rules} AS {RULES}, {RECORD}
            FROM ({read_values([(_RECORD, record)], records)}))
        """

    def rejected(self, _: "DuckDBPyConnection", __: Path) -> None:
        """Give nothing: every line is a row of the scan."""

    def find(self, connection: "DuckDBPyConnection", refused: str, folder: Path) -> str:
        """Find the lines on which the refused records stand."""
        finders = {
            file: partial(find_lines, path) for file, path in enumerate(self.paths, self.first)
        }
        return write_found(connection, refused, finders, folder / f"found-{self.first}.parquet")


def _rules(contract: Contract, record: Column, window: ArrivalWindow | None) -> str:
    places = json_places(_RECORD, record)
    is_unambiguous = any_of(
        has_only_names(_RECORD, contract.columns),
        f"list_unique({keys_name(_RECORD)}) = len({keys_name(_RECORD)})",
    )
    return violated_rules(
        [
            RowRule(DUPLICATE_PROPERTY, is_unambiguous),
            *row_rules(contract, places),
            *partition_rules(contract, window),
        ],
        fatal=[
            RowRule(NOT_JSON, f"({RECORD} IS NOT NULL)"),
            RowRule(NOT_AN_OBJECT, is_object(text_name(_RECORD))),
        ],
    )
