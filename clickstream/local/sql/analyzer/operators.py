"""Types of operators' results."""

from __future__ import annotations

from clickstream.local.sql.analyzer.coercion import (
    INTERVALS,
    MAX_DECIMAL_DIGITS,
    NUMBERS,
    TIMES,
    TIMESTAMPS,
    can_coerce,
    common_type,
    decimal_of,
    is_orderable,
)
from clickstream.local.sql.analyzer.data_types import (
    BIGINT,
    DATE,
    DAY_TO_SECOND,
    UNKNOWN,
    UNSURE,
    DataType,
)

MILLISECONDS = 3  # digits of a second's fraction, which an interval has
MULTIPLIED = {"*", "/"}
OPERATORS = {"!=": "=", "<>": "=", ">": "<", ">=": "<="}
"""Operators that Trino's messages name by another."""


def compare(operator: str, left: DataType, right: DataType) -> None:
    """Refuse a comparison of types that have none.

    Raises:
        LookupError: If the types cannot be compared. The message is Trino's.
    """
    named = OPERATORS.get(operator, operator)
    common = common_type(left, right)
    if common is None or (named in {"<", "<="} and not is_orderable(common)):
        raise LookupError(_refusal(named, left, right))


def arithmetic(operator: str, left: DataType, right: DataType) -> DataType:
    """Return the type of `left operator right`.

    Raises:
        LookupError: If the types have no such operator. The message is Trino's.
    """
    if UNSURE in {left, right} or left == right == UNKNOWN:
        return UNSURE
    first = right if left == UNKNOWN else left
    second = left if right == UNKNOWN else right
    result = _numbers(operator, first, second) or _times(operator, first, second)
    if result is None and UNKNOWN in {left, right} and first.base not in {"varchar", "boolean"}:
        return UNSURE
    if result is None:
        raise LookupError(_refusal(operator, left, right))
    return result


def subscript(base: DataType, index: DataType) -> DataType:
    """Return the type of `base[index]` for an array or a map.

    Raises:
        LookupError: If the type has no such element. The message is Trino's.
    """
    if base in {UNSURE, UNKNOWN}:
        return UNSURE
    if base.base == "array" and can_coerce(index, BIGINT):
        return base.types[0]
    if base.base == "map" and can_coerce(index, base.types[0]):
        return base.types[1]
    msg = f"Cannot use {index} for subscript of {base}"
    raise LookupError(msg)


def _refusal(operator: str, left: DataType, right: DataType) -> str:
    return f"Cannot apply operator: {left} {operator} {right}"


def _numbers(operator: str, left: DataType, right: DataType) -> DataType | None:
    """Return the type of an operator between numbers, or None."""
    if left.base not in NUMBERS or right.base not in NUMBERS:
        return None
    common = common_type(left, right)
    if common is None or common.base != "decimal":
        return common
    first, second = decimal_of(left), decimal_of(right)
    if first is None or second is None or not (first.parameters and second.parameters):
        return DataType("decimal")
    return _decimal(operator, *_digits(first), *_digits(second))


def _digits(kind: DataType) -> tuple[int, int]:
    precision, scale = (part for part in kind.parameters if isinstance(part, int))
    return precision, scale


def _decimal(operator: str, p1: int, s1: int, p2: int, s2: int) -> DataType:
    """Return the type of an operator between decimals of precisions and scales."""
    scale = max(s1, s2)
    match operator:
        case "*":
            precision, scale = p1 + p2, s1 + s2
        case "/":
            precision = p1 + s2 + max(s2 - s1, 0)
        case "%":
            precision = min(p1 - s1, p2 - s2) + scale
        case _:
            precision = max(p1 - s1, p2 - s2) + scale + 1
    return DataType("decimal", (min(MAX_DECIMAL_DIGITS, precision), scale))


def _times(operator: str, left: DataType, right: DataType) -> DataType | None:
    """Return the type of an operator between dates, times and intervals, or None."""
    if operator in MULTIPLIED:
        return _multiplied_interval(operator, left, right)
    if operator == "+" and left.base in INTERVALS and right.base not in INTERVALS:
        left, right = right, left
    if operator not in {"+", "-"}:
        return None
    if right.base in INTERVALS:
        return _moved(left, right)
    moments = TIMESTAMPS | TIMES | {"date"}
    if operator == "-" and {left.base, right.base} <= moments and common_type(left, right):
        return DAY_TO_SECOND
    return None


def _moved(moment: DataType, interval: DataType) -> DataType | None:
    """Return the type of a moment plus or minus an interval, or None."""
    if moment in {interval, DATE}:
        return moment
    if moment.base in TIMESTAMPS or (moment.base in TIMES and interval == DAY_TO_SECOND):
        precision = max((part for part in moment.parameters if isinstance(part, int)), default=0)
        return DataType(moment.base, (max(precision, MILLISECONDS),))
    return None


def _multiplied_interval(operator: str, left: DataType, right: DataType) -> DataType | None:
    if left.base in INTERVALS and right.base in NUMBERS:
        return left
    return right if operator == "*" and right.base in INTERVALS and left.base in NUMBERS else None
