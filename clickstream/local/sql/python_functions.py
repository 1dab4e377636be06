"""Functions of Trino that DuckDB lacks or answers otherwise, written in Python.

`macros.sql` and the translation call them by the names that `register` gives them.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING

from duckdb import sqltype
from duckdb.func import FunctionNullHandling

from clickstream.local.sql import java_text, java_uri, json_casts, json_values, patterns

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection

ISO_PART = re.compile(r"\d{4}(-\d\d)?")
ISO_ZONE = re.compile(r"(.*?)(Z|[+-]\d\d(?::?\d\d)?)?")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def upper(text: str) -> str:
    """Return the text with each character in upper case that has a single one."""
    return "".join(changed if len(changed := char.upper()) == 1 else char for char in text)


def lower(text: str) -> str:
    """Return the text with each character in lower case, by its first character."""
    return "".join(char.lower()[:1] for char in text)


def strpos(text: str, part: str, occurrence: int) -> int:
    """Return the position of an occurrence, from the end if it is negative, or 0.

    Raises:
        ValueError: If the occurrence is 0.
    """
    if occurrence == 0:
        msg = "INVALID_FUNCTION_ARGUMENT: 'instance' must not be a positive or negative number."
        raise ValueError(msg)
    position = -1 if occurrence > 0 else len(text) + 1
    for _ in range(abs(occurrence)):
        if occurrence > 0:
            position = text.find(part, position + 1)
        else:
            position = text.rfind(part, 0, max(position + len(part) - 1, 0))
        if position < 0:
            return 0
    return position + 1


def split(text: str, delimiter: str, limit: int) -> list[str]:
    """Return at most `limit` parts: the last one holds the rest."""
    return text.split(delimiter, limit - 1)


def to_base(number: int, radix: int) -> str:
    """Return a number in a radix from 2 to 36, with small letters."""
    if number < 0:
        return f"-{to_base(-number, radix)}"
    text = ""
    while number or not text:
        number, digit = divmod(number, radix)
        text = DIGITS[digit] + text
    return text


def from_base(text: str, radix: int) -> int:
    """Return the number that a text is in a radix.

    Raises:
        ValueError: If the text is no such number.
    """
    try:
        return int(text, radix)
    except ValueError as error:
        msg = f'INVALID_FUNCTION_ARGUMENT: Not a valid base-{radix} number: "{text}"'
        raise ValueError(msg) from error


def codepoint(text: str) -> int:
    """Return the code point of a single character.

    Raises:
        ValueError: If the text has another length.
    """
    if len(text) != 1:
        msg = f"INVALID_FUNCTION_ARGUMENT: codepoint takes one character, not '{text}'"
        raise ValueError(msg)
    return ord(text)


def split_to_map(text: str, entry: str, key: str) -> dict[str, str]:
    """Return a map of a text's entries.

    Raises:
        ValueError: If an entry lacks the key's delimiter, or a key is there twice.
    """
    found: dict[str, str] = {}
    for part in text.split(entry):
        name, delimiter, value = part.partition(key)
        if not delimiter and part:
            msg = f"INVALID_FUNCTION_ARGUMENT: Key-value delimiter must appear exactly once in each entry. Bad input: '{part}'"
            raise ValueError(msg)
        if name in found:
            msg = f"INVALID_FUNCTION_ARGUMENT: Duplicate keys ({name}) are not allowed."
            raise ValueError(msg)
        if part:
            found[name] = value
    return found


def json_value(text: str, path: str) -> str | None:
    """Return the scalar at an SQL/JSON path as text, or None."""
    found = _sql_values(text, path)
    if len(found) != 1 or not json_values.is_scalar(found[0]):
        return None
    return json_values.to_varchar(found[0])


def json_query(text: str, path: str, wrapper: str) -> str | None:
    """Return the JSON at an SQL/JSON path, or None.

    Args:
        text: The JSON.
        path: The path.
        wrapper: `unconditional` puts all values into an array, `conditional` all but one object or
            array, and `without` takes a single value alone.
    """
    found = _sql_values(text, path)
    single = len(found) == 1 and (wrapper != "conditional" or not json_values.is_scalar(found[0]))
    if found and (wrapper == "unconditional" or (wrapper == "conditional" and not single)):
        return f"[{','.join(found)}]"
    return found[0] if len(found) == 1 else None


def json_exists(text: str, path: str) -> bool:
    """Tell whether an SQL/JSON path has a value."""
    return bool(_sql_values(text, path))


def _sql_values(text: str, path: str) -> list[str]:
    try:
        return json_values.sql_values(text, path)
    except json_values.JsonPathError:
        return []


def normalize(text: str, form: str) -> str:
    """Return the text in a Unicode normal form."""
    return unicodedata.normalize(form, text)  # pyright: ignore[reportArgumentType] - the translation checks the form


def error(message: str) -> int:
    """Fail the query. DuckDB's own `error` is refused in TRY.

    Raises:
        ValueError: Always, with the message.
    """
    raise ValueError(message)


def interval(milliseconds: int) -> str:
    """Return an interval as days, hours, minutes, seconds and milliseconds."""
    seconds, fraction = divmod(abs(milliseconds), 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    sign = "-" if milliseconds < 0 else ""
    return f"{sign}{days} {hour:02}:{minute:02}:{second:02}.{fraction:03}"


def from_iso8601_date(text: str) -> date:
    """Return the date of a text in ISO 8601: a day, a month, a year, or a day of a week.

    Raises:
        ValueError: If the text is no such date.
    """
    try:
        whole = f"{text}{'-01' * (3 - len(text.split('-')))}" if ISO_PART.fullmatch(text) else text
        return date.fromisoformat(whole if "-" in whole else "")
    except ValueError as error:
        msg = f'INVALID_FUNCTION_ARGUMENT: Invalid format: "{text}"'
        raise ValueError(msg) from error


def iso8601_timestamp(text: str) -> str:
    """Return a timestamp in ISO 8601 with all parts that DuckDB needs."""
    day, _, time = text.partition("T")
    clock, zone = ISO_ZONE.fullmatch(time).groups()  # pyright: ignore[reportOptionalMemberAccess] - all parts may be empty
    whole = f"{clock.replace(',', '.') or '00'}{':00' * (2 - clock.count(':'))}"
    return f"{from_iso8601_date(day)} {whole}{(zone or '').replace('Z', '+00')}"


TEXT, NUMBER, TRUTH = "VARCHAR", "BIGINT", "BOOLEAN"
TEXTS = "VARCHAR[]"
FUNCTIONS: dict[str, tuple[Callable[..., object], list[str], str]] = {
    "codepoint": (codepoint, [TEXT], NUMBER),
    "double_to_varchar": (java_text.double_to_varchar, [TEXT], TEXT),
    "error": (error, [TEXT], NUMBER),
    "format": (java_text.format_text, [TEXT, TEXTS], TEXT),
    "from_iso8601_date": (from_iso8601_date, [TEXT], "DATE"),
    "iso8601_timestamp": (iso8601_timestamp, [TEXT], TEXT),
    "from_base": (from_base, [TEXT, NUMBER], NUMBER),
    "interval": (interval, [NUMBER], TEXT),
    "json_cast": (json_casts.cast_to_json, [TEXT, TEXT], TEXT),
    "json_array_contains": (json_values.array_contains, [TEXT, TEXT], TRUTH),
    "json_array_get": (json_values.array_get, [TEXT, NUMBER], TEXT),
    "json_array_length": (json_values.array_length, [TEXT], NUMBER),
    "json_exists": (json_exists, [TEXT, TEXT], TRUTH),
    "json_extract": (json_values.extract, [TEXT, TEXT], TEXT),
    "json_extract_scalar": (json_values.extract_scalar, [TEXT, TEXT], TEXT),
    "json_parse": (json_values.parse, [TEXT], TEXT),
    "json_query": (json_query, [TEXT, TEXT, TEXT], TEXT),
    "json_scalar": (json_values.is_scalar, [TEXT], TRUTH),
    "json_size": (json_values.size, [TEXT, TEXT], NUMBER),
    "json_to_varchar": (json_values.to_varchar, [TEXT], TEXT),
    "json_value": (json_value, [TEXT, TEXT], TEXT),
    "lower": (lower, [TEXT], TEXT),
    "normalize": (normalize, [TEXT, TEXT], TEXT),
    "regexp_count": (patterns.count, [TEXT, TEXT], NUMBER),
    "regexp_extract": (patterns.extract, [TEXT, TEXT, NUMBER], TEXT),
    "regexp_extract_all": (patterns.extract_all, [TEXT, TEXT, NUMBER], TEXTS),
    "regexp_like": (patterns.like, [TEXT, TEXT], TRUTH),
    "regexp_position": (patterns.position, [TEXT, TEXT, NUMBER, NUMBER], NUMBER),
    "regexp_replace": (patterns.replace, [TEXT, TEXT, TEXT], TEXT),
    "regexp_split": (patterns.split, [TEXT, TEXT], TEXTS),
    "split": (split, [TEXT, TEXT, NUMBER], TEXTS),
    "split_to_map": (split_to_map, [TEXT, TEXT, TEXT], "MAP(VARCHAR, VARCHAR)"),
    "strpos": (strpos, [TEXT, TEXT, NUMBER], NUMBER),
    "to_base": (to_base, [NUMBER, NUMBER], TEXT),
    "upper": (upper, [TEXT], TEXT),
    "url_decode": (java_uri.decode, [TEXT], TEXT),
    "url_encode": (java_uri.encode, [TEXT], TEXT),
    "url_extract_fragment": (java_uri.fragment, [TEXT], TEXT),
    "url_extract_host": (java_uri.host, [TEXT], TEXT),
    "url_extract_parameter": (java_uri.parameter, [TEXT, TEXT], TEXT),
    "url_extract_path": (java_uri.path, [TEXT], TEXT),
    "url_extract_port": (java_uri.port, [TEXT], NUMBER),
    "url_extract_protocol": (java_uri.protocol, [TEXT], TEXT),
    "url_extract_query": (java_uri.query, [TEXT], TEXT),
}
"""Functions, their DuckDB types of parameters and result; null for null. DuckDB needs NumPy."""


def register(connection: DuckDBPyConnection) -> None:
    """Register the functions as `python_<name>` on a connection."""
    for name, (function, parameters, result) in FUNCTIONS.items():
        connection.create_function(
            f"python_{name}",
            _null_for_null(function),
            [sqltype(parameter) for parameter in parameters],
            sqltype(result),
            null_handling=FunctionNullHandling.SPECIAL,  # a value may have no result
        )


def _null_for_null(function: Callable[..., object]) -> Callable[..., object]:
    @functools.wraps(function)  # DuckDB reads the parameters
    def call(*arguments: object) -> object:
        return None if None in arguments else function(*arguments)

    return call
