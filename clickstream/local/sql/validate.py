"""Validation of Athena's queries before they run, by Trino's rules and in its words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clickstream.local.sql.analyzer.queries import Queries
from clickstream.local.sql.errors import AthenaError
from clickstream.local.sql.syntax import parse

if TYPE_CHECKING:
    from clickstream.local.sql.analyzer.relations import TableColumns

COMMENT_OR_SPACE = re.compile(r"(?:\s|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*", re.DOTALL)
OTHER_STATEMENTS = frozenset(
    [
        "alter",
        "analyze",
        "call",
        "comment",
        "commit",
        "deallocate",
        "delete",
        "deny",
        "desc",
        "describe",
        "drop",
        "execute",
        "grant",
        "load",
        "merge",
        "msck",
        "optimize",
        "prepare",
        "refresh",
        "reset",
        "revoke",
        "rollback",
        "set",
        "show",
        "start",
        "truncate",
        "unload",
        "update",
        "use",
        "vacuum",
    ]
)
"""First words of statements that are not queries. Hive's parser, not Trino's, runs some of them."""


def validate(sql: str, tables: TableColumns, database: str) -> None:
    """Refuse a query that Athena refuses before it reads data.

    The queries of EXPLAIN, INSERT, CREATE TABLE AS and CREATE VIEW are checked too, and other
    statements are not.

    Args:
        sql: One statement in Athena SQL.
        tables: Columns of the tables in the catalog.
        database: Database of table names without one.

    Raises:
        AthenaError: If Trino refuses the query: syntax, names, functions, types or aggregation.
    """
    start = COMMENT_OR_SPACE.match(sql)
    words = sql[start.end() if start else 0 :].split(maxsplit=1)
    if words and words[0].lower() in OTHER_STATEMENTS:
        return
    is_create = bool(words) and words[0].lower() == "create"
    try:
        tree = parse(sql)
    except AthenaError:
        if is_create:
            return  # DDL of Hive, such as CREATE EXTERNAL TABLE
        raise
    query = next((node for node in tree.walk() if node.kind == "Query"), None)
    if query is not None:
        Queries(tables, database).query(query)
