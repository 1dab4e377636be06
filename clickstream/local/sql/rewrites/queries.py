"""Whole queries: names of columns, WITH TIES, and results."""

from __future__ import annotations

import re

from sqlglot import exp

from clickstream.local.sql.rewrites import dates
from clickstream.local.sql.rewrites.common import TranslationError, call, cast

UNNAMED = re.compile(r"_col\d+")


def written_names(query: exp.Query) -> dict[str, str]:
    """Return the written names of the result's columns, by their names in small letters."""
    select = _first(query)
    names = [] if select is None else [column.alias_or_name for column in select.expressions]
    return {name.lower(): name for name in names}


def _first(query: exp.Expr) -> exp.Select | None:
    """Return the SELECT that names the columns of the result."""
    while isinstance(query, exp.SetOperation | exp.Subquery):
        query = query.this
    return query if isinstance(query, exp.Select) else None


def is_named(column: exp.Expr) -> bool:
    """Tell whether Athena has a name for an item of SELECT: a star, a column or an alias."""
    base = column
    while isinstance(base, exp.Dot):
        base = base.this
    return column.is_star or isinstance(column, exp.Alias) or isinstance(base, exp.Column)


def name_columns(query: exp.Query) -> None:
    """Name the expressions of each SELECT as Athena does: `_col0` for the first, if it has none."""
    for select in query.find_all(exp.Select):
        for index, column in enumerate(select.expressions):
            if not is_named(column):
                column.replace(exp.alias_(column.copy(), f"_col{index}"))


def select_values(values: exp.Values) -> exp.Query:
    """Return a statement of VALUES alone as a SELECT."""
    first = values.expressions[0]
    number = len(first.expressions) if isinstance(first, exp.Tuple) else 1
    names = [exp.to_identifier(f"_col{index}") for index in range(number)]
    values.set("alias", exp.TableAlias(this=exp.to_identifier("_values"), columns=names))
    return exp.select("*").from_(values)


def name_unnested(query: exp.Query) -> None:
    """Name the columns of UNNEST without an alias."""
    for index, unnest in enumerate(list(query.find_all(exp.Unnest))):
        if unnest.args.get("alias") is None:
            pairs = sum(isinstance(value, exp.Map) for value in unnest.expressions)
            number = len(unnest.expressions) + pairs
            names = [exp.to_identifier(f"_col{i}") for i in range(number)]
            table = exp.to_identifier(f"_unnest{index}")
            unnest.set("alias", exp.TableAlias(this=table, columns=names))


def expand_duplicates(query: exp.Query, *, has_using: bool) -> None:
    """Expand the stars that remain in a qualified query: a subquery has a name twice there.

    DuckDB would name the second column `n_1`.

    Args:
        query: Query whose names are qualified, which changes USING into ON.
        has_using: Whether the query has USING.
    """
    for select in reversed(list(query.find_all(exp.Select))):
        if any(item.is_star for item in select.expressions):
            if has_using:
                msg = "NOT_SUPPORTED: the local Athena does not expand * where a subquery has a name twice and a join has USING: name the columns"
                raise TranslationError(msg)
            columns = [column for item in select.expressions for column in _expanded(select, item)]
            select.set("expressions", columns)


def _expanded(select: exp.Select, item: exp.Expr) -> list[exp.Expr]:
    """Return the columns of an item of SELECT with a star, or the item itself."""
    if not item.is_star:
        return [item]
    if isinstance(item, exp.Dot) or "from_" not in select.args:
        msg = "NOT_SUPPORTED: the local Athena does not expand a row with .*: name its fields"
        raise TranslationError(msg)
    wanted = item.table if isinstance(item, exp.Column) else ""
    joins: list[exp.Expr] = select.args.get("joins") or []
    sources: list[exp.Expr] = [part.this for part in (select.args["from_"], *joins)]
    return [
        exp.alias_(exp.column(_quoted(own), _quoted(source.alias_or_name)), name, quoted=True)
        for source in sources
        if wanted in ("", source.alias_or_name)
        for own, name in _names(source)
    ]


def _quoted(name: str) -> exp.Identifier:
    return exp.to_identifier(name, quoted=True)


