"""Files of query results: Parquet, CSV or JSON, by the suffix of the file's name."""

from __future__ import annotations

import functools
import io
import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from clickstream.cli.errors import CliError
from clickstream.cli.query_results import as_csv, as_json, check_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import polars as pl

    from clickstream.cli.athena import Result

SUFFIXES = (".parquet", ".csv", ".json")
DECIMAL = re.compile(r"decimal\((\d+),\s*(\d+)\)")
OFFSET = re.compile(r"[+-]\d\d:\d\d")
LONG_FRACTION = re.compile(r"\.\d{7}")
"""More digits than microseconds have."""
LONGER_FRACTION = re.compile(r"\.\d{10}")
"""More digits than nanoseconds have."""
NANOSECOND_YEARS = range(1678, 2262)
"""Years whose times fit into 64 bits of nanoseconds since 1970."""


def write_result(result: Result, file: Path) -> None:
    """Write the rows of a result to a file. A file that exists is replaced.

    The columns of Parquet have the types that Athena reports. Arrays, maps and rows, and types
    without a counterpart in Parquet, are Athena's text: Athena does not report their elements.

    Args:
        result: Result of a query.
        file: Path that ends in .parquet, .csv or .json.

    Raises:
        CliError: If the path has another suffix or cannot be written, if two columns of Parquet or
            JSON have the same name, or if a value does not fit the type of its column.
    """
    check_suffix(file)
    match file.suffix.lower():
        case ".csv":
            content = as_csv(result).encode()
        case ".json":
            content = as_json(result).encode()
        case _:
            content = _as_parquet(result)
    try:
        file.write_bytes(content)
    except OSError as error:
        msg = f"cannot write {file}: {error.strerror}"
        raise CliError(msg, "Give the path of a file in a directory that exists.") from error


def check_suffix(file: Path) -> None:
    """Check that the name of a file has the suffix of a type that can be written.

    Raises:
        CliError: If it has not.
    """
    if file.suffix.lower() not in SUFFIXES:
        msg = f"the file {file} has the suffix {file.suffix!r}"
        raise CliError(msg, f"Use one of {', '.join(SUFFIXES)}: it decides the type of the file.")


def _as_parquet(result: Result) -> bytes:
    import polars as pl  # noqa: PLC0415 - its import takes longer than a short command

    check_names(result)
    columns: list[pl.Series] = []
    for index, (name, kind) in enumerate(zip(result.columns, result.types, strict=True)):
        values = [row[index] for row in result.rows]
        try:
            columns.append(_series(name, kind, values))
        except (ArithmeticError, TypeError, ValueError, pl.exceptions.PolarsError) as error:
            msg = f"the column {name!r} of the type {kind} cannot be written to Parquet: {error}"
            remedy = "Cast the column to VARCHAR in SQL, or write CSV."
            raise CliError(msg, remedy) from error
    content = io.BytesIO()
    pl.DataFrame(columns).write_parquet(content)
    return content.getvalue()


def _series(name: str, kind: str, values: list[str | None]) -> pl.Series:
    """Return a column from the texts of Athena."""
    import polars as pl  # noqa: PLC0415 - as above

    if kind == "timestamp":
        is_long = any(value and LONG_FRACTION.search(value) for value in values)
        if is_long:
            _check_nanoseconds(value for value in values if value is not None)
        texts = pl.Series(name, values, pl.String)
        return texts.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="ns" if is_long else "us")
    integers = {
        "tinyint": pl.Int8, "smallint": pl.Int16, "integer": pl.Int32, "int": pl.Int32, "bigint": pl.Int64,
    }  # fmt: skip
    others: dict[str, tuple[Any, Callable[[str], object]]] = {
        "boolean": (pl.Boolean, lambda value: value == "true"),
        "float": (pl.Float32, float),
        "real": (pl.Float32, float),
        "double": (pl.Float64, float),
        "date": (pl.Date, date.fromisoformat),
        "time": (pl.Time, _time),
        "timestamp with time zone": (pl.Datetime("us", "UTC"), _instant),
        "varbinary": (pl.Binary, bytes.fromhex),
    }
    if digits := DECIMAL.fullmatch(kind):
        scale = int(digits[2])
        dtype, convert = pl.Decimal(int(digits[1]), scale), functools.partial(_decimal, scale)
    elif kind in integers:
        dtype, convert = integers[kind], int
    else:
        dtype, convert = others.get(kind, (pl.String, str))
    converted = [None if value is None else convert(value) for value in values]
    return pl.Series(name, converted, dtype)


def _check_nanoseconds(texts: Iterable[str]) -> None:
    """Check the timestamps of a column in nanoseconds. Polars would cut digits and overflow."""
    for text in texts:
        if LONGER_FRACTION.search(text):
            msg = f"{text} has more than 9 digits after the point"
            raise ValueError(msg)
        if int(text[: text.index("-", 1)]) not in NANOSECOND_YEARS:
            msg = (
                f"{text} is outside the years {NANOSECOND_YEARS[0]} to {NANOSECOND_YEARS[-1]}, and "
                "another value of the column has more than 6 digits after the point"
            )
            raise ValueError(msg)


def _check_microseconds(text: str) -> None:
    """Check a time. Python would cut its digits after the sixth."""
    if LONG_FRACTION.search(text):
        msg = f"{text} has more than 6 digits after the point"
        raise ValueError(msg)


def _time(text: str) -> time:
    _check_microseconds(text)
    return time.fromisoformat(text)


def _decimal(scale: int, text: str) -> Decimal:
    """Return a decimal. Polars would cut digits that its type has not."""
    number = Decimal(text)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > scale:
        msg = f"{text} has more than {scale} digits after the point"
        raise ValueError(msg)
    return number


def _instant(text: str) -> datetime:
    """Return the time, in UTC, of a text such as `2026-11-29 20:47:26.123 Europe/Berlin`."""
    _check_microseconds(text)
    local, _, zone = text.rpartition(" ")
    if OFFSET.fullmatch(zone):
        return datetime.fromisoformat(local + zone).astimezone(UTC)
    try:
        found = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    except (ZoneInfoNotFoundError, OSError) as error:  # `America` is a directory of zones
        msg = f"the time zone of {text} is unknown"
        raise ValueError(msg) from error
    if found.utcoffset() != found.replace(fold=1).utcoffset():
        msg = f"{text} is two times, because the clock was set back"
        raise ValueError(msg)
    return found.astimezone(UTC)
