"""One SQL query as sqlglot understands it: parsed, and with every name qualified.

What sqlglot does not understand with certainty raises Unfollowable: nothing is left out in silence.
"""

from collections.abc import Iterator, Mapping

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

from mesh_assets.metadata.lineage.relation import Relation

DIALECT = "duckdb"

_OPAQUE = (exp.Pivot, exp.Columns, exp.Command)
"""What makes columns that depend on the data, or what sqlglot does not understand."""

_GIVEN_UP = (
    SqlglotError,
    RecursionError,
    AttributeError,
    TypeError,
    KeyError,
    IndexError,
    ValueError,
)
"""How sqlglot ends on SQL that it does not understand: by its own errors, or by any of these."""


class Unfollowable(Exception):
    """A query of which nobody can say with certainty what it reads; says why."""


def parse(sql: str) -> exp.Query:
    """Parse one query; raises Unfollowable."""
    try:
        parsed = parse_one(sql, dialect=DIALECT)
    except _GIVEN_UP as error:
        raise Unfollowable(f"sqlglot cannot read it: {_words(error)}") from None
    if not isinstance(parsed, exp.Query):
        raise Unfollowable("it is no query")
    return parsed


def names_read(query: exp.Query) -> Iterator[str]:
    """The names of the tables that a query reads, common table expressions included."""
    return (relation_name(table) for table in query.find_all(exp.Table))


def relation_name(table: "str | exp.Table") -> str:
    """Write the name of a table in the only way in which names are compared here."""
    found = exp.to_table(table, dialect=DIALECT) if isinstance(table, str) else table
    parts = (part for part in (found.catalog, found.db, found.name) if part)
    return ".".join(parts).lower()


def scope_of(query: exp.Query, relations: Mapping[str, Relation]) -> Scope:
    """Qualify every name of a query and expand its stars; raises Unfollowable.

    `relations` are what it may read, by `relation_name`.
    """
    for node in query.find_all(*_OPAQUE):
        raise Unfollowable(f"its columns depend on the data: {node.sql(DIALECT)[:80]}")
    if any(join.method == "NATURAL" for join in query.find_all(exp.Join)):
        raise Unfollowable("a natural join does not say by which columns it joins")
    try:
        qualified = qualify(
            query.copy(),
            dialect=DIALECT,
            schema=_schema(relations),
            # A port whose columns nobody tells leaves names to be found here, or to be refused.
            allow_partial_qualification=True,
            validate_qualify_columns=False,
            quote_identifiers=False,
        )
        root = build_scope(qualified)
    except _GIVEN_UP as error:
        raise Unfollowable(f"sqlglot cannot follow it: {_words(error)}") from None
    if root is None:
        raise Unfollowable("it has no columns")
    return root


def _schema(relations: Mapping[str, Relation]) -> dict[str, object]:
    """The columns of each table, as sqlglot wants to be told them."""
    schema: dict[str, object] = {}
    for name, relation in relations.items():
        if relation.others is None:
            *around, table = name.split(".")
            level = schema
            for part in around:
                level = level.setdefault(part, {})  # type: ignore[assignment]  # nested by construction
            level[table] = dict.fromkeys(relation.columns, "UNKNOWN")
    return schema


def _words(error: Exception) -> str:
    """The first line of what sqlglot says, without the marks with which it shows the place."""
    first = str(error).strip().splitlines()[:1]
    return "".join(first).replace("\x1b[4m", "").replace("\x1b[0m", "") or type(error).__name__
