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
    rules = [rule for rule in contract.rules if rule.kind is RuleKind.UNIQUE]
    suspects = {
        rule.name: folder / f"suspects-{number}.parquet" for number, rule in enumerate(rules)
    }
    queries = [
        _repeated(staged, rule, suspects[rule.name])
        for rule in rules
        if _write_suspects(connection, staged, rule, suspects[rule.name])
    ]
    if not queries:
        return Repeated(0, "")
    target = quote_literal(str(folder / "repeated.parquet"))
    rows = " UNION ALL ".join(queries)
    by_row = f"SELECT file, file_row_number, list(rule) AS rules FROM ({rows}) GROUP BY ALL"
    [(count,)] = connection.execute(f"COPY ({by_row}) TO {target} (FORMAT parquet)").fetchall()
    return Repeated(count, f"read_parquet({target})")


def _write_suspects(connection: "DuckDBPyConnection", staged: str, rule: Rule, target: Path) -> int:
    """Keep the hashes that several keys have; equal keys have equal hashes, and most have none."""
    hashes = (
        f"SELECT {_hash(rule)} AS hash FROM {staged} WHERE {_counts(rule)} "
        "GROUP BY ALL HAVING count(*) > 1"
    )
    path = quote_literal(str(target))
    [(count,)] = connection.execute(f"COPY ({hashes}) TO {path} (FORMAT parquet)").fetchall()
    return int(count)


def _repeated(staged: str, rule: Rule, suspects: Path) -> str:
    hashes = f"SELECT hash FROM read_parquet({quote_literal(str(suspects))})"
    return f"""
        SELECT {FILE} AS file, file_row_number, {quote_literal(rule.name)} AS rule
        FROM (SELECT {FILE}, file_row_number, row_number() OVER (
                  PARTITION BY {", ".join(_keys(rule))} ORDER BY {FILE}, file_row_number) AS nth
              FROM {staged} WHERE {_counts(rule)} AND {_hash(rule)} IN ({hashes}))
        WHERE nth > 1
    """


def _counts(rule: Rule) -> str:
    """Write the condition of the rows whose key counts."""
    return " AND ".join([f"{RULES} IS NULL", *(f"{key} IS NOT NULL" for key in _keys(rule))])


def _hash(rule: Rule) -> str:
    return f"hash({', '.join(_keys(rule))})"


def _keys(rule: Rule) -> list[str]:
    return [quote_identifier(name) for name in rule.parameters["columns"]]
