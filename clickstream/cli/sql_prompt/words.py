"""Keywords and functions of Athena's SQL."""

from __future__ import annotations

import functools
from importlib import resources

KEYWORDS = (
    "ALL", "ALTER TABLE", "AND", "ANY", "ARRAY", "AS", "ASC", "AT TIME ZONE", "BETWEEN", "BY", "CASE", "CAST",
    "COALESCE", "COMMENT", "CREATE", "CREATE EXTERNAL TABLE", "CREATE OR REPLACE VIEW", "CREATE TABLE", "CREATE VIEW",
    "CROSS JOIN", "CUBE", "CURRENT ROW", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "DATE", "DESC",
    "DESCRIBE", "DISTINCT", "DROP TABLE", "DROP VIEW", "ELSE", "END", "ESCAPE", "EXCEPT", "EXISTS", "EXPLAIN",
    "EXPLAIN ANALYZE", "EXTRACT", "FALSE", "FILTER", "FIRST", "FOLLOWING", "FROM", "FULL JOIN", "GROUP BY", "GROUPING SETS",
    "HAVING", "IF EXISTS", "IF NOT EXISTS", "IN", "INNER JOIN", "INSERT INTO", "INTERSECT", "INTERVAL", "IS", "JOIN",
    "LAST", "LATERAL", "LEFT JOIN", "LIKE", "LIMIT", "LOCATION", "MSCK REPAIR TABLE", "NOT", "NULL", "NULLIF", "NULLS",
    "OFFSET", "ON", "OR", "ORDER BY", "ORDINALITY", "OUTER", "OVER", "PARTITION BY", "PARTITIONED BY", "PRECEDING",
    "RANGE", "RECURSIVE", "RIGHT JOIN", "ROLLUP", "ROW", "ROWS", "SELECT", "SHOW COLUMNS", "SHOW CREATE TABLE",
    "SHOW CREATE VIEW", "SHOW PARTITIONS", "SHOW TABLES", "SHOW VIEWS", "STORED AS", "TABLE", "TABLESAMPLE",
    "TBLPROPERTIES", "THEN", "TIMESTAMP", "TO", "TRUE", "TRY_CAST", "UNBOUNDED", "UNION", "UNLOAD", "UNNEST", "USING",
    "VALUES", "WHEN", "WHERE", "WINDOW", "WITH",
)  # fmt: skip
"""Keywords of Athena's statements:
https://docs.aws.amazon.com/athena/latest/ug/ddl-sql-reference.html
"""


@functools.cache
def functions() -> tuple[str, ...]:
    """Return the names of Trino's functions, from the table of the local Athena."""
    text = resources.files("clickstream.local.sql.analyzer").joinpath("functions.tsv")
    lines = text.read_text(encoding="utf-8").splitlines()
    return tuple(dict.fromkeys(line.partition("\t")[0] for line in lines))
