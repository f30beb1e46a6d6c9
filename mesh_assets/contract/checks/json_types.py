"""How a JSON text shows the type of a value, and how cheaply that can be told.

DuckDB reads a record in one pass into texts: the plain text of what should be a JSON string, and
the JSON text of everything else. The latter shows its type in its first character. The former
does not: `12` may have been `"12"` or `12`. But most strings read like no other JSON value, which
proves them strings; only the others cost a second look at the record.
"""

from collections.abc import Callable, Mapping

from mesh_assets.contract.checks.place import all_of, any_of
from mesh_assets.contract.duckdb_types import decimal_digits
from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.contract.sql import quote_literal

JSON_TYPES = {
    LogicalType.STRING: ("VARCHAR",),
    LogicalType.DATE: ("VARCHAR",),
    LogicalType.TIMESTAMP: ("VARCHAR",),
    LogicalType.OBJECT: ("OBJECT",),
    LogicalType.ARRAY: ("ARRAY",),
}
"""What `json_type` calls the types whose text alone cannot prove them."""

_READS_LIKE_ANOTHER_VALUE = (
    r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
    r"|(?i:-?inf(?:inity)?|-?nan)|true|false|[\[{](?s:.*)"
)

# No other JSON value begins with these letters (not true, false, NaN or Infinity); comparing is
# cheaper than matching.
_STRING_BEGINNINGS = (("o", "t"), ("a", "f"), ("A", "I"))
_JSON_STRING = r'"(?:[^"\\]|\\.)*"'

# A double keeps 15 decimal digits whatever they are: 15 digits and a point.
_EXACT_LENGTH = 16


def proven(column: Column, text: str, value: str) -> str:
    """Write the SQL that is TRUE only where the text comes from a value of the column's type.

    For types outside JSON_TYPES it is TRUE for every such text, too.
    """
    return _PROOFS[column.type](column, text, value)


def _is_string(_: Column, text: str, __: str) -> str:
    begins = (f"({text} >= '{low}' AND {text} < '{high}')" for low, high in _STRING_BEGINNINGS)
    other = quote_literal(_READS_LIKE_ANOTHER_VALUE)
    return any_of(*begins, f"NOT regexp_full_match({text}, {other})")


def _is_instant(column: Column, text: str, value: str) -> str:
    # No JSON number has a colon, and nothing else that is no string reads as a point in time.
    is_a_time = all_of(f"{value} IS NOT NULL", f"contains({text}, ':')")
    return any_of(is_a_time, _is_string(column, text, value))


def _is_boolean(_: Column, text: str, __: str) -> str:
    return f"{text} IN ('true', 'false')"


def _is_integer(_: Column, text: str, value: str) -> str:
    return all_of(_begins_like_a_number(text), f"{value} = TRY_CAST({text} AS DOUBLE)")


def _is_number(_: Column, text: str, value: str) -> str:
    return all_of(_begins_like_a_number(text), f"isfinite({value})")


def _is_decimal(column: Column, text: str, value: str) -> str:
    _, scale = decimal_digits(column)
    fits_scale = f"regexp_full_match({text}, '-?[0-9]+(?:[.][0-9]{{0,{scale}}}0*)?')"
    is_exact = any_of(f"strlen({text}) <= {_EXACT_LENGTH}", f"NOT contains({text}, '.')")
    return all_of(_begins_like_a_number(text), f"{value} IS NOT NULL", fits_scale, is_exact)


def _is_strict_json(_: Column, text: str, __: str) -> str:
    # DuckDB's reader lets NaN and Infinity pass, which are not JSON; inside strings they are.
    not_a_number = quote_literal("(?i)nan|inf")
    without_strings = f"regexp_replace({text}, {quote_literal(_JSON_STRING)}, '', 'g')"
    return any_of(
        f"NOT regexp_matches({text}, {not_a_number})",
        f"NOT regexp_matches({without_strings}, {not_a_number})",
    )


def _begins_like_a_number(text: str) -> str:
    return f"ascii({text}) BETWEEN ascii('-') AND ascii('9')"


_PROOFS: Mapping[LogicalType, Callable[[Column, str, str], str]] = {
    LogicalType.STRING: _is_string,
    LogicalType.DATE: _is_string,
    LogicalType.TIMESTAMP: _is_instant,
    LogicalType.BOOLEAN: _is_boolean,
    LogicalType.INTEGER: _is_integer,
    LogicalType.NUMBER: _is_number,
    LogicalType.DECIMAL: _is_decimal,
    LogicalType.JSON: _is_strict_json,
}
