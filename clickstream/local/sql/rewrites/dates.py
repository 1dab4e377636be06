"""Dates, timestamps and intervals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlglot import exp

from clickstream.local.sql.rewrites.common import TranslationError, call, cast, function, literal

if TYPE_CHECKING:
    from clickstream.local.sql.rewrites.common import Function, Rewrite

DATE, TIMESTAMP, TIMESTAMPTZ = exp.DType.DATE, exp.DType.TIMESTAMP, exp.DType.TIMESTAMPTZ
ISO_OFFSET = re.compile(r"(?<=T)\S+?(?P<offset>([+-]\d{2}):?(\d{2})?)$")
OFFSET = re.compile(r"([+-])(\d{2}):(\d{2})")
ZONE_AT_END = re.compile(r"\s*(\d[\d-]* [\d:.]+) ?([A-Za-z][\w/+-]*|[+-]\d\d:\d\d)\s*")
"""Local time and zone of a timestamp's literal."""
SPANS_OF_MILLISECONDS = (
    {"DAY": 86_400_000, "HOUR": 3_600_000, "MINUTE": 60_000, "SECOND": 1000},
    "MILLISECOND",
)
SPANS_OF_MONTHS = ({"YEAR": 12, "MONTH": 1}, "MONTH")
INTERVAL_PART = re.compile(r"\d+(?:\.\d+)?")
SECONDS = len("2026-11-01 10:00:00")
MILLISECONDS, MICROSECONDS = 3, 6
DATE_UNITS = ("day", "week", "month", "quarter", "year")
TIME_UNITS = ("millisecond", "second", "minute", "hour")
ZONE = "zone"
"""Key of an expression's meta data: the zone that its text names, UTC if it is not there."""

# Joda pattern letters → strftime directives. A pattern with another letter is refused.
JODA = {
    "yyyy": "%Y", "YYYY": "%Y", "yy": "%y", "MMMM": "%B", "MMM": "%b", "MM": "%m", "M": "%-m", "dd": "%d", "d": "%-d",
    "EEEE": "%A", "EEE": "%a", "E": "%a", "HH": "%H", "H": "%-H", "hh": "%I", "h": "%-I", "mm": "%M", "m": "%-M",
    "ss": "%S", "s": "%-S", "SSS": "%g", "a": "%p", "D": "%-j", "DDD": "%j", "ww": "%V", "xxxx": "%G", "e": "%u",
}  # fmt: skip
JODA_TOKEN = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+")

# MySQL's directives → strftime's. Athena refuses %D, %U, %u, %V, %w and %X.
MYSQL = {
    "a": "%a", "b": "%b", "c": "%-m", "d": "%d", "e": "%-d", "f": "%f", "H": "%H", "h": "%I", "I": "%I", "i": "%M", "j": "%j",
    "k": "%-H", "l": "%-I", "M": "%B", "m": "%m", "p": "%p", "r": "%I:%M:%S %p", "S": "%S", "s": "%S", "T": "%H:%M:%S",
    "v": "%V", "W": "%A", "x": "%G", "Y": "%Y", "y": "%y", "%": "%%",
}  # fmt: skip
FIELDS = {
    "DOW": "ISODOW",
    "DAY_OF_WEEK": "ISODOW",
    "DAY_OF_MONTH": "DAY",
    "DAY_OF_YEAR": "DOY",
    "YOW": "ISOYEAR",
    "YEAR_OF_WEEK": "ISOYEAR",
}
"""Fields of EXTRACT that DuckDB names or counts otherwise: Athena's week begins with Monday, 1."""


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
            msg = f"NOT_SUPPORTED: the date pattern {pattern!r} has {token[0]!r}, which is not supported locally. Use date_format with MySQL's letters"
            raise TranslationError(msg)
    return "".join(out)


def mysql_to_strftime(pattern: str) -> str:
    """Return a MySQL date pattern, as in Athena's `date_format`, as strftime format.

    Raises:
        TranslationError: If Athena has no such directive.
    """

    def replaced(match: re.Match[str]) -> str:
        if match[1] not in MYSQL:
            if match[1] in "DUuVwX":
                msg = f"INVALID_FUNCTION_ARGUMENT: %{match[1]} not supported in date format string"
                raise TranslationError(msg)
            return match[1]  # Athena takes the letter itself
        return MYSQL[match[1]]

    return re.sub(r"%(.)", replaced, pattern, flags=re.DOTALL)


