"""The contract as Polars types and expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import polars as pl

from contract.model import Column, ColumnType, Contract

if TYPE_CHECKING:
    from collections.abc import Iterable

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

DTYPES: dict[ColumnType, pl.DataType] = {
    ColumnType.BIGINT: pl.Int64(),
    ColumnType.BOOLEAN: pl.Boolean(),
    ColumnType.DOUBLE: pl.Float64(),
    ColumnType.STRING: pl.String(),
    # Milliseconds: nanoseconds are read as junk dates by Athena. Without a zone: Hive's timestamp has none, and it is UTC here.
    ColumnType.TIMESTAMP: pl.Datetime("ms"),
}


def schema(columns: Iterable[Column]) -> pl.Schema:
    """Return the Polars schema of `columns`, in order."""
    return pl.Schema({column.name: DTYPES[column.type] for column in columns})


def derivation(column: Column) -> pl.Expr:
    """Return a derived column's expression, cast to the column's type.

    What does not fit the type is null, and so is a double that is not finite: a division by zero in one event must not
    fail the others, nor make NaN of every sum that it is in.

    Raises
    ------
    polars.exceptions.SQLInterfaceError, polars.exceptions.SQLSyntaxError
        If the logic does not parse. Contract files are checked for it when they are read.
    """
    if column.logic is None:
        msg = f"column {column.name!r} is read from the event, not derived"
        raise ValueError(msg)
    value = pl.sql_expr(column.logic).cast(DTYPES[column.type], strict=False)
    if column.type is ColumnType.DOUBLE:
        value = pl.when(value.is_finite()).then(value)
    return value.alias(column.name)


def derive(events: Frame, contract: Contract) -> Frame:
    """Add the derived columns to `events`, in the contract's order, so that one may use those before it."""
    for column in contract.derived_columns:
        events = events.with_columns(derivation(column))
    return events
