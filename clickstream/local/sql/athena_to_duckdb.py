"""Athena's SQL, translated to DuckDB's: what lets the emulator run the queries that run on AWS.

sqlglot does most of it: functions, literals, integer division (which needs the tables' column
types), names that are qualified with the database. What it leaves is done here: Joda patterns
(`format_datetime`, `parse_datetime`), the `url_extract_*` functions, `to_iso8601`, `format`,
weekdays, dates that would become timestamps, comma joins, time zones.

What fails or differs here, though it is right on AWS:

* functions without a counterpart fail by name: `map_agg`, `zip`, `any_match`, `width_bucket`,
  `checksum`, `every`, `codepoint`, `normalize`, `approx_most_frequent`, `xxhash64`,
  `approx_percentile` of several percentiles at once;
* the hidden column `"$path"` and the `information_schema` are not there;
* DDL goes to the emulator's own parser; CTAS, INSERT, UNLOAD, SHOW, DESCRIBE and a bare VALUES are
  refused;
* `?` parameters are not filled in;
* a timestamp with time zone comes back without its zone, in UTC (or the zone that AT TIME ZONE
  names);
* `typeof` gives DuckDB's names, arrays and maps are written as Python writes them, and `corr` of
  one row is NaN rather than null;
* partition projection: the emulator lists the table's location instead, so that a partition out of
  range is seen.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    TableColumns = Mapping[str, Mapping[str, Mapping[str, str]]]
    """Database to table to column to Athena type, columns in the table's order."""

# Joda's letters as strftime's; a pattern with any other letter is refused rather than guessed at.
JODA = {
    "yyyy": "%Y", "YYYY": "%Y", "yy": "%y", "MMMM": "%B", "MMM": "%b", "MM": "%m", "M": "%-m", "dd": "%d", "d": "%-d",
    "EEEE": "%A", "EEE": "%a", "E": "%a", "HH": "%H", "H": "%-H", "hh": "%I", "h": "%-I", "mm": "%M", "m": "%-M",
    "ss": "%S", "s": "%-S", "SSS": "%g", "a": "%p", "D": "%-j", "DDD": "%j", "ww": "%V", "xxxx": "%G", "e": "%u",
}  # fmt: skip
JODA_TOKEN = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+")

URL_PARTS = {
    "URL_EXTRACT_PROTOCOL": r"^([A-Za-z][A-Za-z0-9+.-]*):",
    "URL_EXTRACT_HOST": r"^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^/:?#]*)",
    "URL_EXTRACT_PATH": r"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*([^?#]*)",
    "URL_EXTRACT_QUERY": r"^[^?#]*\?([^#]*)",
    "URL_EXTRACT_FRAGMENT": r"#(.*)$",
}


class TranslationError(ValueError):
    """A statement that cannot run locally. The message is what the query's failure reason will say."""


def translate(sql: str, tables: TableColumns, database: str) -> str:
    """Return `sql`, a query in Athena's dialect, as DuckDB runs it.

    Args:
        sql: one statement.
        tables: the columns of the tables that the catalog knows.
        database: where names without a database are looked up.

    Raises:
        TranslationError: if it does not parse, is not a query, or uses what has no counterpart.
    """
    try:
        statement = sqlglot.parse_one(sql, read="athena")
        if not isinstance(statement, exp.Query):
            msg = f"the local Athena runs queries (SELECT, WITH) and table DDL, not {sql.split(maxsplit=1)[0].upper()}"
            raise TranslationError(msg)
        _check_tables(statement, tables, database)
        # Types are what tells 7 / 2 = 3 from 7 / 2.0: they need every column resolved to its table.
        qualified = qualify(
            statement, schema=_schema(tables), db=database or None, dialect="athena"
        )
        typed = annotate_types(qualified, schema=_schema(tables), dialect="athena")
    except SqlglotError as error:
        msg = f"SYNTAX_ERROR: {_reason(error)}"
        raise TranslationError(msg) from error
    for node in reversed(list(typed.dfs())):  # children before their parents
        rewrite = REWRITES.get(type(node))
        if rewrite is not None:
            node.replace(rewrite(node))
    return typed.sql("duckdb")