def timestamp_text(value: exp.Expr, separator: str = " ") -> exp.Expr:
    """Return a timestamp as text, with the digits of its type and its zone."""
    kind = value.type
    places = int(kind.expressions[0].name) if kind and kind.expressions else MILLISECONDS
    fraction = "%g" if places <= MILLISECONDS else f"%f{'0' * (places - MICROSECONDS)}"
    text = call("STRFTIME", cast(value, TIMESTAMP), f"%Y-%m-%d{separator}%H:%M:%S.{fraction}")
    text = call("LEFT", text, SECONDS + (places + 1 if places else 0))
    if value.is_type(TIMESTAMPTZ):
        zone = str(value.meta.get(ZONE, "UTC"))
        shown = "Z" if separator == "T" and zone == "UTC" else f" {zone}"
        return exp.DPipe(this=text, expression=exp.Literal.string(shown))
    return text


def _from_iso8601_timestamp(node: exp.Expr) -> exp.Expr:
    found = ISO_OFFSET.search(node.this.name) if node.this.is_string else None
    if found is None:
        return exp.paren(call("TRINO_FROM_ISO8601_TIMESTAMP", node.this), copy=False)
    # The local time, as the values of AT TIME ZONE have it.
    local = cast(exp.Literal.string(node.this.name[: found.start("offset")]), TIMESTAMP)
    return with_timezone([local, exp.Literal.string(f"{found[2]}:{found[3] or '00'}")])


def _without_zone(node: exp.Expr) -> exp.Expr:
    # The server's zone is UTC. DuckDB's Python client needs another module for values with a zone.
    return exp.paren(cast(node, TIMESTAMP), copy=False)


def _date(node: exp.Expr) -> exp.Expr:
    # In DuckDB, a date plus or minus an interval is a timestamp, and so is a truncated date.
    if isinstance(node, exp.Sub) and node.this.is_type(DATE) and node.expression.is_type(DATE):
        return exp.Sub(this=cast(node.this, TIMESTAMP), expression=cast(node.expression, TIMESTAMP))
    step = node.expression
    if (
        node.this.is_type(DATE)
        and isinstance(node, exp.Add | exp.Sub)
        and isinstance(step, exp.Interval)
    ):
        unit = step.args.get("unit")
        if unit is not None and unit.name.lower() in TIME_UNITS:
            msg = "INVALID_FUNCTION_ARGUMENT: Cannot add hour, minutes or seconds to a date"
            raise TranslationError(msg)
    of_date = node.this.is_type(DATE) and not (
        isinstance(node, exp.Binary) and not _is_interval(node.expression)
    )
    return cast(node, DATE) if of_date else node


def _is_interval(node: exp.Expr) -> bool:
    return isinstance(node, exp.Interval) or node.is_type(exp.DType.INTERVAL)


def _check_unit(node: exp.Expr, value: exp.Expr) -> str:
    """Return the unit of a date function.

    Raises:
        TranslationError: If Athena has no such unit for the value's type.
    """
    unit = node.args["unit"].name.lower()
    if unit not in (DATE_UNITS if value.is_type(DATE) else (*DATE_UNITS, *TIME_UNITS)):
        kind = "DATE" if value.is_type(DATE) else "TIMESTAMP"
        msg = f"INVALID_FUNCTION_ARGUMENT: '{unit}' is not a valid {kind} field"
        raise TranslationError(msg)
    return unit


def _with_unit(node: exp.Expr) -> exp.Expr:
    _check_unit(node, node.this)
    return _date(node)


def _difference(node: exp.Expr) -> exp.Expr:
    # Athena counts whole units, DuckDB's date_diff the limits between them.
    first, last = node.expression, node.this
    unit = _check_unit(node, last if first.is_type(DATE) else first)
    if not (first.is_type(DATE) and last.is_type(DATE)):
        first, last = cast(first, TIMESTAMP), cast(last, TIMESTAMP)
    return call("DATE_SUB", unit, first, last)


def _interval(node: exp.Expr) -> exp.Expr:
    """Return an interval such as `'1 02:03' DAY TO MINUTE` in one unit, which DuckDB reads."""
    span = node.args.get("unit")
    if not isinstance(span, exp.IntervalSpan):
        return node
    text = literal("INTERVAL", node.this).strip()
    sign = -1 if text.startswith("-") else 1
    parts = re.split(r"[ :-]", text.lstrip("+-"))
    first, last = span.this.name.upper(), span.expression.name.upper()
    scale, unit = SPANS_OF_MONTHS if first == "YEAR" else SPANS_OF_MILLISECONDS
    names = list(scale)
    sizes = [scale[name] for name in names[names.index(first) : names.index(last) + 1]]
    if len(parts) != len(sizes) or not all(map(INTERVAL_PART.fullmatch, parts)):
        msg = f"INVALID_LITERAL: '{text}' is not a valid INTERVAL literal"
        raise TranslationError(msg)
    value = sum(round(float(part) * size) for part, size in zip(parts, sizes, strict=True))
    return exp.Interval(this=exp.Literal.string(str(sign * value)), unit=exp.var(unit))


