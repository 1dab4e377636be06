"""References of a query to tables: the columns that each reads, and the predicates on it.

Like Trino, each reference to a table, a view or a WITH query is read by itself. Predicates reach a
table through subqueries, WITH queries, UNION and views, where the rows stay the same.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

from clickstream.local.sql.rewrites import queries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from clickstream.local.sql import catalog as glue

    TableColumns = Mapping[str, Mapping[str, Mapping[str, str]]]

NULL_IN_NULL_OUT = (
    exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In, exp.Like, exp.Column, exp.Identifier,
    exp.Literal, exp.Cast, exp.DataType, exp.Paren, exp.DPipe, exp.Neg, exp.Interval, exp.Var, exp.Date,
)  # fmt: skip
"""Expressions that are null for a null column, so that no such row satisfies the predicate."""
VOLATILE = (exp.Rand, exp.Uuid)
DIALECT = "athena"


def parse_query(sql: str) -> exp.Query:
    """Parse a query.

    Raises:
        SqlglotError: If the text does not parse.
        ValueError: If it is another statement.
    """
    query = sqlglot.parse_one(sql, read=DIALECT)
    if isinstance(query, exp.Values):
        return queries.select_values(query)
    if not isinstance(query, exp.Query):
        msg = (
            f"NOT_SUPPORTED: the local Athena runs queries, not {sql.split(maxsplit=1)[0].upper()}"
        )
        raise ValueError(msg)  # noqa: TRY004 - the value of the text
    queries.name_unnested(query)
    return query


@dataclass(frozen=True)
class Reference:
    """Reference to a table in a query."""

    database: str
    table: str
    columns: frozenset[str]
    """Columns that the query reads, partition keys among them."""
    predicates: tuple[exp.Expr, ...]
    """Conditions that each row of interest satisfies. Columns have no table."""


def references(
    query: exp.Query,
    tables: TableColumns,
    views: Mapping[tuple[str, str], glue.View],
    database: str,
) -> list[Reference]:
    """Return the references of a query to tables, those within views included.

    Args:
        query: Query in Athena's dialect.
        tables: Types of the columns by database, table and column.
        views: Views by database and name.
        database: Database of table names without one.

    Raises:
        SqlglotError: If a name in the query does not exist.
    """
    expanded = expand_views(query.copy(), views, database)
    schema: dict[str, object] = {
        home: {name: dict(kinds) for name, kinds in found.items()} for home, found in tables.items()
    }
    qualified = qualify(expanded, schema=schema, db=database or None, dialect=DIALECT)
    scope = build_scope(qualified)
    return list(_visit(scope, None, [], ())) if scope else []


def expand_views(
    query: exp.Query, views: Mapping[tuple[str, str], glue.View], database: str
) -> exp.Query:
    """Return a query with the definitions of its views in their place."""
    for table in list(named_tables(query)):
        key = ((table.db or database).lower(), table.name.lower())
        if table.db == "" and database:
            table.set("db", exp.to_identifier(database, quoted=True))
        if key not in views:
            continue
        view = views[key]
        inner = parse_query(view.sql)
        body = expand_views(inner, views, view.database).subquery(table.alias or table.name)
        if alias := table.args.get("alias"):
            body.set("alias", alias.copy())
        for part in ("joins", "pivots", "laterals"):
            body.set(part, table.args.get(part))
        table.replace(body)
    return query


def named_tables(query: exp.Expr) -> Iterator[exp.Table]:
    """Yield the tables and views that a query names; a WITH query is none."""
    for table in query.find_all(exp.Table):
        if isinstance(table.this, exp.Identifier) and not (
            table.db == "" and _is_with_query(table)
        ):
            yield table


def _is_with_query(table: exp.Table) -> bool:
    name = table.name.lower()
    node: exp.Expr | None = table
    while node is not None:
        clause = node.args.get("with_") or node.args.get("with")
        if clause and any(cte.alias.lower() == name for cte in clause.expressions):
            return True
        node = node.parent
    return False


def _visit(
    scope: Scope, needed: Collection[str] | None, outer: list[exp.Expr], path: tuple[Scope, ...]
) -> Iterator[Reference]:
    """Yield the references below a scope.

    Args:
        scope: Scope of a query.
        needed: Names of the output columns that are read; None for all.
        outer: Predicates on the output columns.
        path: Scopes above, so that a recursive WITH query ends.
    """
    if scope in path:
        return
    expression = scope.expression
    below = (*path, scope)
    if isinstance(expression, exp.SetOperation):
        yield from _visit_sides(scope, expression, needed, outer, below)
    elif isinstance(expression, exp.Select):
        yield from _visit_select(scope, expression, needed, outer, below)
    for subquery in scope.subquery_scopes:
        yield from _visit(subquery, None, [], below)


def _visit_sides(
    scope: Scope,
    operation: exp.SetOperation,
    needed: Collection[str] | None,
    outer: list[exp.Expr],
    path: tuple[Scope, ...],
) -> Iterator[Reference]:
    reads_all = needed is None or operation.args.get("distinct", True)
    names: list[str] = operation.named_selects
    for side in scope.set_operation_scopes:
        others: list[str] = cast("exp.Query", side.expression).named_selects
        renamed = dict(zip(names, others, strict=False))
        columns = {name: exp.column(_quoted(other)) for name, other in renamed.items()}
        inner = None if reads_all else {renamed[name] for name in needed or () if name in renamed}
        predicates = [] if _is_limited(operation) else [_replace(item, columns) for item in outer]
        yield from _visit(side, inner, predicates, path)


def _visit_select(
    scope: Scope,
    select: exp.Select,
    needed: Collection[str] | None,
    outer: list[exp.Expr],
    path: tuple[Scope, ...],
) -> Iterator[Reference]:
    where = _conjuncts(select.args.get("where")) + _pushed(select, outer)
    unread = _unread_columns(select, needed)
    sources = cast("dict[str, tuple[exp.Expr, exp.Expr | Scope]]", scope.selected_sources)
    for alias, (_, source) in sources.items():
        columns = {
            column.name
            for column in scope.columns
            if column.table == alias and id(column) not in unread
        }
        predicates = [_without_table(item) for item in _predicates(select, where, alias)]
        if isinstance(source, Scope):
            yield from _visit(source, columns, predicates, path)
        elif isinstance(source, exp.Table) and isinstance(source.this, exp.Identifier):
            yield Reference(
                source.db.lower(), source.name.lower(), frozenset(columns), tuple(predicates)
            )


def _conjuncts(clause: exp.Expr | None) -> list[exp.Expr]:
    """Return the parts of a condition that are all true."""
    if clause is None:
        return []
    condition = (clause.this if isinstance(clause, exp.Where) else clause).unnest()
    return list(condition.flatten()) if isinstance(condition, exp.And) else [condition]


def _pushed(select: exp.Select, outer: list[exp.Expr]) -> list[exp.Expr]:
    """Return the predicates on the output as predicates on the sources, where that is the same."""
    group = select.args.get("group")
    if _is_limited(select) or (
        group and any(group.args.get(part) for part in ("rollup", "cube", "grouping_sets"))
    ):
        return []
    windows = [window for item in select.expressions for window in item.find_all(exp.Window)]
    outputs = {
        item.alias_or_name: item.unalias()
        for item in select.expressions
        if not item.find(exp.AggFunc, exp.Query, exp.Window, *VOLATILE)
        # A window function reads rows of its own partition alone.
        and all(item.unalias() in window.args.get("partition_by", ()) for window in windows)
    }
    return [
        _replace(item, outputs)
        for item in outer
        if all(column.name in outputs for column in item.find_all(exp.Column))
    ]


def _predicates(select: exp.Select, where: list[exp.Expr], alias: str) -> Iterator[exp.Expr]:
    """Yield the predicates on one source of a SELECT, from WHERE and from joins.

    For a source that an outer join fills with nulls, only those that no null satisfies.
    """
    candidates = list(where)
    is_nullable = False
    sources_before: set[str] = (
        {select.args["from_"].alias_or_name} if "from_" in select.args else set()
    )
    for join in cast("list[exp.Join]", select.args.get("joins") or []):
        joined, side = join.alias_or_name, join.side.upper()
        is_nullable |= (
            side == "FULL"
            or (side == "LEFT" and alias == joined)
            or (side == "RIGHT" and alias in sources_before)
        )
        if (
            side == ""
            or (side == "LEFT" and alias == joined)
            or (side == "RIGHT" and alias != joined)
        ):
            candidates += _conjuncts(join.args.get("on"))
        sources_before.add(joined)
    for item in [*candidates, *_inferred(candidates, alias)]:
        if _is_about(item, alias) and not (is_nullable and _may_accept_null(item)):
            yield item


def _inferred(candidates: list[exp.Expr], alias: str) -> Iterator[exp.Expr]:
    """Yield predicates on a source that equalities give: b.y = 1 from a.x = b.y and a.x = 1."""
    for equality in candidates:
        if not isinstance(equality, exp.EQ):
            continue
        for column, other in itertools.permutations((equality.left, equality.right)):
            if not (isinstance(column, exp.Column) and isinstance(other, exp.Column)):
                continue
            if column.table != alias or other.table == alias:
                continue
            for item in candidates:
                named = list(item.find_all(exp.Column))
                if named and all(found == other for found in named):
                    yield item.copy().transform(_substitute, other, column)


def _substitute(node: exp.Expr, old: exp.Expr, new: exp.Expr) -> exp.Expr:
    return new.copy() if node == old else node


def _is_about(predicate: exp.Expr, alias: str) -> bool:
    columns = list(predicate.find_all(exp.Column))
    return (
        bool(columns)
        and all(column.table == alias for column in columns)
        and predicate.find(exp.Query, exp.AggFunc, exp.Window, *VOLATILE) is None
    )


def _may_accept_null(predicate: exp.Expr) -> bool:
    return any(not isinstance(node, NULL_IN_NULL_OUT) for node in predicate.walk())


def _unread_columns(select: exp.Select, needed: Collection[str] | None) -> set[int]:
    """Return the ids of the columns in outputs that nobody reads."""
    if needed is None or select.args.get("distinct"):
        return set()
    order = select.args.get("order")
    ordered = {column.name for column in order.find_all(exp.Column)} if order else set[str]()
    return {
        id(column)
        for item in select.expressions
        if item.alias_or_name not in {*needed, *ordered}
        for column in item.find_all(exp.Column)
    }


def _is_limited(query: exp.Query) -> bool:
    return any(query.args.get(part) for part in ("limit", "offset", "fetch"))


def _quoted(name: str) -> exp.Identifier:
    return exp.to_identifier(name, quoted=True)


def _replace(predicate: exp.Expr, columns: Mapping[str, exp.Expr]) -> exp.Expr:
    """Return a predicate with expressions in place of its columns."""

    def replaced(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and not node.table and node.name in columns:
            found = columns[node.name].copy()
            return found if isinstance(found, exp.Column) else exp.paren(found)
        return node

    return predicate.copy().transform(replaced)


def _without_table(predicate: exp.Expr) -> exp.Expr:
    def bare(node: exp.Expr) -> exp.Expr:
        return exp.column(_quoted(node.name)) if isinstance(node, exp.Column) else node

    return predicate.copy().transform(bare)


def about(predicate: exp.Expr, columns: Collection[str]) -> exp.Expr | None:
    """Return what a predicate says about some columns alone; None if it says nothing.

    Of an AND it is one side, of an OR both: other conditions may be true.
    """
    if isinstance(predicate, exp.Paren):
        return about(predicate.this, columns)
    if isinstance(predicate, exp.And | exp.Or):
        sides = [about(predicate.left, columns), about(predicate.right, columns)]
        known = [side for side in sides if side is not None]
        if len(known) == len(sides):
            build = exp.and_ if isinstance(predicate, exp.And) else exp.or_
            return build(*known)
        return known[0] if known and isinstance(predicate, exp.And) else None
    named = {column.name for column in predicate.find_all(exp.Column)}
    return predicate if named and named <= set(columns) else None
