"""Casts of JSON texts to the contract's types, in Polars.

A text that does not fit its column becomes null. Validation rejects an event whose text is not
null and whose value is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clickstream.contract import ColumnType

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickstream.contract import Column

# numbers from here on are milliseconds: as seconds it is the year 5138, as milliseconds 1973
EPOCH_MS_FROM = 10**11
# numbers from here on are microseconds: as milliseconds it is the year 5138, as microseconds 1973
EPOCH_US_FROM = 10**14
EPOCH = r"^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$"
# ms; added to an epoch in seconds, whose binary fraction may lie slightly below the millisecond
MICROSECOND = 0.001
# the years 1 to 9999, which Python, Polars and Athena all support
EARLIEST_MS, LATEST_MS = -62_135_596_800_000, 253_402_300_799_999
EXACT_DOUBLE = 2**53  # whole numbers below it are exact as doubles
# format of a Date in JavaScript's JSON.stringify
COMMON = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"
COMMON_FORMAT = "%Y-%m-%dT%H:%M:%S"
SECONDS = 19  # length of that format up to the fraction
BASIC_FORMAT = r"^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})"
DATE_ONLY = r"^\d{4}-\d{2}-\d{2}$"
NO_OFFSET = r"T\d{2}:\d{2}(:\d{2}(\.\d+)?)?$"
NO_SECONDS = r"T(\d{2}:\d{2})(Z|[+-].*)$"
HOUR_OFFSET = r"T(.*[+-]\d{2})$"


def cast(texts: pl.Series, column: Column) -> pl.Series:
    """Cast a column's texts to its type; null where a text does not fit.

    * bigint: a whole number within 64 bits; `5.0` is 5, and `1e3` is 1000
    * double: a finite number
    * boolean: `true` or `false`
    * timestamp: see `_timestamp`

    Raises:
        TypeError: If the type of the column is none of these.
    """
    match column.type:
        case ColumnType.BIGINT:
            return _apply(texts, _bigint)
        case ColumnType.DOUBLE:
            return _apply(texts, _double)
        case ColumnType.BOOLEAN:
            return _apply(texts, _boolean)
        case ColumnType.TIMESTAMP:
            return _timestamps(texts)
        case _:
            msg = (
                f"column {column.name!r}: the reader gives the values of a {column.type}, no texts"
            )
            raise TypeError(msg)


def _timestamps(texts: pl.Series) -> pl.Series:
    """Cast timestamps: first those of the common format, which takes a tenth of the time."""
    values = _apply(texts, _common_timestamp)
    others = values.is_null() & texts.is_not_null()
    if not others.any():
        return values
    return values.scatter(others.arg_true(), _apply(texts.filter(others), _timestamp))


def _apply(texts: pl.Series, expression: Callable[[pl.Expr], pl.Expr]) -> pl.Series:
    # Lazy, since only the lazy engine evaluates a repeated subexpression once.
    return (
        texts.to_frame()
        .lazy()
        .select(expression(pl.col(texts.name)))
        .collect()
        .to_series()
        .alias(texts.name)
    )


def _boolean(text: pl.Expr) -> pl.Expr:
    return (
        pl.when(text == "true")
        .then(pl.lit(value=True))
        .when(text == "false")
        .then(pl.lit(value=False))
    )


def _double(text: pl.Expr) -> pl.Expr:
    number = text.cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number)


def _bigint(text: pl.Expr) -> pl.Expr:
    digits = text.str.replace(r"^([+-]?\d+)\.0+$", "$1").cast(pl.Int64, strict=False)
    # Java writes doubles of ten million and more with an exponent.
    number = pl.when(text.str.contains("[eE]")).then(text).cast(pl.Float64, strict=False)
    whole = pl.when((number == number.floor()) & (number.abs() < EXACT_DOUBLE)).then(number)
    return pl.coalesce(digits, whole.cast(pl.Int64, strict=False))


def _common_timestamp(text: pl.Expr) -> pl.Expr:
    """Return the expression for timestamps as most producers write them; null for all others."""
    text = pl.when(text.str.contains(COMMON)).then(text)
    seconds = (
        text.str.slice(0, SECONDS)
        .str.to_datetime(COMMON_FORMAT, time_unit="ms", strict=False)
        .dt.timestamp("ms")
    )
    millis = seconds + text.str.slice(SECONDS + 1, 3).cast(pl.Int64, strict=False)
    return pl.when(millis >= EARLIEST_MS).then(millis).cast(pl.Datetime("ms"))


def _timestamp(text: pl.Expr) -> pl.Expr:
    """Return the expression for timestamps in UTC without a zone; null where a text is none.

    * ISO 8601, extended or basic, with `T` or a space, any offset (UTC without one), any fraction
      (truncated to milliseconds), or a date alone (midnight)
    * a number: epoch seconds, milliseconds from `EPOCH_MS_FROM` on, microseconds from
      `EPOCH_US_FROM` on

    Timestamps outside the years 1 to 9999 are null, since they have no date.
    """
    number = pl.when(text.str.contains(EPOCH)).then(text).cast(pl.Float64, strict=False)
    millis = (
        pl.when(number.abs() >= EPOCH_US_FROM)
        .then(number / 1000)
        .when(number.abs() >= EPOCH_MS_FROM)
        .then(number + MICROSECOND)
        .otherwise(number * 1000 + MICROSECOND)
    )
    millis = millis.floor().cast(pl.Int64, strict=False)
    iso = (
        text.str.to_uppercase()
        .str.replace(" ", "T", literal=True)
        .str.replace(",", ".", literal=True)
        .str.replace(BASIC_FORMAT, "$1-$2-${3}T$4:$5:$6")
    )
    iso = (
        pl.when(iso.str.contains(DATE_ONLY))
        .then(iso + "T00:00:00Z")
        .when(iso.str.contains(NO_OFFSET))
        .then(iso + "Z")
        .otherwise(iso)
    )
    iso = iso.str.replace(HOUR_OFFSET, "T$1:00").str.replace(NO_SECONDS, "T$1:00$2")
    instant = iso.str.to_datetime("%+", time_unit="ms", time_zone="UTC", strict=False).dt.timestamp(
        "ms"
    )
    millis = pl.coalesce(millis, instant)
    return pl.when(millis.is_between(EARLIEST_MS, LATEST_MS)).then(millis).cast(pl.Datetime("ms"))
