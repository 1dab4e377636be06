"""Polars schema of a contract, and Polars expressions of its derived columns."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import polars as pl

from clickstream.contract.data_types import ColumnType, DataType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clickstream.contract.model import Column, Contract

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

DTYPES: dict[ColumnType, pl.DataType] = {
    ColumnType.BIGINT: pl.Int64(),
    ColumnType.INTEGER: pl.Int32(),
    ColumnType.BOOLEAN: pl.Boolean(),
    ColumnType.DOUBLE: pl.Float64(),
    ColumnType.STRING: pl.String(),
    # Milliseconds, because Athena reads nanoseconds as wrong dates. No zone, because Hive's
    # timestamp has none; values are in UTC.
    ColumnType.TIMESTAMP: pl.Datetime("ms"),
    ColumnType.DATE: pl.Date(),
    ColumnType.JSON: pl.String(),
}
"""Polars types of the types without parts."""

JSON_MEMBER = re.compile(r"GET_JSON_OBJECT\(\s*(\w+)\s*,\s*'(\$(?:\.\w+)+)'\s*\)", re.IGNORECASE)
"""`GET_JSON_OBJECT(column, '$.path')` of Hive and Spark, which the SQL of Polars does not have."""

EXTRACT = re.compile(r"\bEXTRACT\s*\([^()]*\)", re.IGNORECASE)


def dtype(data_type: DataType) -> pl.DataType:
    """Return the Polars type of a data type."""
    if data_type.kind is ColumnType.DECIMAL:
        return pl.Decimal(data_type.precision, data_type.scale)
    if data_type.items:
        items = dtype(data_type.items)
        if data_type.kind is ColumnType.ARRAY:
            return pl.List(items)
        return pl.Map(pl.String(), items)
    if data_type.fields:
        return pl.Struct({field.name: dtype(field.data_type) for field in data_type.fields})
    return DTYPES[data_type.kind]


def schema(columns: Iterable[Column]) -> pl.Schema:
    """Return the Polars schema of `columns`, in order."""
    return pl.Schema({column.name: dtype(column.data_type) for column in columns})


@cache  # the converter calls it once per few thousand events
def derivation(column: Column) -> pl.Expr:
    """Return the expression of a derived column, cast to the type of the column.

    The logic is Polars SQL, or one call `GET_JSON_OBJECT(column, '$.path')`. That call returns the
    member as text: the JSON of an object or array, and null if there is no such member.

    A value that does not fit the type is null, and so is a double that is not finite. One event
    that divides by zero must neither fail the other events nor turn every sum into NaN.

    Raises:
        polars.exceptions.SQLInterfaceError: If the logic uses SQL that Polars does not support.
        polars.exceptions.SQLSyntaxError: If the logic does not parse. The reader of contract files
            rejects both.
    """
    if column.logic is None:
        msg = f"column {column.name!r} is read from the event, not derived"
        raise ValueError(msg)
    value = _value(column.logic).cast(dtype(column.data_type), strict=False)
    if column.type is ColumnType.DOUBLE:
        value = pl.when(value.is_finite()).then(value)
    return value.alias(column.name)


def _value(logic: str) -> pl.Expr:
    if member := JSON_MEMBER.fullmatch(logic.strip()):
        return pl.col(member[1]).str.json_path_match(member[2])
    # Polars returns parts of dates as Int8, in which 24 * 60 is 160.
    return pl.sql_expr(EXTRACT.sub(r"CAST(\g<0> AS BIGINT)", logic))


def derive(events: Frame, contract: Contract) -> Frame:
    """Add the derived columns to `events`, one by one, because each may use the ones before it."""
    for column in contract.derived_columns:
        events = events.with_columns(derivation(column))
    return events
