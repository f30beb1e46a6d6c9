"""Lines of JSON as typed rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_assets.contract.checks.json_places import (
    json_places,
    names_only,
    structure,
    text_columns,
    text_type,
    value_columns,
    value_name,
)
from mesh_assets.contract.checks.place import any_of
from mesh_assets.contract.checks.row_rules import RowRule, row_rules, violated_rules
from mesh_assets.contract.model import Contract
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
from mesh_assets.product.partition import Partition

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TEXTS = quote_identifier("mesh:texts")
_KEYS = quote_identifier("mesh:keys")
_NAMES_ONLY = quote_identifier("mesh:names_only")


@dataclass(frozen=True, slots=True)
class NdjsonReader:
    """NDJSON files, read together."""

    first: int
    landed: Sequence[Path]
    paths: Sequence[Path]

    def scan(self, contract: Contract, partition: Partition | None) -> str:
        """Write the query that reads each line once, in order, and judges it.

        Lines that are not JSON are rows without a record. Blank lines are no rows.
        """
        columns = contract.columns
        names = ", ".join(quote_identifier(column.name) for column in columns)
        values = ", ".join(
            f"{value_name(column.name, column)} AS {quote_identifier(column.name)}"
            for column in columns
        )
        texts = f"json_transform({RECORD}, {structure(columns)})::{text_type(columns)}"
        return f"""
            SELECT {FILE}, {names}, {RULES},
                   CASE WHEN {RULES} IS NOT NULL THEN {RECORD} END AS {RECORD}
            FROM (SELECT {FILE}, {values}, {_rules(contract, partition)} AS {RULES}, {RECORD}
            FROM (SELECT *, {names_only(columns, _KEYS)} AS {_NAMES_ONLY}, {value_columns(columns)}
            FROM (SELECT {FILE}, {RECORD}, {_KEYS}, {text_columns(columns, _TEXTS)}
            FROM (SELECT {FILE}, {RECORD}, json_keys({RECORD}) AS {_KEYS}, {texts} AS {_TEXTS}
            FROM (SELECT file_index AS {FILE}, json AS {RECORD}
            FROM read_ndjson_objects({file_list(self.paths)}, ignore_errors = true))))))
        """

    def rejected(self, _: "DuckDBPyConnection", __: Path) -> None:
        """Give nothing: every line is a row of the scan."""

    def find(self, connection: "DuckDBPyConnection", refused: str, folder: Path) -> str:
        """Find the lines on which the refused records stand."""
        finders = {
            file: partial(find_lines, path) for file, path in enumerate(self.paths, self.first)
        }
        return write_found(connection, refused, finders, folder / f"found-{self.first}.parquet")


def _rules(contract: Contract, partition: Partition | None) -> str:
    places = json_places(contract.columns, RECORD, _KEYS, _NAMES_ONLY)
    unambiguous = any_of(_NAMES_ONLY, f"list_unique({_KEYS}) = len({_KEYS})")
    return violated_rules(
        [
            RowRule(DUPLICATE_PROPERTY, unambiguous),
            *row_rules(contract, places),
            *partition_rules(contract, partition),
        ],
        fatal=[
            RowRule(NOT_JSON, f"({RECORD} IS NOT NULL)"),
            RowRule(NOT_AN_OBJECT, places[None].fits),
        ],
    )
