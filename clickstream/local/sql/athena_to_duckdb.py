"""Translation of Athena SQL to DuckDB SQL: the emulator runs the queries that run on AWS.

sqlglot translates most expressions: functions, literals, integer division (which needs the types of
the tables' columns), names qualified with the database. The module adds Joda patterns
(`format_datetime`, `parse_datetime`), the `url_extract_*` functions, `to_iso8601`, `format`,
weekdays, date arithmetic, comma joins, time zones, and UNNEST of maps and of arrays of rows.

Differences from AWS:

* Functions without a counterpart fail by name: `map_agg`, `zip`, `any_match`, `width_bucket`,
  `checksum`, `every`, `codepoint`, `normalize`, `approx_most_frequent`, `xxhash64`,
  `approx_percentile` of several percentiles at once.
* The hidden column `"$path"` and the `information_schema` do not exist.
* The emulator parses DDL itself. CTAS, INSERT, UNLOAD, SHOW, DESCRIBE and a bare VALUES are
  refused.
* `?` parameters are not substituted.
* A timestamp with time zone is returned without its zone, in UTC or the zone of AT TIME ZONE.
* `typeof` returns DuckDB's names, and `corr` of one row is NaN instead of null.
* UNNEST of a map, or of an array of rows, has that map or array as its only argument.
* Partition projection is not evaluated: the emulator lists the table's location, and a partition
  outside the projected range is visible.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, cast

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

from clickstream.local.sql.validate import validate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    TableColumns = Mapping[str, Mapping[str, Mapping[str, str]]]
    """Athena types by database, table and column; columns in the table's order."""

# Joda pattern letters → strftime directives. A pattern with another letter is refused.
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
    """Statement that cannot run locally. The message becomes the query's failure reason."""


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
    validate(sql, tables, database)
    try:
        statement = sqlglot.parse_one(sql, read="athena")
        if not isinstance(statement, exp.Query):
            msg = f"the local Athena runs queries (SELECT, WITH) and table DDL, not {sql.split(maxsplit=1)[0].upper()}"
            raise TranslationError(msg)
        _check_tables(statement, tables, database)
        # Integer division depends on types, and types on the table of every column.
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


def format_value(value: object) -> object:
    """Return a result's value as Athena formats it.

    A timestamp has exactly milliseconds, an array the form ``[a, b]``, and a row or a map the form
    ``{key=value}``.
    """
    match value:
        case datetime():
            return value.isoformat(sep=" ", timespec="milliseconds")
        case list():
            return f"[{', '.join(map(_format_part, cast('list[object]', value)))}]"
        case dict():
            members = cast("dict[object, object]", value).items()
            parts = (f"{_format_part(key)}={_format_part(part)}" for key, part in members)
            return f"{{{', '.join(parts)}}}"
        case _:
            return value