def _names(source: exp.Expr) -> list[tuple[str, str]]:
    """Return the columns of a source with a unique name, which it gets, and their names."""
    body: exp.Expr = source
    if isinstance(source, exp.Table):
        ctes = {cte.alias: cte for cte in source.root().find_all(exp.CTE)}
        if source.db or source.name not in ctes:
            msg = f"NOT_SUPPORTED: the local Athena does not know the columns of {source.sql('athena')}: name them instead of *"
            raise TranslationError(msg)
        body = ctes[source.name]
    alias = body.args.get("alias")
    if not isinstance(alias, exp.TableAlias):
        alias = exp.TableAlias()
    inner = _first(body.this) if isinstance(body, exp.Subquery | exp.CTE) else None
    names = [column.name for column in alias.columns] if inner is None else inner.named_selects
    if "*" in names:
        msg = f"NOT_SUPPORTED: the local Athena does not know the columns of {source.alias_or_name}: name them instead of *"
        raise TranslationError(msg)
    if inner is not None and not alias.columns:
        unique = [
            f"{name}_{index}" if name in names[:index] else name for index, name in enumerate(names)
        ]
        alias.set("columns", [exp.to_identifier(name, quoted=True) for name in unique])
    return list(zip([column.name for column in alias.columns], names, strict=True))


def number_columns(query: exp.Query, names: dict[str, str]) -> None:
    """Number the unnamed columns of the result, and write the others as in the statement.

    Args:
        query: The query after `*` is expanded.
        names: Names as they are written, by their names in small letters.
    """
    select = _first(query)
    for index, column in enumerate(select.expressions if select is not None else ()):
        if not isinstance(column, exp.Alias):
            continue
        name = names.get(column.alias, column.alias)
        if UNNAMED.fullmatch(name) and select is not None and not _is_ordered_by(select, name):
            name = f"_col{index}"
        column.set("alias", exp.to_identifier(name, quoted=True))


def _is_ordered_by(select: exp.Select, name: str) -> bool:
    order = select.args.get("order")
    return order is not None and any(column.name == name for column in order.find_all(exp.Column))


def with_ties(query: exp.Query) -> None:
    """Replace FETCH FIRST … WITH TIES by a rank, which DuckDB has in QUALIFY."""
    for fetch in list(query.find_all(exp.Fetch)):
        options = fetch.args.get("limit_options")
        if options is None or not options.args.get("with_ties"):
            continue
        select = fetch.parent
        order = select.args.get("order") if isinstance(select, exp.Select) else None
        if (
            not isinstance(select, exp.Select)
            or order is None
            or select.args.get("distinct")
            or select.args.get("offset")
        ):
            msg = "NOT_SUPPORTED: WITH TIES runs locally in a SELECT with ORDER BY, without DISTINCT and OFFSET"
            raise TranslationError(msg)
        rank = exp.Window(
            this=exp.Rank(),
            order=exp.Order(expressions=[part.copy() for part in order.expressions]),
        )
        count = fetch.args.get("count") or exp.Literal.number(1)
        select.set("limit", None)
        select.set("qualify", exp.Qualify(this=exp.LTE(this=rank, expression=count.copy())))


def show_results(query: exp.Query) -> None:
    """Give the result's values the text of Athena that DuckDB's types cannot carry."""
    zones = any(node.meta.get(dates.ZONE, "UTC") != "UTC" for node in query.walk())
    for select in _selects(query):
        for column in select.expressions:
            value = column.unalias()
            if zones and isinstance(value, exp.Column) and value.is_type(exp.DType.TIMESTAMPTZ):
                msg = f"NOT_SUPPORTED: the local Athena does not know the time zone of {value.name}: cast it to varchar or timestamp where AT TIME ZONE is"
                raise TranslationError(msg)
            text = _shown(value)
            if text is not value:
                name = column.alias_or_name
                column.replace(exp.alias_(text, name, quoted=True))


def _selects(query: exp.Expr) -> list[exp.Select]:
    """Return the SELECTs whose rows are the query's result."""
    if isinstance(query, exp.SetOperation):
        return [*_selects(query.this), *_selects(query.expression)]
    if isinstance(query, exp.Subquery):
        return _selects(query.this)
    return [query] if isinstance(query, exp.Select) else []


def _shown(value: exp.Expr) -> exp.Expr:
    if value.is_type(exp.DType.TIMESTAMPTZ):
        if (
            value.type
            and value.type.expressions
            and int(value.type.expressions[0].name) < dates.MILLISECONDS
        ):
            value.type = exp.DType.TIMESTAMPTZ  # a result has milliseconds at least
        return dates.timestamp_text(value)
    if value.is_type(exp.DType.INTERVAL):
        return call("TRINO_INTERVAL", value)
    if value.is_type(exp.DType.FLOAT):
        # The shortest text of a real, which a double keeps.
        return cast(cast(value, exp.DType.TEXT), exp.DType.DOUBLE)
    return value
