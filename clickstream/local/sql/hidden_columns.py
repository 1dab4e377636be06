"""Hidden columns of tables, such as "$path": a query may name them, and a star leaves them out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from clickstream.local.sql.pruning import DIALECT, parse_query

if TYPE_CHECKING:
    from collections.abc import Mapping

    TableColumns = Mapping[str, Mapping[str, Mapping[str, str]]]

MADE_UP_NAME = re.compile(r"_col_\d+")


def expand_stars(sql: str, tables: TableColumns, shown: TableColumns, database: str) -> str:
    """Return a query with the names of columns in place of its stars.

    Args:
        sql: Query in Athena SQL.
        tables: Columns, hidden ones among them.
        shown: Columns that a star stands for.
        database: Database of table names without one.

    Raises:
        SqlglotError: If a name in the query does not exist.
    """
    query = parse_query(sql)
    if query.find(exp.Star) is None:
        return sql
    schema = MappingSchema(
        {
            home: {name: dict(kinds) for name, kinds in found.items()}
            for home, found in tables.items()
        },
        visible={
            home: {name: list(kinds) for name, kinds in found.items()}
            for home, found in shown.items()
        },
        dialect=DIALECT,
    )
    qualified = qualify(query, schema=schema, db=database or None, dialect=DIALECT)
    for alias in list(qualified.find_all(exp.Alias)):
        if MADE_UP_NAME.fullmatch(alias.alias):
            alias.replace(alias.this)
    return qualified.sql(DIALECT)
