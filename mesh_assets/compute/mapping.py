"""The SQL that derives an older major version from the current one, run in place of dbt.

It is one SELECT, and reads the view `current` alone: what the run has attached, and nothing that
lies beside it. DuckDB's own parser says what it reads.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mesh_assets.compute.dbt.compiled import CompiledModel, CompiledProduct
from mesh_assets.compute.dbt.index import Model, ProductModels
from mesh_assets.contract.sql import quote_identifier
from mesh_assets.documents.excerpt import Position, position_at
from mesh_assets.documents.problem import DocumentError, Problem, located, unreadable
from mesh_assets.documents.reading import read_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from mesh_assets.compute.database import RunDatabase

SOURCE = "current"
"""The only relation that a mapping reads."""

_HARMLESS = {"unnest", "range", "generate_series"}
"""Table functions that read nothing but their arguments."""


_READING = ("BASE_TABLE", "TABLE_FUNCTION", "SHOW_REF")
"""How DuckDB's parser calls what reads relations; joins and subqueries are made of these."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """One mapping, as its file was read."""

    file: Path
    sql: str

    def models(self, domain: str, table: str) -> ProductModels:
        """The mapping in the place of dbt models: one model, without tests."""
        model = Model(
            unique_id=f"mapping.{domain}.{table}",
            name=table,
            description=f"`{self.file.name}`: one SELECT from the current major version.",
            file=self.file.name,
            materialized="view",
            columns=(),
            refs=(),
            sources=(SOURCE,),
            foreign=(),
        )
        return ProductModels(domain, table, (model,), ())

    def compiled(self, table: str) -> CompiledProduct:
        """The mapping in the place of compiled dbt models."""
        model = CompiledModel(table, self.file.name, table, self.sql)
        return CompiledProduct((model,), {SOURCE: SOURCE})


@dataclass(frozen=True, slots=True)
class MappingRun:
    """A mapping that was run in a run's database; there is nothing in it that dbt could test."""

    mapping: Mapping
    models: ProductModels
    seconds: float

    @property
    def output_built(self) -> bool:
        """Whether the output is there: a mapping that fails has raised."""
        return True


def read_mapping(connection: "DuckDBPyConnection", file: Path) -> Mapping:
    """Read a mapping; raises DocumentError for all that is wrong with it."""
    text = read_text(file)
    problems = list(_problems(connection, file, text))
    if problems:
        raise DocumentError(problems)
    return Mapping(file, text)


def run_mapping(database: "RunDatabase", mapping: Mapping, domain: str, table: str) -> MappingRun:
    """Make the output `main.<table>` of what is attached as the port `current`.

    Raises DocumentError where the SQL does not fit the columns of the current major version.
    """
    import duckdb  # noqa: PLC0415

    started = time.perf_counter()
    source = f"SELECT * FROM {quote_identifier(table)}.{quote_identifier(SOURCE)}"
    database.attach("main", SOURCE, source)
    try:
        database.attach("main", table, mapping.sql.rstrip().rstrip(";"))
    except duckdb.Error as error:
        raise DocumentError([unreadable(mapping.file, f"cannot be run: {error}")]) from None
    models = mapping.models(domain, table)
    return MappingRun(mapping, models, time.perf_counter() - started)


def _problems(connection: "DuckDBPyConnection", file: Path, text: str) -> Iterator[Problem]:
    [(told,)] = connection.execute("SELECT json_serialize_sql(?)", [text]).fetchall()
    parsed = json.loads(told)
    if parsed["error"]:
        place = _place(text, int(parsed.get("position") or 0))
        message = parsed["error_message"]
        if parsed["error_type"] == "not implemented":
            message = "a mapping is one SELECT and nothing else"
        yield located(file, text, place, message)
        return
    if len(parsed["statements"]) != 1:
        yield located(file, text, Position(1, 1), "a mapping is one SELECT and nothing else")
    for node, known in _relations(parsed["statements"], frozenset()):
        message = _complaint(node, known)
        if message is not None:
            yield located(file, text, _place(text, node["query_location"]), message)


def _place(text: str, offset: int) -> Position:
    """DuckDB counts bytes."""
    return position_at(text, len(text.encode()[:offset].decode(errors="ignore")))


def _complaint(node: dict[str, Any], known: frozenset[str]) -> str | None:
    if node["type"] != "BASE_TABLE":
        name = node.get("function", {}).get("function_name", "SHOW")
        return None if name in _HARMLESS else f"`{name}` reads past `{SOURCE}`, which is forbidden"
    name = node["table_name"]
    if not node["schema_name"] and not node["catalog_name"] and name in {SOURCE, *known}:
        return None
    spoken = ".".join(filter(None, (node["catalog_name"], node["schema_name"], name)))
    return f"`{spoken}` is not what the current major publishes: read `{SOURCE}`"


def _relations(
    tree: object, known: frozenset[str]
) -> Iterator[tuple[dict[str, Any], frozenset[str]]]:
    """Every relation that a query reads, with the names that its WITH clauses define."""
    if isinstance(tree, list):
        for each in tree:
            yield from _relations(each, known)
    elif isinstance(tree, dict):
        if tree.get("type") in _READING and "alias" in tree:
            yield tree, known
        defined = tree.get("cte_map")
        if isinstance(defined, dict):
            known = known | {each["key"] for each in defined["map"]}
        for each in tree.values():
            yield from _relations(each, known)
