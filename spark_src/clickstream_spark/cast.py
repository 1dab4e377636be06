r"""Casts of JSON texts to the contract's types, in Spark SQL.

A text becomes the same value, or null, as in the Lambda converter's `converter.cast`. Spark's own
casts accept more texts: `1.9` for a bigint, `1d` and ` 1` for a double. So a text is matched before
it is cast. In Java's regular expressions `\\z` is the end of the text; `$` also matches before a
final newline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 - usual name in PySpark code

from clickstream.contract import Column, ColumnType
from clickstream_spark.columns import text_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

ZERO_FRACTION = r"^([+-]?[0-9]+)[.]0+\z"
INTEGER = r"^[+-]?[0-9]+\z"
NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\z"
EPOCH = r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\z"
EXACT_DOUBLE = 2**53  # whole numbers below it are exact as doubles
# numbers from here on are milliseconds: as seconds it is the year 5138, as milliseconds 1973
EPOCH_MS_FROM = 10**11
# numbers from here on are microseconds: as milliseconds it is the year 5138, as microseconds 1973
EPOCH_US_FROM = 10**14
# ms; added to an epoch in seconds, whose binary fraction may lie slightly below the millisecond
MICROSECOND = 0.001
EARLIEST_MS, LATEST_MS = -62_135_596_800_000, 253_402_300_799_999  # the years 1 to 9999

BASIC_FORMAT = r"^([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})"
DATE_ONLY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\z"
NO_OFFSET = r"T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?\z"
HOUR_OFFSET = r"T([^\n]*[+-][0-9]{2})\z"
NO_SECONDS = r"T([0-9]{2}:[0-9]{2})(Z|[+-][^\n]*)\z"
BLANK = r"\p{IsWhite_Space}*"
DATE = (
    rf"^{BLANK}([+][0-9]+|[0-9]{{1,4}}){BLANK}-{BLANK}([0-9]{{1,2}}){BLANK}-{BLANK}([0-9]{{1,2}})"
)
TIME = rf"{BLANK}([0-9]{{1,2}}){BLANK}:{BLANK}([0-9]{{1,2}}){BLANK}:{BLANK}([0-9]{{1,2}})(?:[.]([0-9]+))?"
OFFSET = r"(?:UTC|Z|([+\x{2212}-])([0-9]{2})[:\p{IsWhite_Space}]*([0-9]{2}))"
INSTANT = rf"{DATE}[T ]{TIME}{BLANK}{OFFSET}\z"
PARTS = ",".join(f"${group}" for group in range(1, 11))
"""Year, month, day, hour, minute, second, fraction, sign of the offset, its hours, its minutes."""


def add_typed(frame: DataFrame, column: Column) -> DataFrame:
    """Add the typed values of a column of `CAST_TYPES`, under its own name."""
    *steps, last = cast_steps(column.type, f"`{text_of(column.name)}`")
    previous = ""
    for number, step in enumerate(steps):
        name = f":step:{number}:{column.name}"
        frame = frame.withColumn(name, F.expr(_filled(step, previous)))
        previous = f"`{name}`"
    return frame.withColumn(column.name, F.expr(_filled(last, previous)))


def _filled(step: str, previous: str) -> str:
    """Replace `{}` by the previous step's column, and `{{` and `}}` by single braces."""
    return (
        step.replace("{{", "\x00")
        .replace("}}", "\x01")
        .replace("{}", previous)
        .replace("\x00", "{")
        .replace("\x01", "}")
    )


def cast_steps(column_type: ColumnType, text: str) -> list[str]:
    """Return the SQL that casts a text to a type, in steps; null where the text does not fit.

    Each step is a column of its own, since Spark evaluates a repeated subexpression repeatedly. A
    `{}` in a step is the column of the previous step.

    Args:
        column_type: Type of the column.
        text: Name of the text column, quoted for SQL.

    Raises:
        TypeError: If the type is none of `CAST_TYPES`.
    """
    match column_type:
        case ColumnType.BIGINT:
            return [_bigint(text)]
        case ColumnType.DOUBLE:
            return [_number(text), "CASE WHEN abs({}) < double('Infinity') THEN {} END"]
        case ColumnType.BOOLEAN:
            return [f"CASE {text} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END"]
        case ColumnType.TIMESTAMP:
            to_timestamp = "CAST(timestamp_millis({}) AS TIMESTAMP_NTZ)"
            return [
                *_iso_steps(text),
                _instant(text),
                f"CASE WHEN {{}} BETWEEN {EARLIEST_MS} AND {LATEST_MS} THEN {to_timestamp} END",
            ]
        case _:
            msg = f"{text}: the reader gives the values of a {column_type}, no texts"
            raise TypeError(msg)


