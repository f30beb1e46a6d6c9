"""How an arriving column is published: its name, its type, and what the model makes of it."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mesh_assets.contract.model import LogicalType
from mesh_assets.contract.sql import quote_identifier
from mesh_assets.selfservice.inference.numbers import is_money
from mesh_assets.selfservice.sample.column import SampleColumn

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_]*")
MONEY_DIGITS = (18, 4)
"""Digits of an amount of money: two more after the point than most currencies have."""


@dataclass(frozen=True, slots=True)
class PublishedColumn:
    """One column of the published table."""

    arriving: SampleColumn
    name: str
    type: LogicalType
    expression: str
    """What the model selects, in SQL, before `as`."""
    required: bool = False
    is_key: bool = False
    precision: int | None = None
    scale: int | None = None

    @property
    def is_renamed(self) -> bool:
        """Whether it arrives under another name."""
        return self.name != self.arriving.name

    def personal_paths(self) -> list[str]:
        """The dotted paths of what identifies a person, in the published table."""
        arriving = self.arriving
        if self.type in {LogicalType.OBJECT, LogicalType.ARRAY}:
            return [self.name + path[len(arriving.name) :] for path in arriving.personal_paths()]
        return [self.name] if any(True for _ in arriving.personal_paths()) else []


def sql_name(name: str, reserved: Collection[str]) -> str:
    """Write a name in SQL, in quotes where it needs them."""
    is_plain = _PLAIN_NAME.fullmatch(name) and name not in reserved
    return name if is_plain else quote_identifier(name)


def published_column(
    connection: "DuckDBPyConnection",
    rows: str,
    arriving: SampleColumn,
    name: str,
    reserved: Collection[str],
) -> PublishedColumn:
    """Decide how a column is published, so that nothing of its values is lost."""
    value = sql_name(arriving.name, reserved)
    kind, expression = arriving.type, value
    precision, scale = arriving.precision, arriving.scale
    match arriving.type:
        case LogicalType.JSON if arriving.json != "object":
            if _are_whole_numbers(connection, rows, arriving):
                kind, precision, scale = LogicalType.DECIMAL, 38, 0
                expression = f"cast({value} as decimal(38, 0))"
            else:
                kind, expression = LogicalType.STRING, f"json_extract_string({value}, '$')"
        case LogicalType.STRING if arriving.pattern:
            # Without an offset it is taken to be in UTC, the time zone of every run.
            kind, expression = LogicalType.TIMESTAMP, f"cast({value} as timestamptz)"
        case LogicalType.NUMBER if is_money(arriving.name) and _is_exact(
            connection, rows, arriving
        ):
            kind, (precision, scale) = LogicalType.DECIMAL, MONEY_DIGITS
            expression = f"cast({value} as decimal({precision}, {scale}))"
    return PublishedColumn(
        arriving=arriving,
        name=name,
        type=kind,
        expression=expression,
        required=arriving.required,
        precision=precision,
        scale=scale,
    )


def _are_whole_numbers(connection: "DuckDBPyConnection", rows: str, column: SampleColumn) -> bool:
    text = f"{quote_identifier(column.name)}::VARCHAR"
    return _all(connection, rows, f"regexp_full_match({text}, '-?[0-9]{{1,38}}')", column)


def _is_exact(connection: "DuckDBPyConnection", rows: str, column: SampleColumn) -> bool:
    """Tell whether amounts of money lose nothing as decimals, with room for greater ones."""
    value, scale = quote_identifier(column.name), MONEY_DIGITS[1]
    test = f"round({value}, {scale}) = {value} AND abs({value}) < 1e12"
    return _all(connection, rows, test, column)


def _all(connection: "DuckDBPyConnection", rows: str, test: str, column: SampleColumn) -> bool:
    present = f"{quote_identifier(column.name)} IS NOT NULL"
    [(holds,)] = connection.execute(
        f"SELECT bool_and({test}) FROM {rows} WHERE {present}"
    ).fetchall()
    return bool(holds)
