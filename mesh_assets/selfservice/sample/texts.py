"""What texts stand for: dates, instants, and in files without types numbers and booleans too."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mesh_assets.contract.checks.formats import FORMATS
from mesh_assets.contract.model import LogicalType
from mesh_assets.contract.sql import quote_literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def matches(pattern: str, text: str = "text") -> str:
    """Write that a text matches a pattern as a whole."""
    return f"regexp_full_match({text}, {quote_literal(pattern)})"


# A leading zero makes a code, such as a postal code, and no number.
_WHOLE_NUMBER = "-?(?:0|[1-9][0-9]*)"
_NUMBER = rf"{_WHOLE_NUMBER}(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"

_TEMPORAL = {
    LogicalType.TIMESTAMP: (
        f"{matches(FORMATS['date-time'])} AND TRY_CAST(text AS TIMESTAMPTZ) IS NOT NULL"
    ),
    LogicalType.DATE: f"{matches(FORMATS['date'])} AND TRY_CAST(text AS DATE) IS NOT NULL",
}
_UNTYPED = {
    LogicalType.BOOLEAN: "text IN ('true', 'false')",
    LogicalType.INTEGER: f"{matches(_WHOLE_NUMBER)} AND TRY_CAST(text AS BIGINT) IS NOT NULL",
    # A whole number that no integer holds is a code, of which a number would lose digits.
    LogicalType.NUMBER: (
        f"{matches(_NUMBER)} AND isfinite(TRY_CAST(text AS DOUBLE)) "
        f"AND NOT ({matches(_WHOLE_NUMBER)} AND TRY_CAST(text AS BIGINT) IS NULL)"
    ),
    **_TEMPORAL,
    LogicalType.JSON: "left(text, 1) IN ('{', '[') AND json_valid(text)",
}


def temporal_type(connection: "DuckDBPyConnection", texts: str) -> LogicalType:
    """Tell dates and instants from other texts; `texts` selects them as the column `text`."""
    return _first_type(connection, texts, _TEMPORAL)


def untyped_type(connection: "DuckDBPyConnection", texts: str) -> LogicalType:
    """Tell what the texts of a CSV column are; JSON means that all are objects or lists."""
    return _first_type(connection, texts, _UNTYPED)


def _first_type(
    connection: "DuckDBPyConnection", texts: str, tests: Mapping[LogicalType, str]
) -> LogicalType:
    """Give the first type that all texts are of; a text where there are none."""
    there = f"SELECT text FROM ({texts}) WHERE text IS NOT NULL"
    if connection.execute(f"{there} LIMIT 1").fetchone() is None:
        return LogicalType.STRING
    for kind, test in tests.items():
        # Looking for one exception ends at the first, where proving the rule reads everything.
        exception = f"SELECT 1 FROM ({there}) WHERE NOT coalesce({test}, false) LIMIT 1"
        if connection.execute(exception).fetchone() is None:
            return kind
    return LogicalType.STRING
