"""Spark SQL expressions with the type that Polars gives them, and casts between types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from clickstream.contract.data_types import ColumnType
from clickstream.contract.spark_sql.errors import UnsupportedSqlError

if TYPE_CHECKING:
    from sqlglot import exp

    from clickstream.contract.model import Column

SMALL_INT_LIMIT = 2**31  # Polars reads an integer literal from here on as Int64


class Kind(Enum):
    """Type that Polars gives an expression, as far as its arithmetic depends on it."""

    NULL = auto()
    BOOLEAN = auto()
    SMALL_INT = auto()
    """Integer of fewer than 64 bits: a literal, a part of a date, a length."""
    BIGINT = auto()
    DECIMAL = auto()
    """Literal with a fraction."""
    DOUBLE = auto()
    STRING = auto()
    TIMESTAMP = auto()


INTEGERS = {Kind.SMALL_INT, Kind.BIGINT}
NUMBERS = {*INTEGERS, Kind.DECIMAL, Kind.DOUBLE}
INT_END = 2**31
KINDS = {
    # Polars adds and multiplies integers of 32 bits in 32 bits.
    ColumnType.INTEGER: Kind.SMALL_INT,
    ColumnType.BIGINT: Kind.BIGINT,
    ColumnType.BOOLEAN: Kind.BOOLEAN,
    ColumnType.DOUBLE: Kind.DOUBLE,
    ColumnType.STRING: Kind.STRING,
    ColumnType.TIMESTAMP: Kind.TIMESTAMP,
}
"""Kinds of the types whose derivations are translated."""


@dataclass(frozen=True)
class TypedSql:
    """Spark SQL expression and its kind."""

    sql: str
    kind: Kind


def kind_of(column: Column) -> Kind:
    """Return the kind of a column.

    Raises:
        UnsupportedSqlError: If derivations with columns of its type are not translated.
    """
    if column.type not in KINDS:
        problem = f"{column.name} is a column of type {column.type}"
        raise UnsupportedSqlError(problem, f"Use columns of the types {', '.join(KINDS)}")
    return KINDS[column.type]


def as_column(value: TypedSql, column: Column) -> str:
    """Return the SQL of `value`, cast to the type of the column that stores it.

    Raises:
        UnsupportedSqlError: If the value has another type.
    """
    kind = kind_of(column)
    if kind is Kind.DOUBLE and value.kind in {*NUMBERS, Kind.NULL}:
        number = as_double(value)
        return f"CASE WHEN abs({number}) < double('Infinity') THEN {number} END"
    if kind in INTEGERS and value.kind in {*NUMBERS, Kind.BOOLEAN, Kind.NULL}:
        return as_bigint(value) if kind is Kind.BIGINT else _as_int(value)
    text_of_integer = kind is Kind.STRING and value.kind in INTEGERS
    if value.kind in {kind, Kind.NULL} or text_of_integer:
        return f"CAST({value.sql} AS {column.data_type.spark_type()})"
    problem = f"the expression is a {value.kind.name.lower()}, and the column is a {column.type}"
    raise UnsupportedSqlError(problem, "Change the expression or the physicalType")


def as_double(value: TypedSql) -> str:
    """Return the SQL of `value` as a double."""
    return value.sql if value.kind is Kind.DOUBLE else f"CAST({value.sql} AS DOUBLE)"


def as_bigint(value: TypedSql) -> str:
    """Return the SQL of `value` as a bigint; null if it does not fit."""
    # Spark's cast returns the nearest bigint of a number that does not fit.
    if value.kind in {Kind.DOUBLE, Kind.DECIMAL}:
        fits = f"{value.sql} >= -9223372036854775808D AND {value.sql} < 9223372036854775808D"
        return f"CASE WHEN {fits} THEN CAST({value.sql} AS BIGINT) END"
    return f"CAST({value.sql} AS BIGINT)"


def _as_int(value: TypedSql) -> str:
    """Return the SQL of `value` as an integer of 32 bits; null if it does not fit."""
    whole = as_bigint(value)
    return f"CASE WHEN {whole} BETWEEN {-INT_END}L AND {INT_END - 1}L THEN CAST({whole} AS INT) END"


def literal(node: exp.Expr) -> TypedSql:
    """Return a string or number literal."""
    text = node.name
    if node.is_string:
        return TypedSql(quoted(text), Kind.STRING)
    if not text.isdecimal():
        return TypedSql(f"{text}D", Kind.DECIMAL)
    return TypedSql(f"{text}L", Kind.SMALL_INT if int(text) < SMALL_INT_LIMIT else Kind.BIGINT)


def quoted(text: str) -> str:
    """Return the string literal of a text."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
