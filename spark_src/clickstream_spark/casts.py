r"""Text to the contract's types in Spark SQL: the same texts fit as in `converter.cast`, and they come to the same values.

Spark's own casts take more than the converter's: `1.9` for a bigint, `1d` and ` 1` for a double. So
a text is matched before it is cast. In Java's expressions `\\z` is the end of the text; `$` would
stand before a last newline too.
"""

from __future__ import annotations

from clickstream.contract import ColumnType

ZERO_FRACTION = r"^([+-]?[0-9]+)[.]0+\z"
INTEGER = r"^[+-]?[0-9]+\z"
NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\z"
EPOCH = r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\z"
EXACT_DOUBLE = 2**53  # whole numbers below it are exact as doubles
# as seconds it is the year 5138, as milliseconds 1973: larger numbers are milliseconds
EPOCH_MS_FROM = 100_000_000_000
# ms; an epoch in seconds is a binary fraction, and may lie that little below the millisecond it
# means
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


def cast(column_type: ColumnType, text: str) -> list[str]:
    """Return the SQL that casts a text to a type, null where the text does not fit, as steps: a `{}` stands for what the step before gave.

    Each step is a column of its own, since Spark would evaluate a part that is used several times
    as often as that.

    Args:
        column_type: The type.
        text: The text column's name, as SQL has it.
    """
    match column_type:
        case ColumnType.STRING:
            return [text]
        case ColumnType.BIGINT:
            return [_bigint(text)]
        case ColumnType.DOUBLE:
            return [_number(text), "CASE WHEN abs({}) < double('Infinity') THEN {} END"]
        case ColumnType.BOOLEAN:
            return [f"CASE {text} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END"]
        case ColumnType.TIMESTAMP:
            return [
                *_iso_steps(text),
                _instant(text),
                f"CASE WHEN {{}} BETWEEN {EARLIEST_MS} AND {LATEST_MS} THEN CAST(timestamp_millis({{}}) AS TIMESTAMP_NTZ) END",
            ]


def _sql(pattern: str) -> str:
    """Return a regular expression as a literal of Spark's SQL, in which a backslash escapes, with braces kept from `str.format`."""
    return (
        "'"
        + pattern.replace("\\", "\\\\").replace("'", "\\'").replace("{", "{{").replace("}", "}}")
        + "'"
    )


def _number(text: str, pattern: str = NUMBER) -> str:
    return f"CASE WHEN {text} RLIKE {_sql(pattern)} THEN CAST({text} AS DOUBLE) END"


def _bigint(text: str) -> str:
    digits = f"regexp_replace({text}, {_sql(ZERO_FRACTION)}, '$1')"
    whole = f"CASE WHEN {digits} RLIKE {_sql(INTEGER)} THEN CAST({digits} AS BIGINT) END"
    # Java writes doubles from ten million on with an exponent.
    number = f"CASE WHEN {text} RLIKE '[eE]' THEN {_number(text)} END"
    exponent = f"CASE WHEN abs({number}) < {EXACT_DOUBLE} AND {number} = floor({number}) THEN CAST({number} AS BIGINT) END"
    return f"coalesce({whole}, {exponent})"


def _iso_steps(text: str) -> list[str]:
    """Return the steps that make the parts of an ISO 8601 text: an array, null if it is none."""
    first_blank, first_comma = _sql(r"^([^ ]*) "), _sql(r"^([^,]*),")
    extended = (
        f"regexp_replace(regexp_replace(upper({text}), {first_blank}, '$1T'), {first_comma}, '$1.')"
    )
    completed = f"CASE WHEN {{}} RLIKE {_sql(DATE_ONLY)} THEN {{}} || 'T00:00:00Z' WHEN {{}} RLIKE {_sql(NO_OFFSET)} THEN {{}} || 'Z' ELSE {{}} END"
    return [
        f"regexp_replace({extended}, {_sql(BASIC_FORMAT)}, '$1-$2-$3T$4:$5:$6')",
        completed,
        f"regexp_replace(regexp_replace({{}}, {_sql(HOUR_OFFSET)}, 'T$1:00'), {_sql(NO_SECONDS)}, 'T$1:00$2')",
        f"CASE WHEN {{}} RLIKE {_sql(INSTANT)} THEN split(regexp_replace({{}}, {_sql(INSTANT)}, '{PARTS}'), ',') END",
    ]


def _instant(text: str) -> str:
    """Return the SQL that makes UTC milliseconds of the parts of a text, or of the text itself if it is a number."""
    year, month, day, hour, minute, second, offset_hours, offset_minutes = (
        f"CAST({{}}[{part}] AS BIGINT)" for part in (0, 1, 2, 3, 4, 5, 8, 9)
    )
    days = f"unix_date(make_date(CAST({year} AS INT), CAST({month} AS INT), CAST({day} AS INT)))"
    offset = f"(CASE WHEN {{}}[7] IN ('', '+') THEN 1 ELSE -1 END) * coalesce({offset_hours} * 3600 + {offset_minutes} * 60, 0)"
    seconds = f"{days} * 86400L + {hour} * 3600 + {minute} * 60 + {second} - {offset}"
    millis = "CAST(substring({}[6] || '000', 1, 3) AS BIGINT)"
    # A leap second is the one after it.
    valid = f"{hour} < 24 AND {minute} < 60 AND {second} <= 60 AND coalesce({offset_hours}, 0) < 24 AND coalesce({offset_minutes}, 0) < 60"
    number = _number(text, EPOCH)
    epoch = f"floor(CASE WHEN abs({number}) >= {EPOCH_MS_FROM} THEN {number} ELSE {number} * 1000D END + {MICROSECOND}D)"
    return f"coalesce({epoch}, CASE WHEN {valid} THEN ({seconds}) * 1000L + {millis} END)"
