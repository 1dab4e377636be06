"""Expressions of CloudWatch's metric math over series of data points.

An expression has numbers, the ids of other queries, arithmetic (+ - * /), comparisons, AND, OR,
lists in brackets, and the functions AVG, FILL, IF, MAX, MIN and SUM. Any other function is refused
by name; so is the power operator.
Semantics: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
"""

from __future__ import annotations

import ast
import math
import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Series = dict[int, float]
"""Values by time. A time without a value is missing."""
Value = float | Series | list[Series]

WORDS = {"&&": " and ", "||": " or ", "AND": " and ", "OR": " or "}
WORD = re.compile(r"&&|\|\||\b(?:AND|OR)\b")
ARITHMETIC: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: lambda a, b: a / b if b else math.nan,  # a division by zero has no data point
}
COMPARISONS: dict[type[ast.cmpop], Callable[[float, float], float]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
AGGREGATES: dict[str, Callable[[Sequence[float]], float]] = {
    "AVG": lambda values: math.fsum(values) / len(values),
    "MAX": max,
    "MIN": min,
    "SUM": math.fsum,
}
FUNCTIONS = sorted([*AGGREGATES, "FILL", "IF"])


class ExpressionError(ValueError):
    """Expression that is not valid, or that has a part which is not supported."""


def evaluate(expression: str, series: Mapping[str, Series], timeline: Sequence[int]) -> Series:
    """Return the series of an expression.

    Args:
        expression: The expression.
        series: Series of other queries by their ids.
        timeline: Times of all periods, ascending. FILL fills them.

    Raises:
        ExpressionError: If the expression is not valid, or its value is not one series.
    """
    value = _Evaluation(expression, series, timeline).value(_parse(expression))
    if not isinstance(value, dict):
        kind = "a list of series" if isinstance(value, list) else "one number"
        msg = f"expression {expression!r} returns {kind}, and must return one time series"
        raise ExpressionError(msg)
    return value


def ids(expression: str) -> set[str]:
    """Return the ids of the queries that an expression refers to.

    Raises:
        ExpressionError: If the expression is not valid, or calls an unsupported function.
    """
    nodes = list(ast.walk(_parse(expression)))
    for node in nodes:
        if isinstance(node, ast.Call):
            _function(node, expression)
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return {name for name in names if not name.isupper()}  # an id begins with a lower-case letter


def _parse(expression: str) -> ast.expr:
    text = WORD.sub(lambda word: WORDS[word[0]], expression.strip())
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError) as error:
        msg = f"expression {expression!r} is not valid metric math: {error}"
        raise ExpressionError(msg) from error


def _function(node: ast.Call, expression: str) -> str:
    name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
    if name not in FUNCTIONS or node.keywords:
        msg = f"expression {expression!r} calls {name}; the local CloudWatch has {', '.join(FUNCTIONS)}"
        raise ExpressionError(msg)
    return name