def _sql(pattern: str) -> str:
    """Return a regular expression as a literal of Spark SQL, with its braces doubled."""
    escaped = pattern.replace("\\", "\\\\").replace("'", "\\'")
    return "'" + escaped.replace("{", "{{").replace("}", "}}") + "'"


def _number(text: str, pattern: str = NUMBER) -> str:
    return f"CASE WHEN {text} RLIKE {_sql(pattern)} THEN CAST({text} AS DOUBLE) END"


def _bigint(text: str) -> str:
    digits = f"regexp_replace({text}, {_sql(ZERO_FRACTION)}, '$1')"
    whole = f"CASE WHEN {digits} RLIKE {_sql(INTEGER)} THEN CAST({digits} AS BIGINT) END"
    # Java writes doubles of ten million and more with an exponent.
    number = f"CASE WHEN {text} RLIKE '[eE]' THEN {_number(text)} END"
    exponent = (
        f"CASE WHEN abs({number}) < {EXACT_DOUBLE} AND {number} = floor({number}) "
        f"THEN CAST({number} AS BIGINT) END"
    )
    return f"coalesce({whole}, {exponent})"


def _iso_steps(text: str) -> list[str]:
    """Return the steps that split an ISO 8601 text into `PARTS`, an array; null for other texts."""
    first_blank, first_comma = _sql(r"^([^ ]*) "), _sql(r"^([^,]*),")
    extended = (
        f"regexp_replace(regexp_replace(upper({text}), {first_blank}, '$1T'), {first_comma}, '$1.')"
    )
    with_time_and_offset = (
        f"CASE WHEN {{}} RLIKE {_sql(DATE_ONLY)} THEN {{}} || 'T00:00:00Z' "
        f"WHEN {{}} RLIKE {_sql(NO_OFFSET)} THEN {{}} || 'Z' ELSE {{}} END"
    )
    with_minutes = f"regexp_replace({{}}, {_sql(HOUR_OFFSET)}, 'T$1:00')"
    parts = f"regexp_replace({{}}, {_sql(INSTANT)}, '{PARTS}')"
    return [
        f"regexp_replace({extended}, {_sql(BASIC_FORMAT)}, '$1-$2-$3T$4:$5:$6')",
        with_time_and_offset,
        f"regexp_replace({with_minutes}, {_sql(NO_SECONDS)}, 'T$1:00$2')",
        f"CASE WHEN {{}} RLIKE {_sql(INSTANT)} THEN split({parts}, ',') END",
    ]


def _instant(text: str) -> str:
    """Return the SQL for UTC milliseconds from the parts of a text, or from a number in it."""
    year, month, day, hour, minute, second, offset_hours, offset_minutes = (
        f"CAST({{}}[{part}] AS BIGINT)" for part in (0, 1, 2, 3, 4, 5, 8, 9)
    )
    days = f"unix_date(make_date(CAST({year} AS INT), CAST({month} AS INT), CAST({day} AS INT)))"
    offset = (
        "(CASE WHEN {}[7] IN ('', '+') THEN 1 ELSE -1 END) "
        f"* coalesce({offset_hours} * 3600 + {offset_minutes} * 60, 0)"
    )
    seconds = f"{days} * 86400L + {hour} * 3600 + {minute} * 60 + {second} - {offset}"
    millis = "CAST(substring({}[6] || '000', 1, 3) AS BIGINT)"
    valid = (
        # 60 is a leap second, which becomes the second after it
        f"{hour} < 24 AND {minute} < 60 AND {second} <= 60 "
        f"AND coalesce({offset_hours}, 0) < 24 AND coalesce({offset_minutes}, 0) < 60"
    )
    number = _number(text, EPOCH)
    epoch = (
        f"floor(CASE WHEN abs({number}) >= {EPOCH_US_FROM} THEN {number} / 1000D "
        f"WHEN abs({number}) >= {EPOCH_MS_FROM} THEN {number} + {MICROSECOND}D "
        f"ELSE {number} * 1000D + {MICROSECOND}D END)"
    )
    return f"coalesce({epoch}, CASE WHEN {valid} THEN ({seconds}) * 1000L + {millis} END)"
