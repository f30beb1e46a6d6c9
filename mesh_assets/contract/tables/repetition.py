"""Rows that repeat a key: in a partition, and of keys that the rest of the table has already."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from mesh_assets.contract.rule import Rule, RuleKind, Scope

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


_KINDS = frozenset({RuleKind.UNIQUE, RuleKind.DUPLICATE_COUNT})


def keys_of_the_table(rules: Iterable[Rule]) -> list[Sequence[str]]:
    """The columns, by dotted path, of each key that the rest of the table must not have as well."""
    return [
        rule.parameters["columns"]
        for rule in rules
        if rule.kind in _KINDS and rule.scope is Scope.TABLE
    ]


def count_repetitions(connection: "DuckDBPyConnection", relation: str, keys: Sequence[str]) -> int:
    """Count the rows too many: of each key all but one. A key with a null is no key.

    `relation` is what may stand after FROM; `keys` are SQL, evaluated on it.
    """
    known, together = _known(keys), ", ".join(keys)
    # Hashes take a fraction of the keys' memory, and equal keys have equal ones.
    suspects = (
        f"SELECT hash({together}) FROM {relation} WHERE {known} GROUP BY 1 HAVING count(*) > 1"
    )
    [(repetitions,)] = connection.execute(
        f"SELECT coalesce(sum(times - 1), 0)::BIGINT FROM (SELECT count(*) AS times "
        f"FROM {relation} WHERE {known} AND hash({together}) IN ({suspects}) GROUP BY {together})"
    ).fetchall()
    return int(repetitions)


def count_taken(
    connection: "DuckDBPyConnection", relation: str, keys: Sequence[str], rest: str
) -> int:
    """Count the keys of a relation that the rest of its table, a SELECT, has as well.

    `keys` are names of columns, which both have. The rest may lack rows that have none of the keys.
    """
    same = " AND ".join(f"judged.{key} = rest.{key}" for key in keys)
    judged = f"SELECT DISTINCT {', '.join(keys)} FROM {relation} WHERE {_known(keys)}"
    [(taken,)] = connection.execute(
        f"SELECT count(*) FROM ({judged}) AS judged SEMI JOIN ({rest}) AS rest ON {same}"
    ).fetchall()
    return int(taken)


def _known(keys: Sequence[str]) -> str:
    return " AND ".join(f"{key} IS NOT NULL" for key in keys)