def _format_part(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return str(format_value(value))


def joda_to_strftime(pattern: str) -> str:
    """Return a Joda date pattern, as in Athena's `format_datetime`, as strftime format.

    Raises:
        TranslationError: If the pattern has a letter without a strftime directive.
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
            msg = f"the date pattern {pattern!r} has {token[0]!r}, which is not supported locally. Use date_format with MySQL's letters"
            raise TranslationError(msg)
    return "".join(out)


def _check_tables(statement: exp.Query, tables: TableColumns, database: str) -> None:
    """Refuse tables that are not in the catalog, as Athena does.

    sqlglot would report their columns as unknown instead.
    """
    ctes = {cte.alias_or_name.lower() for cte in statement.find_all(exp.CTE)}
    for table in statement.find_all(exp.Table):
        home, name = (table.db or database).lower(), table.name.lower()
        named = (
            isinstance(table.this, exp.Identifier)
            and not table.catalog
            and (table.db or name not in ctes)
        )
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


def _schema(tables: TableColumns) -> dict[str, object]:
    return {
        database: {table: dict(columns) for table, columns in found.items()}
        for database, found in tables.items()
    }


def _cross_join(node: exp.Expr) -> exp.Expr:
    if not any(node.args.get(part) for part in ("kind", "side", "method", "on", "using")):
        # The emulator replaces table names after FROM and JOIN alone: not the `b` of `FROM a, b`.
        node.set("kind", "CROSS")
    return node


def _unnest(node: exp.Expr) -> exp.Expr:
    """Expand the entries of a map, and the rows of an array, into columns, as Athena does.

    DuckDB does so in a subquery alone.
    """
    alias = node.args.get("alias")
    if len(node.expressions) > 1 or alias is None:
        return node
    (value,) = node.expressions
    if value.is_type(exp.DType.MAP):
        value = _duckdb("MAP_ENTRIES", value)
    elif len(alias.columns) == 1 and not _is_array_of_rows(value):
        return node
    depth = exp.PropertyEQ(this=exp.to_identifier("max_depth"), expression=exp.Literal.number(2))
    columns: list[exp.Expr] = [
        exp.Anonymous(this="UNNEST", expressions=[value.copy(), depth]),
    ]
    names = [name.copy() for name in alias.columns]
    if offset := node.args.get("offset"):
        subscripts = _duckdb("GENERATE_SUBSCRIPTS", value)
        subscripts.append("expressions", exp.Literal.number(1))
        columns.append(subscripts)
        names.append(offset.copy())
    return exp.Subquery(
        this=exp.select(*columns), alias=exp.TableAlias(this=alias.this.copy(), columns=names)
    )


def _is_array_of_rows(value: exp.Expr) -> bool:
    kind = value.type
    return bool(
        kind
        and kind.this is exp.DType.ARRAY
        and kind.expressions
        and kind.expressions[0].this is exp.DType.STRUCT
    )


def _without_zone(node: exp.Expr) -> exp.Expr:
    # The server's zone is UTC. DuckDB's Python client needs another module for values with a zone.
    return exp.cast(node.copy(), exp.DType.TIMESTAMP)


def _cast(node: exp.Expr) -> exp.Expr:
    return _without_zone(node) if node.is_type(exp.DType.TIMESTAMPTZ) else node


def _date(node: exp.Expr) -> exp.Expr:
    # In DuckDB, a date plus or minus an interval is a timestamp, and so is a truncated date.
    of_date = node.this.is_type(exp.DType.DATE) and not (
        isinstance(node, exp.Binary) and not isinstance(node.expression, exp.Interval)
    )
    return exp.cast(node.copy(), exp.DType.DATE) if of_date else node


def _extract(node: exp.Expr) -> exp.Expr:
    # Athena counts Monday 1 to Sunday 7, DuckDB Sunday 0 to Saturday 6.
    if node.name.upper() in {"DOW", "DAY_OF_WEEK"}:
        return _duckdb("ISODOW", node.expression)
    return node


def _format(node: exp.Expr) -> exp.Expr:
    arguments = [node.this, *node.expressions]
    return exp.Anonymous(this="PRINTF", expressions=[argument.copy() for argument in arguments])


def _parse_datetime(node: exp.Expr) -> exp.Expr:
    pattern = _literal("parse_datetime", node.args["format"])
    return _duckdb("STRPTIME", node.this, joda_to_strftime(pattern))


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
    pattern = _literal("format_datetime", arguments[1])
    return _duckdb("STRFTIME", arguments[0], joda_to_strftime(pattern))


def _to_iso8601(arguments: list[exp.Expr]) -> exp.Expr:
    is_date = arguments[0].is_type(exp.DType.DATE)
    return _duckdb("STRFTIME", arguments[0], "%Y-%m-%d" if is_date else "%Y-%m-%dT%H:%M:%S.%g")


def _at_timezone(arguments: list[exp.Expr]) -> exp.Expr:
    return exp.AtTimeZone(
        this=exp.cast(arguments[0].copy(), exp.DType.TIMESTAMPTZ), zone=arguments[1].copy()
    )


def _url_extract_parameter(arguments: list[exp.Expr]) -> exp.Expr:
    name = re.escape(_literal("url_extract_parameter", arguments[1]))
    return _duckdb("NULLIF", _first_group(arguments[0], rf"[?&]{name}=([^&#]*)"), "")


FUNCTIONS: dict[str, Callable[[list[exp.Expr]], exp.Expr]] = {
    "FORMAT_DATETIME": _format_datetime,
    "TO_ISO8601": _to_iso8601,
    "AT_TIMEZONE": _at_timezone,
    "URL_EXTRACT_PARAMETER": _url_extract_parameter,
}


def _literal(function: str, argument: exp.Expr) -> str:
    if not argument.is_string:
        msg = f"{function} takes only a literal locally, not {argument.sql('athena')}"
        raise TranslationError(msg)
    return argument.name


def _s3_uri(node: exp.Expr) -> exp.Expr:
    """Write an s3:// URI as a concatenation of two literals.

    The emulator replaces a whole URI in quotes by the path of a local file.
    """
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
    exp.CurrentTimestamp: _without_zone,
    exp.DateAdd: _date,
    exp.DateTrunc: _date,
    exp.Extract: _extract,
    exp.Format: _format,
    exp.FromISO8601Timestamp: _without_zone,
    exp.Join: _cross_join,
    exp.Literal: _s3_uri,
    exp.ParseDatetime: _parse_datetime,
    exp.Sub: _date,
    exp.TimestampTrunc: _date,
    exp.UnixToTime: _without_zone,
    exp.Unnest: _unnest,
}
"""Functions that replace a node which sqlglot translates wrongly or not at all."""
