"""Translation of Athena SQL to DuckDB SQL: the emulator runs the queries that run on AWS.

sqlglot parses the statement and writes most expressions. `rewrites` changes those that have another
value in DuckDB, `macros.sql` and `python_functions` hold the functions that DuckDB lacks.
`docs/reference/local-athena.md` lists the differences from Athena.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, ParseError, SqlglotError, UnsupportedError
from sqlglot.optimizer.qualify import qualify

from clickstream.local.sql.dialect import AthenaQuery, decimal_numbers
from clickstream.local.sql.java_text import double_to_string
from clickstream.local.sql.result_types import annotate
from clickstream.local.sql.rewrites import queries, rewrite
from clickstream.local.sql.rewrites.common import TranslationError
from clickstream.local.sql.rewrites.dates import joda_to_strftime
from clickstream.local.sql.validate import validate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    TableColumns = Mapping[str, Mapping[str, Mapping[str, str]]]
    """Athena types by database, table and column; columns in the table's order."""

CATALOG = "awsdatacatalog"
"""Athena's default catalog, which a table may be named with."""

__all__ = ["TranslationError", "format_value", "joda_to_strftime", "translate"]


def translate(sql: str, tables: TableColumns, database: str) -> str:
    """Return a query in DuckDB SQL.

    Args:
        sql: One query in Athena SQL.
        tables: Columns of the tables in the catalog.
        database: Database of table names without one.

    Raises:
        AthenaError: If Athena refuses the query.
        TranslationError: If the statement is not a query, or uses a table, column or expression
            that does not exist locally.
    """
    validate(sql, _without_hidden(tables), database)
    try:
        statement = _parsed(sql)
        _check_tables(statement, tables, database)
        names = queries.written_names(statement)
        queries.name_columns(statement)
        queries.name_unnested(statement)
        schema = _schema(tables)
        has_using = any(join.args.get("using") for join in statement.find_all(exp.Join))
        # Integer division depends on types, and types on the table of every column.
        qualified = qualify(statement, schema=schema, db=database or None, dialect="athena")
        queries.expand_duplicates(qualified, has_using=has_using)
        typed = annotate(qualified, schema)
    except SqlglotError as error:
        # Trino's grammar takes the statement.
        msg = f"NOT_SUPPORTED: {_unread(error)}"
        raise TranslationError(msg) from error
    queries.number_columns(typed, names)
    try:
        return rewrite(typed).sql("duckdb", unsupported_level=ErrorLevel.RAISE)
    except UnsupportedError as error:
        msg = f"NOT_SUPPORTED: the local Athena does not have {_lacking(error)}"
        raise TranslationError(msg) from error


def _without_hidden(tables: TableColumns) -> TableColumns:
    """Return the tables without hidden columns, such as `$path`, which validation knows itself."""
    return {
        database: {
            table: {name: kind for name, kind in columns.items() if not name.startswith("$")}
            for table, columns in found.items()
        }
        for database, found in tables.items()
    }


def _parsed(sql: str) -> exp.Query:
    try:
        statement: exp.Expr = sqlglot.parse_one(decimal_numbers(sql), read=AthenaQuery)
    except ParseError:
        # Athena's DDL is Hive's, which the dialect of queries does not read.
        statement = sqlglot.parse_one(sql, read="athena")
        if isinstance(statement, exp.Query):
            raise
    if isinstance(statement, exp.Values):
        return queries.select_values(statement)
    if not isinstance(statement, exp.Query):
        msg = f"the local Athena runs queries (SELECT, WITH) and table DDL, not {sql.split(maxsplit=1)[0].upper()}"
        raise TranslationError(msg)
    return statement


def format_value(value: object) -> object:
    """Return a result's value as Athena formats it.

    A timestamp has exactly milliseconds, a double the form of Java, binary data pairs of
    hexadecimal digits, an array the form ``[a, b]``, and a row or a map the form ``{key=value}``.
    """
    for kind, form in FORMATS.items():
        if isinstance(value, kind):
            return form(value)
    return value


def _format_members(value: dict[object, object]) -> str:
    parts = (f"{_format_part(key)}={_format_part(part)}" for key, part in value.items())
    return f"{{{', '.join(parts)}}}"


def _format_unnamed_row(value: tuple[object, ...]) -> str:
    return _format_members({f"field{index}": part for index, part in enumerate(value)})


def _format_interval(value: timedelta) -> str:
    """Return days, hours, minutes, seconds and milliseconds: ``2 03:00:00.000``."""
    sign, total = ("-" if value < timedelta() else ""), abs(value)
    minutes, seconds = divmod(total.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return (
        f"{sign}{total.days} {hours:02}:{minutes:02}:{seconds:02}.{total.microseconds // 1000:03}"
    )


def _format_part(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return str(format_value(value))


FORMATS: dict[type, Callable[[Any], str]] = {
    datetime: lambda value: value.isoformat(sep=" ", timespec="milliseconds"),
    time: lambda value: value.isoformat(timespec="milliseconds"),
    timedelta: _format_interval,
    Decimal: lambda value: format(value, "f"),
    float: double_to_string,
    bytes: lambda value: value.hex(" "),
    list: lambda value: f"[{', '.join(map(_format_part, value))}]",
    tuple: _format_unnamed_row,
    dict: _format_members,
}
"""Forms of a result's values. A value of another type stays as it is."""


def _check_tables(statement: exp.Query, tables: TableColumns, database: str) -> None:
    """Refuse tables that are not in the catalog, as Athena does.

    sqlglot would report their columns as unknown instead.
    """
    if statement.find(exp.MatchRecognize):
        msg = "NOT_SUPPORTED: the local Athena does not have MATCH_RECOGNIZE: use window functions such as lag"
        raise TranslationError(msg)
    ctes = {cte.alias_or_name.lower() for cte in statement.find_all(exp.CTE)}
    for table in statement.find_all(exp.Table):
        home, name = (table.db or database).lower(), table.name.lower()
        if table.catalog.lower() == CATALOG:
            table.set("catalog", None)
        named = (
            isinstance(table.this, exp.Identifier)
            and not table.catalog
            and (table.db or name not in ctes)
        )
        if named and (home == "information_schema" or name.endswith("$partitions")):
            msg = f"NOT_SUPPORTED: the local Athena does not have the table {home}.{name}: use SHOW TABLES, SHOW COLUMNS or SHOW PARTITIONS"
            raise TranslationError(msg)
        if named and name not in tables.get(home, {}):
            msg = f"TABLE_NOT_FOUND: table '{home}.{name}' does not exist"
            raise TranslationError(msg)


def _reason(error: SqlglotError) -> str:
    """Return the error in one line: sqlglot's message contains the query, with terminal codes."""
    if isinstance(error, ParseError) and error.errors:
        first = error.errors[0]
        return (
            f"line {first['line']}:{first['col']}: {first['description']} at {first['highlight']!r}"
        )
    return " ".join(str(error).split())


def _unread(error: SqlglotError) -> str:
    reason = _reason(error)
    if alias := re.fullmatch(r"Alias already used: (.*)", reason):
        return f"the local Athena does not read two tables with the alias {alias[1]}: give each its own"
    return f"the local Athena does not read the statement: {reason}"


def _lacking(error: UnsupportedError) -> str:
    reason = _reason(error).removesuffix(" is not supported in DuckDB")
    return f"the function {reason.lower()}" if reason.isidentifier() else reason


def _schema(tables: TableColumns) -> dict[str, object]:
    return {
        database: {table: dict(columns) for table, columns in found.items()}
        for database, found in tables.items()
    }
