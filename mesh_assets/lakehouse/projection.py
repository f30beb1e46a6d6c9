"""A query's columns as the contract promises them: by name, in order, converted without loss."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from duckdb.sqltypes import DuckDBPyType
from pyiceberg.types import (
    BooleanType,
    DateType,
    DecimalType,
    DoubleType,
    IcebergType,
    ListType,
    LongType,
    NestedField,
    StringType,
    StructType,
    TimestamptzType,
)

from mesh_assets.contract.sql import quote_identifier
from mesh_assets.documents.suggestion import suggest
from mesh_assets.lakehouse.duckdb_schema import duckdb_type
from mesh_assets.lakehouse.errors import UnexpectedColumns, UnsafeConversion

_INTEGERS = frozenset(
    f"{sign}{size}" for sign in ("", "u") for size in ("tinyint", "smallint", "integer", "bigint")
) | {"hugeint", "uhugeint"}

_LOSSLESS: dict[type[IcebergType], frozenset[str]] = {
    BooleanType: frozenset({"boolean"}),
    LongType: _INTEGERS,
    DoubleType: _INTEGERS | {"float", "double", "decimal"},
    DecimalType: _INTEGERS,
    StringType: frozenset({"varchar", "uuid", "enum"}),
    DateType: frozenset({"date"}),
    TimestamptzType: frozenset({"timestamp with time zone"}),
}
"""The DuckDB types whose values a type keeps; decimals depend on their scale as well."""

_LOCAL_TIMES = frozenset({"timestamp", "timestamp_s", "timestamp_ms"})


class _Lossy(Exception):
    """A conversion that could change a value without anybody noticing."""

    def __init__(self, path: str, given: DuckDBPyType, promised: IcebergType) -> None:
        super().__init__(f"'{path}' is {given}, the contract says {duckdb_type(promised)}")


def select_promised(
    name: str,
    query: str,
    given: Sequence[tuple[str, DuckDBPyType]],
    promised: Sequence[NestedField],
) -> str:
    """A SELECT of exactly the promised columns from a query that gives `given`.

    Integers and decimals may narrow, because DuckDB refuses a value that does not fit; rounding,
    truncating and parsing are the query's own business. A timestamp without a zone is taken as
    UTC. Raises UnexpectedColumns, UnsafeConversion.
    """
    _refuse_other_columns(name, [column for column, _ in given], [f.name for f in promised])
    types = {column.casefold(): duckdb_type for column, duckdb_type in given}
    columns, losses = [], []
    for field in promised:
        quoted = quote_identifier(field.name)
        try:
            converted = _convert(quoted, types[field.name.casefold()], field.field_type, field.name)
            columns.append(f"{converted} AS {quoted}")
        except _Lossy as loss:
            losses.append(str(loss))
    if losses:
        raise UnsafeConversion(
            f"the query for {name} gives types that cannot be converted without loss; cast them "
            "in the query:\n  - " + "\n  - ".join(losses)
        )
    return f"SELECT {', '.join(columns)} FROM (\n{query}\n) AS given"


def _refuse_other_columns(name: str, given: Sequence[str], promised: Sequence[str]) -> None:
    counts = Counter(column.casefold() for column in given)
    missing = [column for column in promised if column.casefold() not in counts]
    known = {column.casefold() for column in promised}
    extra = [column for column in given if column.casefold() not in known]
    twice = sorted(column for column, count in counts.items() if count > 1)
    problems = [
        *(f"no column '{column}'{_near(column, extra)}" for column in missing),
        *(f"column '{column}', which the contract does not promise" for column in extra),
        *(f"column '{column}' more than once" for column in twice),
    ]
    if problems:
        raise UnexpectedColumns(
            f"the query for {name} gives:\n  - " + "\n  - ".join(problems) + "\n"
            f"It gives: {', '.join(given)}. The contract promises: {', '.join(promised)}."
        )


def _near(column: str, extra: Iterable[str]) -> str:
    near = suggest(column, extra)
    return f" (is it '{near}'?)" if near else ""


def _convert(value: str, given: DuckDBPyType, promised: IcebergType, path: str) -> str:
    """SQL that turns `value` into the promised type; raises _Lossy."""
    target = duckdb_type(promised)
    match promised:
        case StructType() if given.id == "struct":
            return _convert_struct(value, given, promised, path)
        case ListType() if given.id == "list":
            item = f"item{path.count('[]')}"
            element = _children(given)["child"]
            inner = _convert(item, element, promised.element_type, f"{path}[]")
            return value if inner == item else f"list_transform({value}, lambda {item}: {inner})"
        case TimestamptzType() if given.id in _LOCAL_TIMES:
            return f"({value}::TIMESTAMP AT TIME ZONE 'UTC')"
        case _ if _keeps_value(given, promised):
            return value if str(given) == target else f"{value}::{target}"
    raise _Lossy(path, given, promised)


def _convert_struct(value: str, given: DuckDBPyType, promised: StructType, path: str) -> str:
    children = {name.casefold(): child for name, child in _children(given).items()}
    if children.keys() != {field.name.casefold() for field in promised.fields}:
        raise _Lossy(path, given, promised)
    parts = []
    for field in promised.fields:
        key, child = quote_identifier(field.name), children[field.name.casefold()]
        inner = _convert(f"{value}.{key}", child, field.field_type, f"{path}.{field.name}")
        parts.append(f"{key} := {inner}")
    return f"CASE WHEN {value} IS NOT NULL THEN struct_pack({', '.join(parts)}) END"


def _keeps_value(given: DuckDBPyType, promised: IcebergType) -> bool:
    if isinstance(promised, DecimalType) and given.id == "decimal":
        return bool(_children(given)["scale"] <= promised.scale)
    return given.id in _LOSSLESS.get(type(promised), frozenset())


def _children(given: DuckDBPyType) -> dict[str, Any]:
    """A struct's fields, a list's one `child`, a decimal's `precision` and `scale`."""
    return dict(given.children)
