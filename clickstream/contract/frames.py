"""The contract as Polars types and expressions."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import polars as pl

from clickstream.contract.model import Column, ColumnType, Contract

if TYPE_CHECKING:
    from collections.abc import Iterable

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

DTYPES: dict[ColumnType, pl.DataType] = {
    ColumnType.BIGINT: pl.Int64(),
    ColumnType.BOOLEAN: pl.Boolean(),
    ColumnType.DOUBLE: pl.Float64(),
    ColumnType.STRING: pl.String(),
    # Milliseconds: nanoseconds are read as junk dates by Athena. Without a zone: Hive's timestamp
    # has none, and it is UTC here.
    ColumnType.TIMESTAMP: pl.Datetime("ms"),
}

JSON_MEMBER = re.compile(r"GET_JSON_OBJECT\(\s*(\w+)\s*,\s*'(\$(?:\.\w+)+)'\s*\)", re.IGNORECASE)
"""Hive's and Spark's function, which Polars' SQL does not have: a member of a column of JSON texts, by its path."""

EXTRACT = re.compile(r"\bEXTRACT\s*\([^()]*\)", re.IGNORECASE)


def schema(columns: Iterable[Column]) -> pl.Schema:
    """Return the Polars schema of `columns`, in order."""
    return pl.Schema({column.name: DTYPES[column.type] for column in columns})


@cache  # every few thousand events ask for it
def derivation(column: Column) -> pl.Expr:
    """Return a derived column's expression, cast to the column's type.

    The logic is SQL as Polars reads it, or `GET_JSON_OBJECT(column, '$.path')` and nothing beside
    it: the member as text, an object or array as its JSON, null where there is none.

    What does not fit the type is null, and so is a double that is not finite: a division by zero in
    one event must not fail the others, nor make NaN of every sum that it is in.

    Raises:
        polars.exceptions.SQLInterfaceError, polars.exceptions.SQLSyntaxError: If the logic does not
        parse. Contract files are checked for it when they are read.
    """
    if column.logic is None:
        msg = f"column {column.name!r} is read from the event, not derived"
        raise ValueError(msg)
    value = _value(column.logic).cast(DTYPES[column.type], strict=False)
    if column.type is ColumnType.DOUBLE:
        value = pl.when(value.is_finite()).then(value)
    return value.alias(column.name)


def _value(logic: str) -> pl.Expr:
    if member := JSON_MEMBER.fullmatch(logic.strip()):
        return pl.col(member[1]).str.json_path_match(member[2])
    # Polars gives parts of dates in 8 bits, in which 24 * 60 is 160.
    return pl.sql_expr(EXTRACT.sub(r"CAST(\g<0> AS BIGINT)", logic))


def derive(events: Frame, contract: Contract) -> Frame:
    """Add the derived columns to `events`, in the contract's order, so that one may use those before it."""
    for column in contract.derived_columns:
        events = events.with_columns(derivation(column))
    return events
