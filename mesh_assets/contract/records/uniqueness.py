"""Which accepted records repeat the key of an earlier one."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_assets.contract.model import Contract
from mesh_assets.contract.records.scan import FILE, RULES
from mesh_assets.contract.rule import Rule, RuleKind
from mesh_assets.contract.sql import quote_identifier, quote_literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Repeated:
    """Records whose key occurs earlier."""

    count: int
    rows: str
    """A table function of `file`, `file_row_number` and `rules`; empty where there are none."""


def find_repeated(
    connection: "DuckDBPyConnection", staged: str, contract: Contract, folder: Path
) -> Repeated:
    """Find the records whose key occurs earlier, in the order of files and lines.

    Only records that keep all rules about single rows count. Each unique rule is judged on its
    own; keys with a null are no keys.
    """
    queries = [
        _repeated(staged, rule)
        for rule in contract.rules
        if rule.kind is RuleKind.UNIQUE and _may_repeat(connection, staged, rule)
    ]
    if not queries:
        return Repeated(0, "")
    target = quote_literal(str(folder / "repeated.parquet"))
    rows = " UNION ALL ".join(queries)
    by_row = f"SELECT file, file_row_number, list(rule) AS rules FROM ({rows}) GROUP BY ALL"
    [(count,)] = connection.execute(f"COPY ({by_row}) TO {target} (FORMAT parquet)").fetchall()
    return Repeated(count, f"read_parquet({target})")


def _may_repeat(connection: "DuckDBPyConnection", staged: str, rule: Rule) -> bool:
    """Tell whether a key may repeat: equal keys have equal hashes, which are cheaper to compare."""
    [(repeated,)] = connection.execute(
        f"SELECT count(*) > count(DISTINCT {_hash(rule)}) FROM {staged} WHERE {_counts(rule)}"
    ).fetchall()
    return bool(repeated)


def _repeated(staged: str, rule: Rule) -> str:
    suspects = (
        f"SELECT {_hash(rule)} FROM {staged} WHERE {_counts(rule)} GROUP BY 1 HAVING count(*) > 1"
    )
    return f"""
        SELECT {FILE} AS file, file_row_number, {quote_literal(rule.name)} AS rule
        FROM (SELECT {FILE}, file_row_number, row_number() OVER (
                  PARTITION BY {", ".join(_keys(rule))} ORDER BY {FILE}, file_row_number) AS nth
              FROM {staged} WHERE {_counts(rule)} AND {_hash(rule)} IN ({suspects}))
        WHERE nth > 1
    """


def _counts(rule: Rule) -> str:
    return " AND ".join([f"{RULES} IS NULL", *(f"{key} IS NOT NULL" for key in _keys(rule))])


def _hash(rule: Rule) -> str:
    return f"hash({', '.join(_keys(rule))})"


def _keys(rule: Rule) -> list[str]:
    return [quote_identifier(name) for name in rule.parameters["columns"]]
