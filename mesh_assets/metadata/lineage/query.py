"""One SQL query, followed from its columns back to the columns of what it reads.

sqlglot expands every star and tells for every name which table it means; what is left is to walk
through common table expressions, subqueries, joins and set operations.
"""

from collections.abc import Iterable, Mapping

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from mesh_assets.metadata.lineage.provenance import Origins, Provenance, made_of
from mesh_assets.metadata.lineage.relation import Relation
from mesh_assets.metadata.lineage.statement import DIALECT, Unfollowable, relation_name, scope_of

_NOT_ABOUT_ROWS = frozenset({"expressions", "with", "with_"})
"""The parts of a SELECT that decide nothing on which rows there are."""

_ROWS_OF_LISTS = frozenset({"unnest", "generate_subscripts", "regexp_split_to_table"})

_NAMELESS = "_col_"
"""What sqlglot calls columns to which the query gives no name."""


def follow(query: exp.Query, relations: Mapping[str, Relation]) -> Relation:
    """Say where the columns and the rows of a query come from; raises Unfollowable.

    `relations` are what it may read, by `relation_name`.
    """
    root = scope_of(query, relations)
    try:
        return _Walk(relations, root).relation(root)
    except RecursionError:
        raise Unfollowable("it is nested too deeply") from None


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
            if any(_is_unknown_star(node) for node in projection.walk()):
                raise Unfollowable("it selects * of what has unknown columns")
            name = projection.alias_or_name.lower()
            if name.startswith(_NAMELESS) and _makes_rows(projection.unalias()):
                raise Unfollowable("it unnests without a name: an object gives several columns")
            columns[name] = self._value(projection.unalias(), scope)
        deciding = [
            clause
            for key, argument in query.args.items()
            if key not in _NOT_ABOUT_ROWS
            for clause in _listed(argument)
        ]
        deciding += [one for each in query.selects for one in each.walk() if _makes_rows(one)]
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
                raise Unfollowable(f"it reads {source.sql(DIALECT)[:80]}")
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
        if any(inner.expression is node for inner in scope.udtf_scopes):
            return Provenance()  # as with subqueries: its columns and its rows are read by its name
        match node:
            case exp.TableColumn():
                raise Unfollowable(f"it takes `{node.name}` as a row with all of its columns")
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
        if not isinstance(query, exp.Query):
            return made_of(self._value(part, scope) for part in node.iter_expressions())
        if any(inner.expression is query for inner in scope.derived_table_scopes):
            return Provenance()
        for inner in scope.subquery_scopes:
            if inner.expression is query:
                found = self.relation(inner)
                made = made_of(found.columns.values())
                return Provenance(made.origins | found.rows)
        raise Unfollowable(f"a subquery is not followed: {node.sql(DIALECT)[:80]}")

    def _column(
        self, column: exp.Column, scope: Scope, columns: Mapping[str, Provenance]
    ) -> Provenance:
        name, around = column.name.lower(), scope
        if not column.table and name in columns:
            return columns[name]
        table = column.table or (next(iter(around.sources)) if len(around.sources) == 1 else "")
        while table not in around.sources:
            if around.parent is None:
                raise Unfollowable(f"nobody can say which table has `{column.sql(DIALECT)}`")
            around = around.parent
        relation = self._read(around.sources[table])
        if name == table.lower() and relation.others is not None:
            raise Unfollowable(f"it may take `{name}` as a row with all of its columns")
        found = relation.column(name)
        if found is None:
            raise Unfollowable(f"there is no column `{column.sql(DIALECT)}`")
        return found


def _grouped_together(query: exp.Select) -> list[str]:
    """The columns by which `select distinct` and `group by all` make one row of many."""
    if query.args.get("distinct"):
        return [each.alias_or_name.lower() for each in query.selects]
    group = query.args.get("group")
    if group is None or not group.args.get("all"):
        return []
    return [each.alias_or_name.lower() for each in query.selects if not each.find(exp.AggFunc)]


def _is_unknown_star(node: exp.Expr) -> bool:
    """Whether a star is left that stands for columns, and not for the rows that are counted."""
    is_column = isinstance(node, exp.Column) and isinstance(node.this, exp.Star)
    return is_column or (isinstance(node, exp.Star) and not isinstance(node.parent, exp.Count))


def _makes_rows(node: exp.Expr) -> bool:
    """Whether a function in a SELECT gives a row for each element of a list."""
    is_by_name = isinstance(node, exp.Anonymous) and node.name.lower() in _ROWS_OF_LISTS
    return is_by_name or isinstance(node, exp.Explode | exp.Unnest)


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
