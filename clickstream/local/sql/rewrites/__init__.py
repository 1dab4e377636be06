"""Rewrites of Athena's expressions to DuckDB's, by family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from clickstream.local.sql.rewrites import (
    aggregates,
    arrays,
    casts,
    dates,
    json,
    numbers,
    queries,
    text,
    urls,
)
from clickstream.local.sql.rewrites.common import TranslationError

if TYPE_CHECKING:
    from clickstream.local.sql.rewrites.common import Function, Rewrite

FUNCTIONS: dict[str, Function] = {
    **aggregates.FUNCTIONS,
    **arrays.FUNCTIONS,
    **dates.FUNCTIONS,
    **json.FUNCTIONS,
    **numbers.FUNCTIONS,
    **text.FUNCTIONS,
    **urls.FUNCTIONS,
}
"""Functions by name that sqlglot does not know."""

SAME = frozenset(
    (
        "BIT_LENGTH", "CONCAT_WS", "CUME_DIST", "MAP_FROM_ENTRIES", "MAP_KEYS", "MAP_VALUES",
        "REGR_INTERCEPT", "REGR_SLOPE", "TRANSLATE",
    )
)  # fmt: skip
"""Functions by name that DuckDB has under the same name with the same values."""


QUANTIFIERS = ("ALL", "ANY", "SOME")


def _function(node: exp.Expr) -> exp.Expr:
    name = node.name.upper()
    if name in FUNCTIONS:
        return FUNCTIONS[name](node.expressions)
    if name in SAME or name.startswith(("TRINO_", "PYTHON_")) or node.meta.get(aggregates.DONE):
        return node
    if name in QUANTIFIERS:
        msg = f"NOT_SUPPORTED: the local Athena does not compare with {name}: compare with max or min of the subquery"
        raise TranslationError(msg)
    msg = f"NOT_SUPPORTED: the local Athena does not have the function {name.lower()}"
    raise TranslationError(msg)


REWRITES: dict[type[exp.Expr], Rewrite] = {
    **arrays.REWRITES,
    **casts.REWRITES,
    **dates.REWRITES,
    **json.REWRITES,
    **numbers.REWRITES,
    **text.REWRITES,
    exp.Anonymous: _function,
}
"""Functions that replace a node which sqlglot translates wrongly or not at all."""


def rewrite(query: exp.Query) -> exp.Query:
    """Return a typed query with DuckDB's expressions in place of Athena's."""
    queries.with_ties(query)
    aggregates.rewrite_aggregates(query)
    for node in reversed(list(query.dfs())):  # children before their parents
        found = REWRITES.get(type(node))
        replacement = node if found is None else found(node)
        if replacement is not node:
            if node.type is not None:
                replacement.type = node.type  # the rewrites of its parents read it
            node.replace(replacement)
    queries.show_results(query)
    return query