@dataclass(frozen=True)
class _Evaluation:
    """Evaluation of one expression."""

    expression: str
    series: Mapping[str, Series]
    timeline: Sequence[int]

    def value(self, node: ast.expr) -> Value:
        """Return the value of a part of the expression."""
        match node:
            case ast.Constant(value=bool()):
                raise self._unsupported(node)
            case ast.Constant(value=int() | float() as number):
                return float(number)
            case ast.Name(id=name):
                return self._query(name)
            case ast.List(elts=items):
                return [self._series(item) for item in items]
            case ast.Call():
                return self._call(node)
            case _:
                return self._operation(node)

    def _operation(self, node: ast.expr) -> Value:
        match node:
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self._pointwise(operator.sub, 0.0, self.value(operand))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
                return self._pointwise(ARITHMETIC[type(op)], self.value(left), self.value(right))
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARISONS:
                compare = COMPARISONS[type(op)]
                return self._pointwise(
                    lambda a, b: float(compare(a, b)), self.value(left), self.value(right)
                )
            case ast.BoolOp(op=op, values=operands):
                return self._logical(all if isinstance(op, ast.And) else any, operands)
            case _:
                raise self._unsupported(node)

    def _query(self, name: str) -> Series:
        if name not in self.series:
            msg = f"expression {self.expression!r} refers to {name!r}, and no query has this id"
            raise ExpressionError(msg)
        return self.series[name]

    def _series(self, node: ast.expr) -> Series:
        value = self.value(node)
        if not isinstance(value, dict):
            raise self._unsupported(node)
        return value

    def _logical(
        self, combine: Callable[[Sequence[bool]], bool], operands: Sequence[ast.expr]
    ) -> Value:
        first, *others = (self.value(operand) for operand in operands)
        result = first
        for other in others:
            result = self._pointwise(lambda a, b: float(combine([bool(a), bool(b)])), result, other)
        return result

    def _call(self, node: ast.Call) -> Value:
        name = _function(node, self.expression)
        match name, node.args:
            case "FILL", [filled, replacement]:
                value = self.value(filled)
                if isinstance(value, list):
                    return [self._filled(item, replacement) for item in value]
                if isinstance(value, dict):
                    return self._filled(value, replacement)
            case "IF", [condition, then, *otherwise] if len(otherwise) < 2:  # noqa: PLR2004 - one alternative
                return self._choice(
                    self.value(condition),
                    self.value(then),
                    self.value(otherwise[0]) if otherwise else {},
                )
            case _, [of] if name in AGGREGATES:
                return self._aggregate(AGGREGATES[name], self.value(of))
            case _:
                pass
        raise self._unsupported(node)

    def _filled(self, series: Series, replacement: ast.expr) -> Series:
        if isinstance(replacement, ast.Name) and replacement.id == "REPEAT":
            filled: Series = {}
            for time in self.timeline:
                if time in series:
                    filled[time] = series[time]
                elif filled:
                    filled[time] = next(reversed(filled.values()))
            return filled
        value = self.value(replacement)
        if isinstance(value, int | float):
            return {time: series.get(time, value) for time in self.timeline}
        raise self._unsupported(replacement)

    def _choice(self, condition: Value, then: Value, otherwise: Value) -> Value:
        if isinstance(condition, int | float):
            return then if condition else otherwise
        if isinstance(condition, list) or isinstance(then, list) or isinstance(otherwise, list):
            msg = f"expression {self.expression!r}: IF takes numbers and series, not lists"
            raise ExpressionError(msg)
        return _without_nan(
            {time: _at(then if value else otherwise, time) for time, value in condition.items()}
        )

    def _aggregate(self, aggregate: Callable[[Sequence[float]], float], of: Value) -> Value:
        """Return the aggregate of a series, a number; or of a list at each time, a series."""
        if isinstance(of, int | float):
            msg = f"expression {self.expression!r}: an aggregate of a number"
            raise ExpressionError(msg)
        if isinstance(of, dict):
            return aggregate(list(of.values())) if of else math.nan
        times = sorted({time for series in of for time in series})
        return {
            time: aggregate([series[time] for series in of if time in series]) for time in times
        }

    def _pointwise(self, apply: Callable[[float, float], float], a: Value, b: Value) -> Value:
        if isinstance(a, list) or isinstance(b, list):
            msg = f"expression {self.expression!r}: an operator takes numbers and series, not lists"
            raise ExpressionError(msg)
        if isinstance(a, int | float) and isinstance(b, int | float):
            return apply(a, b)
        known = [set(operand) for operand in (a, b) if isinstance(operand, dict)]
        times = sorted(set[int].intersection(*known))
        return _without_nan({time: apply(_at(a, time), _at(b, time)) for time in times})

    def _unsupported(self, node: ast.expr) -> ExpressionError:
        return ExpressionError(
            f"expression {self.expression!r}: the local CloudWatch does not evaluate {ast.unparse(node)!r}"
        )


def _at(operand: float | Series, time: int) -> float:
    return operand.get(time, math.nan) if isinstance(operand, dict) else operand


def _without_nan(values: Series) -> Series:
    return {time: value for time, value in values.items() if not math.isnan(value)}