def result(value: object) -> object:
    """Return a value of a result as Athena writes it: a timestamp has milliseconds, never more and never less."""
    return (
        value.isoformat(sep=" ", timespec="milliseconds") if isinstance(value, datetime) else value
    )


def joda_to_strftime(pattern: str) -> str:
    """Return a Joda date pattern, which Athena's `format_datetime` takes, as strftime's.

    Raises:
        TranslationError: if it has a letter that strftime has nothing for.
    """
    out: list[str] = []
    for token in JODA_TOKEN.finditer(pattern):
        if token[1] is not None:
            out.append(token[1].replace("''", "'") or "'")
        elif token[2] is None:
            out.append(token[0].replace("%", "%%"))
        elif token[0] in JODA:
            out.append(JODA[token[0]])
        else:
            msg = f"the date pattern {pattern!r} has {token[0]!r}, which has no counterpart locally; date_format takes MySQL's letters"
            raise TranslationError(msg)
    return "".join(out)


def _check_tables(statement: exp.Query, tables: TableColumns, database: str) -> None:
    """Refuse tables that the catalog does not have, as Athena does. Otherwise their columns would get the blame."""
    ours = {cte.alias_or_name.lower() for cte in statement.find_all(exp.CTE)}
    for table in statement.find_all(exp.Table):
        home, name = (table.db or database).lower(), table.name.lower()
        named = (
            isinstance(table.this, exp.Identifier)
            and not table.catalog
            and (table.db or name not in ours)
        )
        if named and name not in tables.get(home, {}):
            msg = f"TABLE_NOT_FOUND: table '{home}.{name}' does not exist"
            raise TranslationError(msg)


def _reason(error: SqlglotError) -> str:
    """Return the error in one line: sqlglot's own text has the query in it, with terminal codes."""
    found = error.errors[0] if isinstance(error, ParseError) and error.errors else None
    return (
        f"line {found['line']}:{found['col']}: {found['description']} at {found['highlight']!r}"
        if found
        else " ".join(str(error).split())
    )


def _schema(tables: TableColumns) -> dict[str, object]:
    return {
        database: {table: dict(columns) for table, columns in found.items()}
        for database, found in tables.items()
    }


def _join(node: exp.Expr) -> exp.Expr:
    if not any(node.args.get(part) for part in ("kind", "side", "method", "on", "using")):
        # The emulator finds tables after FROM and JOIN only: the second one of `FROM a, b` would
        # stay a name.
        node.set("kind", "CROSS")
    return node


def _unzoned(node: exp.Expr) -> exp.Expr:
    # The server's clock is UTC; a zone would need another module to come back through DuckDB's
    # Python client.
    return exp.cast(node.copy(), exp.DType.TIMESTAMP)


def _cast(node: exp.Expr) -> exp.Expr:
    return _unzoned(node) if node.is_type(exp.DType.TIMESTAMPTZ) else node


def _date(node: exp.Expr) -> exp.Expr:
    # DuckDB makes a timestamp of a date that is added to, subtracted from or truncated.
    of_date = node.this.is_type(exp.DType.DATE) and not (
        isinstance(node, exp.Binary) and not isinstance(node.expression, exp.Interval)
    )
    return exp.cast(node.copy(), exp.DType.DATE) if of_date else node


def _extract(node: exp.Expr) -> exp.Expr:
    # Athena counts Monday 1 to Sunday 7, DuckDB Sunday 0 to Saturday 6.
    return (
        _duckdb("ISODOW", node.expression) if node.name.upper() in {"DOW", "DAY_OF_WEEK"} else node
    )


def _format(node: exp.Expr) -> exp.Expr:
    return exp.Anonymous(
        this="PRINTF",
        expressions=[node.this.copy(), *(argument.copy() for argument in node.expressions)],
    )


