"""One SQL query, followed from its columns back to the columns of what it reads.

sqlglot parses it, expands every star and tells for every name which table it means; what is left is
to walk through common table expressions, subqueries, joins and set operations. What cannot be
followed with certainty raises Unfollowable: nothing is left out in silence.
"""

from collections.abc import Iterable, Iterator, Mapping

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

from mesh_assets.metadata.lineage.provenance import Origins, Provenance, made_of
from mesh_assets.metadata.lineage.relation import Relation

_DIALECT = "duckdb"
_OPAQUE = (exp.Pivot, exp.Columns, exp.Command)
"""What makes columns that depend on the data, or what sqlglot does not understand."""

_ROW_CLAUSES = (
    *("where", "group", "having", "qualify", "windows", "order", "distinct"),
    *("limit", "offset", "sample"),
)
"""The parts of a SELECT that decide which rows there are, beside its joins."""


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
        parsed = parse_one(sql, dialect=_DIALECT)
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
    found = exp.to_table(table, dialect=_DIALECT) if isinstance(table, str) else table
    parts = (part for part in (found.catalog, found.db, found.name) if part)
    return ".".join(parts).lower()


def follow(query: exp.Query, relations: Mapping[str, Relation]) -> Relation:
    """Say where the columns and the rows of a query come from; raises Unfollowable.

    `relations` are what it may read, by `relation_name`.
    """
    for node in query.find_all(*_OPAQUE):
        raise Unfollowable(f"its columns depend on the data: {node.sql(_DIALECT)[:80]}")
    try:
        qualified = qualify(
            query.copy(),
            dialect=_DIALECT,
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
    return _Walk(relations, root).relation(root)


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


class _Walk:
    """The way through the scopes of one query."""

    def __init__(self, relations: Mapping[str, Relation], root: Scope) -> None:
        self._relations = relations
        # A recursive reference has a scope of its own, of the query's first round, and without the
        # sources of that.
        self._scopes = {id(scope.expression): scope for scope in root.traverse()}
        self._known: dict[int, Relation | None] = {}
        """None while a query is being followed."""

    def relation(self, scope: Scope) -> Relation:
        """Follow the query of a scope, once."""
        query = id(scope.expression)
        if query not in self._known:
            self._known[query] = None
            self._known[query] = self._followed(self._scopes.get(query, scope))
        found = self._known[query]
        if found is None:
            raise Unfollowable("it reads itself")
        return found

    def _followed(self, scope: Scope) -> Relation:
        query = scope.expression
        if isinstance(query, exp.SetOperation):
            return self._set_operation(scope, query)
        if isinstance(query, exp.Select):
            return self._select(scope, query)
        if scope.is_udtf:
            return self._table_function(scope)
        raise Unfollowable(f"a {query.key} is not followed")

    def _select(self, scope: Scope, query: exp.Select) -> Relation:
        columns: dict[str, Provenance] = {}
        for projection in query.selects:
            if projection.is_star:
                raise Unfollowable("it selects * of what has unknown columns")
            columns[projection.alias_or_name.lower()] = self._value(projection.unalias(), scope)
        deciding = [clause for key in _ROW_CLAUSES for clause in _listed(query.args.get(key))]
        deciding += [
            condition
            for join in query.args.get("joins") or ()
            for key, condition in join.args.items()
            if key != "this" and isinstance(condition, exp.Expr)
        ]
        deciding += [one for each in query.selects for one in each.find_all(exp.Explode)]
        rows = set(self._origins(deciding, scope, columns))
        for _, source in scope.selected_sources.values():
            rows |= self._read(source).rows
        rows |= made_of(columns[name] for name in _grouped_together(query)).origins
        return Relation(columns, frozenset(rows))

    def _set_operation(self, scope: Scope, query: exp.SetOperation) -> Relation:
        left, right = (self.relation(side) for side in scope.set_operation_scopes)
        if query.args.get("by_name"):
            names = dict.fromkeys([*left.columns, *right.columns])
            pairs = {
                name: [side.columns[name] for side in (left, right) if name in side.columns]
                for name in names
            }
        else:
            both = zip(left.columns.values(), right.columns.values(), strict=False)
            pairs = dict(zip(left.columns, map(list, both), strict=False))
        columns = {name: _either(parts) for name, parts in pairs.items()}
        everything = made_of([*left.columns.values(), *right.columns.values()])
        if _is_recursive(query):
            # What one round reads in one column, the next may find in another.
            columns = dict.fromkeys(columns, everything)
        rows = left.rows | right.rows
        if query.args.get("distinct") or not isinstance(query, exp.Union):
            rows |= everything.origins
        clauses = [clause for key in ("order", "limit") for clause in _listed(query.args.get(key))]
        return Relation(columns, rows | frozenset(self._origins(clauses, scope, columns)))

    def _table_function(self, scope: Scope) -> Relation:
        """Follow `unnest(list) as t(item)`, and what else makes rows of values."""
        function = scope.expression
        alias = function.args.get("alias")
        names = [column.name.lower() for column in alias.columns] if alias else []
        inner = function.this if isinstance(function, exp.Lateral) else function
        values = inner.expressions if isinstance(inner, exp.Unnest) else [inner]
        parts = [self._value(value, scope).inside("[]") for value in values]
        if isinstance(inner, exp.Unnest) and len(parts) == 1 and names:
            rest = dict.fromkeys(names[1:], Provenance())
            return Relation({names[0]: parts[0], **rest}, made_of(parts).origins)
        return Relation(rows=made_of(parts).origins, others=made_of(parts))

    def _read(self, source: "Scope | exp.Table") -> Relation:
        if isinstance(source, Scope):
            return self.relation(source)
        if not isinstance(source.this, exp.Identifier):
            if source.find(exp.Column):
                raise Unfollowable(f"it reads {source.sql(_DIALECT)[:80]}")
            return Relation(others=Provenance())
        name = relation_name(source)
        if name not in self._relations:
            raise Unfollowable(f"it reads {name}, which is no input port and no model of it")
        return self._relations[name]

    def _origins(
        self, clauses: Iterable[exp.Expr], scope: Scope, columns: Mapping[str, Provenance]
    ) -> Origins:
        """All that some clauses look at; a name without a table is a column of the result."""
        return made_of(self._value(clause, scope, columns) for clause in clauses).origins

    def _value(
        self,
        node: exp.Expr,
        scope: Scope,
        columns: Mapping[str, Provenance] | None = None,
    ) -> Provenance:
        """Where the value of an expression comes from."""
        match node:
            case exp.Query():
                return self._subquery(node, scope)
            case exp.Column():
                return self._column(node, scope, columns or {})
            case exp.Struct():
                return self._object(node, scope, columns)
        step = _step_inside(node)
        if step is not None:
            return self._value(node.this, scope, columns).inside(step)
        parts = [self._value(part, scope, columns) for part in node.iter_expressions()]
        return parts[0] if isinstance(node, exp.Paren) else made_of(parts)

    def _object(
        self, node: exp.Struct, scope: Scope, columns: Mapping[str, Provenance] | None
    ) -> Provenance:
        fields = {}
        for part in node.expressions:
            value = part.expression if isinstance(part, exp.PropertyEQ) else part
            name = part.name if isinstance(part, exp.PropertyEQ) else part.alias_or_name
            fields[name.lower()] = self._value(value, scope, columns)
        return Provenance(made_of(fields.values()).origins, fields=fields)

    def _subquery(self, node: exp.Query, scope: Scope) -> Provenance:
        query = node.unnest() if isinstance(node, exp.Subquery) else node
        for inner in scope.subquery_scopes:
            if inner.expression is query:
                found = self.relation(inner)
                made = made_of(found.columns.values())
                return Provenance(made.origins | found.rows)
        raise Unfollowable(f"a subquery is not followed: {node.sql(_DIALECT)[:80]}")

    def _column(
        self, column: exp.Column, scope: Scope, columns: Mapping[str, Provenance]
    ) -> Provenance:
        name, around = column.name.lower(), scope
        if not column.table and name in columns:
            return columns[name]
        table = column.table or (next(iter(around.sources)) if len(around.sources) == 1 else "")
        while table not in around.sources:
            if around.parent is None:
                raise Unfollowable(f"nobody can say which table has `{column.sql(_DIALECT)}`")
            around = around.parent
        found = self._read(around.sources[table]).column(name)
        if found is None:
            raise Unfollowable(f"there is no column `{column.sql(_DIALECT)}`")
        return found


def _grouped_together(query: exp.Select) -> list[str]:
    """The columns by which `select distinct` and `group by all` make one row of many."""
    if query.args.get("distinct"):
        return [each.alias_or_name.lower() for each in query.selects]
    group = query.args.get("group")
    if group is None or not group.args.get("all"):
        return []
    return [each.alias_or_name.lower() for each in query.selects if not each.find(exp.AggFunc)]


def _step_inside(node: exp.Expr) -> str | None:
    """The step from a value to what is inside it; None for all that computes another value."""
    match node:
        case exp.Dot(expression=exp.Identifier() as name):
            return f".{name.name.lower()}"
        case exp.Bracket(expressions=[exp.Literal(is_string=True) as name]):
            return f".{name.name.lower()}"
        case exp.Bracket(expressions=[exp.Literal()]):
            return "[]"
        case exp.Explode() if not node.expressions:
            return "[]"
    return None


def _either(parts: list[Provenance]) -> Provenance:
    return parts[0] if len(parts) == 1 else made_of(parts)


def _is_recursive(query: exp.SetOperation) -> bool:
    around = query.find_ancestor(exp.With)
    return around is not None and bool(around.args.get("recursive"))


def _listed(clause: object) -> list[exp.Expr]:
    found = clause if isinstance(clause, list) else [clause]
    return [each for each in found if isinstance(each, exp.Expr)]


def _words(error: Exception) -> str:
    """The first line of what sqlglot says, without the marks with which it shows the place."""
    first = str(error).strip().splitlines()[:1]
    return "".join(first).replace("\x1b[4m", "").replace("\x1b[0m", "") or type(error).__name__
