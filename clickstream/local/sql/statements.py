"""Statements of Athena that are no queries: which function runs each, and which are refused.

https://docs.aws.amazon.com/athena/latest/ug/ddl-reference.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.local.sql import definitions, showing
from clickstream.local.sql.query_errors import QueryError
from clickstream.local.sql.statement_text import StatementText

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clickstream.local.sql.engine import Engine, Result

    Run = Callable[[Engine, StatementText, str], Result]

QUERIES = ("SELECT", "WITH", "VALUES", "TABLE", "(")
RUN: Mapping[tuple[str, ...], Run] = {
    ("SHOW", "DATABASES"): showing.show_databases,
    ("SHOW", "SCHEMAS"): showing.show_databases,
    ("SHOW", "TABLES"): showing.show_tables,
    ("SHOW", "VIEWS"): showing.show_views,
    ("SHOW", "COLUMNS"): showing.show_columns,
    ("SHOW", "PARTITIONS"): showing.show_partitions,
    ("SHOW", "TBLPROPERTIES"): showing.show_properties,
    ("SHOW", "CREATE", "TABLE"): showing.show_create_table,
    ("SHOW", "CREATE", "VIEW"): showing.show_create_view,
    ("DESCRIBE",): showing.describe,
    ("DESC",): showing.describe,
    ("EXPLAIN",): showing.explain,
    ("CREATE", "VIEW"): definitions.create_view,
    ("CREATE", "OR", "REPLACE", "VIEW"): definitions.replace_view,
    ("DROP", "VIEW"): definitions.drop_view,
    ("CREATE", "EXTERNAL", "TABLE"): definitions.create_external_table,
    ("DROP", "TABLE"): definitions.drop_table,
    ("ALTER", "TABLE"): definitions.alter_table,
    ("MSCK", "REPAIR", "TABLE"): definitions.repair_table,
}
"""Functions by the keywords that a statement begins with."""

REFUSED: Mapping[tuple[str, ...], str] = {
    ("CREATE", "TABLE"): "CREATE TABLE AS writes files, which is not done locally. Run its query, or CREATE VIEW",
    ("INSERT",): "INSERT INTO writes files, which is not done locally. Send events with clickstream send",
    ("UNLOAD",): "UNLOAD writes files, which is not done locally. Run its query",
    **dict.fromkeys((("UPDATE",), ("DELETE",), ("MERGE",), ("OPTIMIZE",), ("VACUUM",)), "The statement changes Iceberg tables alone, and the tables of the lake are Hive tables"),
    **dict.fromkeys((("PREPARE",), ("EXECUTE",), ("DEALLOCATE",)), "Pass ExecutionParameters with the query instead of a prepared statement"),
    **dict.fromkeys((("CREATE", "DATABASE"), ("CREATE", "SCHEMA"), ("DROP", "DATABASE"), ("DROP", "SCHEMA"), ("ALTER", "DATABASE"), ("ALTER", "SCHEMA")), "Databases are created and deleted by the deployment"),
    **dict.fromkeys((("SHOW",), ("DROP",), ("CREATE",), ("ALTER",), ("MSCK",), ("ANALYZE",), ("CALL",), ("GRANT",), ("REVOKE",), ("SET",), ("RESET",), ("USE",), ("START",), ("COMMIT",), ("ROLLBACK",), ("TRUNCATE",), ("REFRESH",), ("COMMENT",), ("DENY",), ("LOAD",), ("EXPORT",), ("IMPORT",), ("LOCK",)), "Athena does not run it either, or its effect is not part of the local stack"),
}  # fmt: skip
"""Reasons to refuse a statement, by the keywords that it begins with; the first one counts."""

DDL = ("CREATE", "DROP", "ALTER", "MSCK")


def find(sql: str) -> Callable[[Engine, str], Result] | None:
    """Return the function that runs a statement in a database; None if it is a query.

    Args:
        sql: One statement without its semicolon.

    Raises:
        QueryError: If the local Athena refuses the statement.
    """
    text = StatementText(sql)
    for words, run in RUN.items():
        if text.keywords(*words):
            return lambda engine, database, run=run: run(engine, text, database)
    for words, reason in REFUSED.items():
        if text.keywords(*words):
            msg = f"NOT_SUPPORTED: the local Athena does not run {text.first_words(2)}. {reason}"
            raise QueryError(msg)
    return None


def statement_type(sql: str) -> str:
    """Return Athena's type of a statement: DML, DDL or UTILITY."""
    text = StatementText(sql)
    if any(text.keywords(word) for word in DDL):
        return "DDL"
    return (
        "UTILITY"
        if any(text.keywords(word) for word in ("SHOW", "DESCRIBE", "DESC", "EXPLAIN"))
        else "DML"
    )
