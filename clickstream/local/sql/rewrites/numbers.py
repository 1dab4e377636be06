"""Numbers: quotients, decimals, and rounding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from clickstream.local.sql.result_types import INTEGERS, arithmetic_type, digits, is_decimal
from clickstream.local.sql.rewrites.common import TranslationError, call, cast, function, is_unknown

if TYPE_CHECKING:
    from clickstream.local.sql.rewrites.common import Function, Rewrite

MAX_DIGITS = 38
APPROXIMATE = (exp.DType.DOUBLE, exp.DType.FLOAT)


def quotient(
    dividend: exp.Expr, divisor: exp.Expr, kind: exp.DataType, scales: tuple[int, int]
) -> exp.Expr:
    """Return a quotient of two numbers as a decimal, rounded half away from zero.

    Args:
        dividend: A whole number or decimal.
        divisor: The same.
        kind: The quotient's type.
        scales: Digits after the point of dividend and divisor.
    """
    _, scale = digits(kind) or (MAX_DIGITS, 0)
    counted = call(
        "TRINO_QUOTIENT", _whole(dividend, scale + scales[1]), _whole(divisor, scales[1])
    )
    if scale == 0:
        return cast(counted, kind)
    unit = cast(exp.Literal.number(f"0.{'0' * (scale - 1)}1"), f"DECIMAL({scale}, {scale})")
    return cast(
        exp.Mul(this=cast(counted, f"DECIMAL({MAX_DIGITS - scale}, 0)"), expression=unit), kind
    )


def _whole(number: exp.Expr, places: int) -> exp.Expr:
    """Return a number times a power of ten, as an integer of 128 bits."""
    factor = cast(exp.Literal.number(10**places), f"DECIMAL({places + 1}, 0)")
    product = exp.Mul(this=exp.paren(number.copy(), copy=False), expression=factor)
    return cast(product if places else number, "HUGEINT")


def _divide(node: exp.Expr) -> exp.Expr:
    left, right = node.this, node.expression
    if left.type is None or right.type is None:
        return node
    if left.type.this in INTEGERS and right.type.this in INTEGERS:
        return call("TRINO_DIVIDE", left, right)
    kind = arithmetic_type(exp.Div, left.type, right.type)
    if is_unknown(left) or is_unknown(right):
        return call("TRINO_DIVIDE_ANY", left, right)  # DuckDB knows the types
    if kind is None:
        return node
    scales = [(digits(side.type) or (0, 0))[1] for side in (left, right)]
    return quotient(left, right, kind, (scales[0], scales[1]))


def _modulo(node: exp.Expr) -> exp.Expr:
    exact = all(digits(side.type) is not None for side in (node.this, node.expression))
    return call("TRINO_MODULO", node.this, node.expression) if exact else node


def compare(node: exp.Expr) -> exp.Expr:
    """Compare doubles as Java does: NaN differs from each number. In DuckDB it is the largest."""
    sides = [node.this, node.expression]
    doubles = [
        side
        for side in sides
        if side.is_type(*APPROXIMATE) and not isinstance(side, exp.Literal | exp.Null)
    ]
    if not doubles:
        return node
    is_unequal = isinstance(node, exp.NEQ)
    if isinstance(node.find_ancestor(exp.Join, exp.Select), exp.Join) and not is_unequal:
        # DuckDB joins by hash where a plain comparison is a part of AND.
        numbers = [call("ISNAN", cast(side, exp.DType.DOUBLE)).not_() for side in doubles]
        return exp.paren(exp.and_(node.copy(), *numbers), copy=False)
    nans = exp.or_(*(call("ISNAN", cast(side, exp.DType.DOUBLE)) for side in doubles))
    known = exp.and_(*(exp.Is(this=side.copy(), expression=exp.Null()).not_() for side in sides))
    differs = exp.true() if is_unequal else exp.false()
    case = exp.Case(ifs=[exp.If(this=exp.and_(nans, known), true=differs)], default=node.copy())
    return exp.paren(case, copy=False)


def _round(node: exp.Expr) -> exp.Expr:
    if is_decimal(node.this) and node.type is not None:
        return cast(node, node.type)
    if (
        node.this.type is not None
        and node.this.type.this in INTEGERS
        and node.args.get("decimals") is None
    ):
        return node.this
    return node


def _truncate(node: exp.Expr) -> exp.Expr:
    places = node.args.get("decimals")
    if places is None:
        return cast(node, node.type) if is_decimal(node.this) and node.type is not None else node
    if not is_decimal(node.this) or node.type is None:
        msg = "TYPE_MISMATCH: truncate takes a number of digits for a decimal alone: cast the value to decimal(p, s)"
        raise TranslationError(msg)
    shifted = exp.Mul(this=exp.paren(node.this.copy()), expression=call("POWER", 10, places))
    truncated = exp.Div(
        this=call("TRUNC", shifted), expression=call("POWER", 10, places), typed=False
    )
    return cast(truncated, node.type)


def _random(node: exp.Expr) -> exp.Expr:
    low, high = node.args.get("lower"), node.args.get("upper")
    if low is None and node.this is not None:
        low, high = exp.Literal.number(0), node.this
    if low is None or high is None:
        return node
    return call("TRINO_RANDOM", low, high)


REWRITES: dict[type[exp.Expr], Rewrite] = {
    **dict.fromkeys((exp.GT, exp.GTE, exp.LT, exp.LTE), compare),
    exp.Cbrt: lambda node: call("TRINO_CBRT", node.this),
    exp.Ceil: _round,
    exp.Div: _divide,
    exp.Floor: _round,
    exp.Mod: _modulo,
    exp.Rand: _random,
    exp.Round: _round,
    exp.Sign: lambda node: cast(node, node.this.type) if node.this.is_type(*APPROXIMATE) else node,
    exp.Trunc: _truncate,
    exp.WidthBucket: lambda node: call("TRINO_WIDTH_BUCKET", *node.iter_expressions()),
}

FUNCTIONS: dict[str, Function] = {
    "BIT_COUNT": function("TRINO_BIT_COUNT"),
    "E": function("TRINO_E"),
    "INFINITY": function("TRINO_INFINITY"),
    "IS_FINITE": function("ISFINITE"),
    "IS_INFINITE": function("ISINF"),
    "BITWISE_LEFT_SHIFT": function("TRINO_LEFT_SHIFT"),
    "BITWISE_RIGHT_SHIFT": function("TRINO_RIGHT_SHIFT"),
    "NAN": function("TRINO_NAN"),
}