def _parse_datetime(node: exp.Expr) -> exp.Expr:
    return _duckdb(
        "STRPTIME", node.this, joda_to_strftime(_text("parse_datetime", node.args["format"]))
    )


def _duckdb(function: str, value: exp.Expr, *literals: str) -> exp.Anonymous:
    return exp.Anonymous(
        this=function,
        expressions=[value.copy(), *(exp.Literal.string(literal) for literal in literals)],
    )


def _function(node: exp.Expr) -> exp.Expr:
    name, arguments = node.name.upper(), node.expressions
    if name in FUNCTIONS:
        return FUNCTIONS[name](arguments)
    if name in URL_PARTS:
        return _first_group(arguments[0], URL_PARTS[name])
    return node


def _first_group(value: exp.Expr, pattern: str) -> exp.Anonymous:
    extract = _duckdb("REGEXP_EXTRACT", value, pattern)
    extract.append("expressions", exp.Literal.number(1))
    return extract


def _format_datetime(arguments: list[exp.Expr]) -> exp.Expr:
    return _duckdb(
        "STRFTIME", arguments[0], joda_to_strftime(_text("format_datetime", arguments[1]))
    )


def _to_iso8601(arguments: list[exp.Expr]) -> exp.Expr:
    return _duckdb(
        "STRFTIME",
        arguments[0],
        "%Y-%m-%d" if arguments[0].is_type(exp.DType.DATE) else "%Y-%m-%dT%H:%M:%S.%g",
    )


def _at_timezone(arguments: list[exp.Expr]) -> exp.Expr:
    return exp.AtTimeZone(
        this=exp.cast(arguments[0].copy(), exp.DType.TIMESTAMPTZ), zone=arguments[1].copy()
    )


def _url_extract_parameter(arguments: list[exp.Expr]) -> exp.Expr:
    name = re.escape(_text("url_extract_parameter", arguments[1]))
    return _duckdb("NULLIF", _first_group(arguments[0], rf"[?&]{name}=([^&#]*)"), "")


FUNCTIONS: dict[str, Callable[[list[exp.Expr]], exp.Expr]] = {
    "FORMAT_DATETIME": _format_datetime,
    "TO_ISO8601": _to_iso8601,
    "AT_TIMEZONE": _at_timezone,
    "URL_EXTRACT_PARAMETER": _url_extract_parameter,
}


def _text(function: str, argument: exp.Expr) -> str:
    if not argument.is_string:
        msg = f"{function} takes a literal locally, not {argument.sql('athena')}"
        raise TranslationError(msg)
    return argument.name


def _address(node: exp.Expr) -> exp.Expr:
    """Part an s3:// address in two: the emulator takes one in quotes for a file to read, and puts a path in its place."""
    text = node.name
    if not (node.is_string and text.startswith(("s3://", "s3a://"))):
        return node
    scheme, rest = text.split(":", 1)
    return exp.paren(
        exp.DPipe(this=exp.Literal.string(f"{scheme}:"), expression=exp.Literal.string(rest)),
        copy=False,
    )


REWRITES: dict[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
    exp.Add: _date,
    exp.Anonymous: _function,
    exp.AtTimeZone: lambda node: _at_timezone([node.this, node.args["zone"]]),
    exp.Cast: _cast,
    exp.CurrentTimestamp: _unzoned,
    exp.DateAdd: _date,
    exp.DateTrunc: _date,
    exp.Extract: _extract,
    exp.Format: _format,
    exp.FromISO8601Timestamp: _unzoned,
    exp.Join: _join,
    exp.Literal: _address,
    exp.ParseDatetime: _parse_datetime,
    exp.Sub: _date,
    exp.TimestampTrunc: _date,
    exp.UnixToTime: _unzoned,
}
"""What stands in for a node where sqlglot's own translation leaves it as it was, or gets it wrong."""
