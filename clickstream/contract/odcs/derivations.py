"""Validation of derived columns: each derivation runs on test events when a contract is read.

A derivation that fails on one event fails the conversion of the whole raw object, so it is rejected
at deployment.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from itertools import repeat
from typing import TYPE_CHECKING

import polars as pl

from clickstream.contract import polars_schema
from clickstream.contract.data_types import FLAT_TYPES, ColumnType, DataType

if TYPE_CHECKING:
    from clickstream.contract.model import Column
    from clickstream.contract.odcs.file import ContractFile

TEXT_LITERAL = re.compile("'[^']*'")
CLOCK = re.compile(r"\bNOW\s*\(|\bCURRENT_(DATE|TIME|TIMESTAMP)\b", re.IGNORECASE)
EDGE_CASES: dict[ColumnType, tuple[object, ...]] = {
    ColumnType.BIGINT: (None, 0, -1, 7, 2**63 - 1),
    ColumnType.INTEGER: (None, 0, -1, 7, 2**31 - 1),
    ColumnType.BOOLEAN: (None, True, False),
    ColumnType.DOUBLE: (None, 0.0, -1.5, 7.25, 1e300),
    ColumnType.STRING: (None, "", "text", "7", "東京 - a/b?c=d@e"),
    ColumnType.TIMESTAMP: (
        None,
        datetime(1970, 1, 1),  # noqa: DTZ001 - UTC, as everywhere in the table
        datetime(2024, 2, 29),  # noqa: DTZ001 - UTC, as everywhere in the table
        datetime(2025, 12, 31, 23, 59, 59),  # noqa: DTZ001 - UTC, as everywhere in the table
    ),
    ColumnType.DATE: (None, date(1970, 1, 1), date(2024, 2, 29), date(2025, 12, 31)),
}
"""Values of the test events, by column type; `_edge_cases` has those of decimals."""


def check_derivations(file: ContractFile, columns: tuple[Column, ...]) -> None:
    """Run every derivation on test events.

    Raises:
        ContractError: If a derivation does not parse, uses a nested column or a column that does
            not precede it, fails on a test event, or depends on another event or on the time of
            conversion.
    """
    nested = {column.name: column for column in columns if column.type not in FLAT_TYPES}
    table = _test_events(columns)
    for column in columns:
        if column.logic is None:
            continue
        try:
            expression = polars_schema.derivation(column)
            _check_inputs(file, column, expression, nested)
            derived = table.with_columns(expression)
            one_by_one = pl.concat(
                table[row].with_columns(expression) for row in range(table.height)
            )
        except pl.exceptions.PolarsError as error:
            reason = str(error).partition("\n")[0]
            raise file.error(
                column.name,
                f"transformLogic {column.logic!r} fails: {reason}",
                "Use SQL that Polars supports, over the columns " + ", ".join(table.columns),
            ) from error
        if CLOCK.search(TEXT_LITERAL.sub("", column.logic)) or not derived.equals(one_by_one):
            raise file.error(
                column.name,
                f"transformLogic {column.logic!r} depends on more than its own event",
                "Use no aggregate, window function or clock: a replay must return the same value",
            )
        table = derived


def _check_inputs(
    file: ContractFile, column: Column, expression: pl.Expr, nested: dict[str, Column]
) -> None:
    """Reject a derivation over nested columns."""
    for name in expression.meta.root_names():
        if used := nested.get(name):
            raise file.error(
                column.name,
                f"transformLogic {column.logic!r} uses {name!r}, a column of type {used.type}",
                "Read the member into a column of its own, by a path such as "
                f"`transformSourceObjects: [{used.sources[0]}.member]`",
            )


def _edge_cases(data_type: DataType) -> tuple[object, ...]:
    if data_type.kind is ColumnType.DECIMAL:
        largest = Decimal((0, (9,) * data_type.precision, -data_type.scale))
        return (None, Decimal(0), Decimal((1, (1,), -data_type.scale)), largest)
    return EDGE_CASES[data_type.kind]


def _test_events(columns: tuple[Column, ...]) -> pl.DataFrame:
    """Return events with the edge cases of each column, all of them twice.

    The repetition makes an aggregate over equal values differ from the value of one event.
    """
    inputs = [column for column in columns if column.logic is None and column.type in FLAT_TYPES]
    height = max(len(values) for values in EDGE_CASES.values())
    padded = {
        column.name: [*values, *repeat(None, height - len(values))]
        for column in inputs
        for values in [_edge_cases(column.data_type)]
    }
    once = pl.DataFrame(padded, schema=polars_schema.schema(inputs))
    return pl.concat([once, once])
