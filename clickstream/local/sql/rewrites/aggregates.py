"""Aggregates, as expressions of DuckDB's aggregates with the FILTER and OVER of the original."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from clickstream.local.sql.result_types import digits, is_decimal
from clickstream.local.sql.rewrites.common import TranslationError, call, function, refused
from clickstream.local.sql.rewrites.numbers import quotient

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickstream.local.sql.rewrites.common import Function

    Template = tuple[exp.Expr, list[exp.Expr]]
    """An expression, and the aggregates in it."""

DONE = "aggregate of DuckDB"
"""Mark of aggregates that are not rewritten again."""


def rewrite_aggregates(query: exp.Query) -> None:
    """Replace the aggregates of a query in place."""
    for node in list(query.find_all(exp.AggFunc, exp.Anonymous)):
        template = _template(node)
        if template is not None:
            _replace(node, *template)


def _template(node: exp.Expr) -> Template | None:
    if node.meta.get(DONE):
        return None
    if isinstance(node, exp.Anonymous):
        name = node.name.upper()
        return NAMED[name](node.expressions) if name in NAMED else None
    rewrite = AGGREGATES.get(type(node))
    return rewrite(node) if rewrite is not None else None


def _replace(node: exp.Expr, expression: exp.Expr, aggregates: list[exp.Expr]) -> None:
    outer, depth = node, 0
    while (
        isinstance(outer.parent, exp.Filter | exp.Window | exp.IgnoreNulls)
        and outer.arg_key == "this"
    ):
        outer, depth = outer.parent, depth + 1
    for aggregate in aggregates:
        aggregate.meta[DONE] = True
        if depth == 0:
            continue
        whole = inner = outer.copy()
        for _ in range(depth):
            inner = inner.this
        aggregate.replace(whole)
        inner.replace(aggregate)
    expression.type = node.type
    outer.replace(expression)


def _sum(node: exp.Expr) -> Template | None:
    pair = digits(node.this.type)
    if pair is None or is_decimal(node.this):
        return None
    total = node.copy()
    return exp.Cast(this=total, to=exp.DataType.build("BIGINT")), [total]


def _average(node: exp.Expr) -> Template | None:
    kind = node.this.type
    if not is_decimal(node.this) or kind is None:
        return None
    _, scale = digits(kind) or (0, 0)
    expression = quotient(
        exp.Sum(this=node.this.copy()), exp.Count(this=node.this.copy()), kind, (scale, 0)
    )
    found = expression.find_all(exp.Sum, exp.Count)
    return exp.paren(expression, copy=False), [*found]


def _skewness(node: exp.Expr) -> Template:
    sample, number = node.copy(), exp.Count(this=node.this.copy())
    return exp.Anonymous(this="TRINO_SKEWNESS", expressions=[sample, number]), [sample, number]


def _finite(node: exp.Expr) -> Template:
    found = node.copy()
    return exp.Anonymous(this="TRINO_FINITE", expressions=[found]), [found]


def _percentile(node: exp.Expr) -> Template:
    if node.args.get("weight") is not None:
        msg = "NOT_SUPPORTED: approx_percentile with weights does not run locally"
        raise TranslationError(msg)
    values = exp.ArrayAgg(this=node.this.copy())
    expressions = [values, node.args["quantile"].copy()]
    return exp.Anonymous(this="TRINO_PERCENTILE", expressions=expressions), [values]


def _distinct(node: exp.Expr) -> None:
    node.set("accuracy", None)  # DuckDB's error is its own


def _extreme(name: str) -> Callable[[exp.Expr], Template]:
    def rewrite(node: exp.Expr) -> Template:
        count = node.args.get("count")
        if node.expression is None:
            msg = f"FUNCTION_NOT_FOUND: {node.sql('trino')} lacks the value to order by"
            raise TranslationError(msg)
        arguments = [node.this, node.expression, *([count] if count is not None else [])]
        found = call(name if count is not None else f"{name}_NULL", *arguments)
        return exp.paren(found, copy=False), [found]

    return rewrite


def _entries(name: str) -> Callable[[list[exp.Expr]], Template]:
    def rewrite(arguments: list[exp.Expr]) -> Template:
        key, value = arguments
        pair = exp.Struct(
            expressions=[
                exp.PropertyEQ(this=exp.to_identifier("k"), expression=key.copy()),
                exp.PropertyEQ(this=exp.to_identifier("v"), expression=value.copy()),
            ]
        )
        entries = exp.ArrayAgg(this=pair)
        return exp.Anonymous(this=name, expressions=[entries]), [entries]

    return rewrite


AGGREGATES: dict[type[exp.Expr], Callable[[exp.Expr], Template | None]] = {
    exp.ApproxQuantile: _percentile,
    exp.ApproxDistinct: _distinct,
    exp.ArgMax: _extreme("ARG_MAX"),
    exp.ArgMin: _extreme("ARG_MIN"),
    exp.Avg: _average,
    exp.Corr: _finite,
    exp.Skewness: _skewness,
    exp.Sum: _sum,
}

NAMED: dict[str, Callable[[list[exp.Expr]], Template]] = {
    "MAP_AGG": _entries("TRINO_MAP_AGG"),
    "MULTIMAP_AGG": _entries("TRINO_MULTIMAP_AGG"),
}

FUNCTIONS: dict[str, Function] = {
    "APPROX_MOST_FREQUENT": refused(
        "approx_most_frequent", "is approximate in Athena: use histogram"
    ),
    "BITWISE_AND_AGG": function("BIT_AND"),
    "BITWISE_OR_AGG": function("BIT_OR"),
    "CHECKSUM": refused("checksum", "is a hash of Trino's own"),
    "ENTROPY": refused("entropy", "takes counts in Athena, and values in DuckDB"),
    "EVERY": function("BOOL_AND"),
    "GEOMETRIC_MEAN": function("GEOMEAN"),
    "HISTOGRAM": function("HISTOGRAM"),
    "XXHASH64": refused("xxhash64", "is a hash that Python and DuckDB lack: use sha256"),
}