def _extract(node: exp.Expr) -> exp.Expr:
    field = FIELDS.get(node.name.upper())
    return call("DATE_PART", field, node.expression) if field else node


def _parse_datetime(node: exp.Expr) -> exp.Expr:
    pattern = literal("parse_datetime", node.args["format"])
    return call("STRPTIME", node.this, joda_to_strftime(pattern))


def _format_datetime(arguments: list[exp.Expr]) -> exp.Expr:
    pattern = literal("format_datetime", arguments[1])
    return call("STRFTIME", arguments[0], joda_to_strftime(pattern))


def _date_format(arguments: list[exp.Expr]) -> exp.Expr:
    pattern = literal("date_format", arguments[1])
    return call("STRFTIME", arguments[0], mysql_to_strftime(pattern))


def _date_parse(arguments: list[exp.Expr]) -> exp.Expr:
    pattern = literal("date_parse", arguments[1])
    return call("STRPTIME", arguments[0], mysql_to_strftime(pattern))


def _to_iso8601(arguments: list[exp.Expr]) -> exp.Expr:
    (value,) = arguments
    return cast(value, exp.DType.TEXT) if value.is_type(DATE) else timestamp_text(value, "T")


def _from_unixtime(node: exp.Expr) -> exp.Expr:
    if node.args.get("hours") is not None:
        msg = (
            "NOT_SUPPORTED: from_unixtime with hours and minutes does not run locally: name a zone"
        )
        raise TranslationError(msg)
    seconds = node.this
    if not seconds.is_type(*exp.DataType.INTEGER_TYPES):
        seconds = call("ROUND", seconds, MILLISECONDS)
    value = exp.paren(cast(call("TO_TIMESTAMP", seconds), TIMESTAMP), copy=False)
    zone = node.args.get("zone")
    return value if zone is None else _at_timezone([value, zone])


def _at_timezone(arguments: list[exp.Expr]) -> exp.Expr:
    value, zone = arguments
    local = exp.AtTimeZone(this=cast(_in_utc(value), TIMESTAMPTZ), zone=zone.copy())
    return with_timezone([local, zone])


def _in_utc(value: exp.Expr) -> exp.Expr:
    zone = str(value.meta.get(ZONE, "UTC"))
    if zone == "UTC":
        return value
    if offset := OFFSET.fullmatch(zone):
        minutes = int(offset[1] + "1") * (60 * int(offset[2]) + int(offset[3]))
        return exp.Sub(this=cast(value, TIMESTAMP), expression=call("TO_MINUTES", minutes))
    return exp.AtTimeZone(this=cast(value, TIMESTAMP), zone=exp.Literal.string(zone))


def with_timezone(arguments: list[exp.Expr]) -> exp.Expr:
    """Return a timestamp whose local time stays, with a zone."""
    # The local time stays: a copy, since the meta data belong to this use of the value.
    value = exp.paren(arguments[0])
    value.meta[ZONE] = literal("AT TIME ZONE", arguments[1])
    return value


REWRITES: dict[type[exp.Expr], Rewrite] = {
    exp.Add: _date,
    exp.AtTimeZone: lambda node: _at_timezone([node.this, node.args["zone"]]),
    exp.CurrentTimestamp: _without_zone,
    exp.DateAdd: _with_unit,
    exp.DateDiff: _difference,
    exp.DateTrunc: _with_unit,
    exp.Extract: _extract,
    exp.FromISO8601Date: lambda node: call("PYTHON_FROM_ISO8601_DATE", node.this),
    exp.FromISO8601Timestamp: _from_iso8601_timestamp,
    exp.Interval: _interval,
    exp.ParseDatetime: _parse_datetime,
    exp.Sub: _date,
    exp.TimestampTrunc: _with_unit,
    exp.UnixToTime: _from_unixtime,
}

FUNCTIONS: dict[str, Function] = {
    "AT_TIMEZONE": _at_timezone,
    "DATE_FORMAT": _date_format,
    "DATE_PARSE": _date_parse,
    "FORMAT_DATETIME": _format_datetime,
    "MILLISECOND": function("TRINO_MILLISECOND"),
    "TO_ISO8601": _to_iso8601,
    "WITH_TIMEZONE": with_timezone,
    "YOW": function("ISOYEAR"),
}
