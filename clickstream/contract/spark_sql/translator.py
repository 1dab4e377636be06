"""Translator of SQL expressions, from the SQL that Polars reads to Spark SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from clickstream.contract.spark_sql.date_format import datetime_pattern
from clickstream.contract.spark_sql.errors import UnsupportedSqlError
from clickstream.contract.spark_sql.typed_sql import (
    INTEGERS,
    NUMBERS,
    Kind,
    TypedSql,
    as_bigint,
    as_double,
    kind_of,
    literal,
    quoted,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clickstream.contract.model import Column

DATE_PARTS = {"YEAR", "QUARTER", "MONTH", "DAY", "HOUR", "MINUTE"}
COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
ARITHMETIC: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*"}
OPERANDS = {"this", "expression", "expressions"}
TRANSLATED_ARGS: dict[type[exp.Expr], set[str]] = {
    exp.Between: {"low", "high"},
    exp.Case: {"ifs", "default"},
    exp.Like: {"negate"},
    exp.TimeToStr: {"format"},
    exp.TryCast: {"to"},
}
"""Arguments of the parser's nodes, beside their operands, that the rules translate."""
DIALECT_ARGS = {"coalesce", "is_string", "safe", "typed"}
"""Arguments by which the parser notes the meaning in a dialect. The rules follow Polars instead."""
SUPPORTED = (
    "CASE, COALESCE, NULLIF, comparisons, arithmetic, EXTRACT, STRFTIME, LOWER, UPPER, LENGTH, "
    "CONCAT, LIKE, TRY_CAST"
)


class Translator:
    """Translator of one expression, which derives the kind that Polars gives each of its parts."""

    def __init__(self, known: dict[str, Column]) -> None:
        """Take the columns that the expression may use, by name."""
        self._known = known

    def translate(self, node: exp.Expr) -> TypedSql:
        """Return the Spark SQL of a parsed expression.

        Raises:
            UnsupportedSqlError: If a part of the expression is not translated.
        """
        rule = self._rules().get(type(node))
        # An argument that no rule reads, such as ESCAPE, would be dropped silently.
        known = OPERANDS | DIALECT_ARGS | TRANSLATED_ARGS.get(type(node), set())
        if rule and all(name in known for name, value in node.args.items() if value):
            return rule(node)
        shown = _text(node)
        if not isinstance(node, exp.Anonymous | exp.Func):
            shown = f"{type(node).__name__} ({shown})"
        raise _unsupported(shown, "has no equivalent", f"Use {SUPPORTED}")

    def _rules(self) -> dict[type[exp.Expr], Callable[[exp.Expr], TypedSql]]:
        rules: dict[type[exp.Expr], Callable[[exp.Expr], TypedSql]] = {
            exp.Paren: self._paren,
            exp.Column: self._column,
            exp.Literal: literal,
            exp.Boolean: lambda node: TypedSql("TRUE" if node.this else "FALSE", Kind.BOOLEAN),
            exp.Null: lambda _: TypedSql("NULL", Kind.NULL),
            exp.Neg: self._negative,
            exp.Div: self._quotient,
            exp.And: lambda node: self._logical(node, "AND"),
            exp.Or: lambda node: self._logical(node, "OR"),
            exp.Not: lambda node: TypedSql(f"(NOT {self._condition(node.this)})", Kind.BOOLEAN),
            exp.Is: self._is,
            exp.In: self._in,
            exp.Between: self._between,
            exp.Like: self._like,
            exp.Case: self._case,
            exp.Coalesce: self._coalesce,
            exp.Nullif: self._nullif,
            exp.Extract: self._extract,
            exp.TimeToStr: self._strftime,
            exp.Lower: lambda node: self._string_function("lower", node, Kind.STRING),
            exp.Upper: lambda node: self._string_function("upper", node, Kind.STRING),
            exp.Length: lambda node: self._string_function("char_length", node, Kind.SMALL_INT),
            exp.Concat: self._concat,
            exp.DPipe: self._double_pipe,
            exp.TryCast: self._try_cast,
        }
        rules |= dict.fromkeys(COMPARISONS, self._comparison)
        return rules | dict.fromkeys(ARITHMETIC, self._arithmetic)

    def _of_kind(self, node: exp.Expr, kind: Kind) -> str:
        value = self.translate(node)
        if value.kind not in {kind, Kind.NULL}:
            raise _unsupported(
                _text(node), f"is a {value.kind.name.lower()}", f"Use a {kind.name.lower()} there"
            )
        return f"CAST(NULL AS {kind.name})" if value.kind is Kind.NULL else value.sql

    def _condition(self, node: exp.Expr) -> str:
        return self._of_kind(node, Kind.BOOLEAN)

    def _string_function(self, function: str, node: exp.Expr, kind: Kind) -> TypedSql:
        return TypedSql(f"{function}({self._of_kind(node.this, Kind.STRING)})", kind)

    def _common_kind(self, nodes: Sequence[exp.Expr]) -> tuple[list[str], Kind]:
        """Return the SQL of expressions that must be of one kind, and that kind."""
        values = [self.translate(node) for node in nodes]
        kinds = {value.kind for value in values} - {Kind.NULL}
        shown = ", ".join(_text(node) for node in nodes)
        if not kinds:
            raise _unsupported(shown, "is always null", "Use a column or a literal")
        if len(kinds) == 1:
            return [value.sql for value in values], kinds.pop()
        if kinds <= INTEGERS:
            return [value.sql for value in values], Kind.BIGINT
        if kinds <= NUMBERS and Kind.DOUBLE in kinds:
            return [as_double(value) for value in values], Kind.DOUBLE
        if kinds <= NUMBERS:
            raise _unsupported(
                shown,
                "mixes integers with fractions, which Polars computes as decimals",
                "Cast the integer: TRY_CAST(… AS DOUBLE)",
            )
        names = ", ".join(sorted(kind.name.lower() for kind in kinds))
        raise _unsupported(shown, f"are of the types {names}", "Use expressions of one type")

    def _paren(self, node: exp.Expr) -> TypedSql:
        value = self.translate(node.this)
        return TypedSql(f"({value.sql})", value.kind)

    def _column(self, node: exp.Expr) -> TypedSql:
        column = self._known.get(node.name)
        if column is None or node.args.get("table"):
            raise _unsupported(
                _text(node),
                "is not a column before this one",
                f"Use one of {', '.join(self._known)}",
            )
        return TypedSql(f"`{column.name}`", kind_of(column))

    def _negative(self, node: exp.Expr) -> TypedSql:
        value = self.translate(node.this)
        if value.kind not in NUMBERS:
            raise _unsupported(_text(node), "negates no number", "Use a number there")
        return TypedSql(f"(- {value.sql})", value.kind)

    def _arithmetic(self, node: exp.Expr) -> TypedSql:
        (left, right), kind = self._common_kind([node.this, node.expression])
        if kind not in {Kind.BIGINT, Kind.DOUBLE}:
            raise _unsupported(
                _text(node),
                "may overflow, because Polars computes it in fewer than 64 bits",
                "Cast one side: TRY_CAST(… AS BIGINT) or TRY_CAST(… AS DOUBLE)",
            )
        return TypedSql(f"({left} {ARITHMETIC[type(node)]} {right})", kind)

    def _quotient(self, node: exp.Expr) -> TypedSql:
        dividend, divisor = (self.translate(side) for side in (node.this, node.expression))
        if dividend.kind not in NUMBERS or divisor.kind not in NUMBERS:
            raise _unsupported(_text(node), "divides no numbers", "Use numbers there")
        # Division by zero is null in Spark, and infinite or NaN (IEEE 754) in Polars.
        a, b = as_double(dividend), as_double(divisor)
        positive = f"({a} > 0) = (CAST({b} AS STRING) NOT LIKE '-%')"
        infinite = f"IF({positive}, double('Infinity'), double('-Infinity'))"
        by_zero = (
            f"CASE WHEN {a} IS NULL THEN NULL WHEN isnan({a}) OR {a} = 0 THEN double('NaN') "
            f"ELSE {infinite} END"
        )
        return TypedSql(
            f"CASE WHEN {b} <> 0 THEN {a} / {b} WHEN {b} = 0 THEN {by_zero} END", Kind.DOUBLE
        )

    def _comparison(self, node: exp.Expr) -> TypedSql:
        (left, right), _ = self._common_kind([node.this, node.expression])
        return TypedSql(f"({left} {COMPARISONS[type(node)]} {right})", Kind.BOOLEAN)

    def _logical(self, node: exp.Expr, operator: str) -> TypedSql:
        left, right = self._condition(node.this), self._condition(node.args["expression"])
        return TypedSql(f"({left} {operator} {right})", Kind.BOOLEAN)

    def _is(self, node: exp.Expr) -> TypedSql:
        if not isinstance(node.args["expression"], exp.Null):
            raise _unsupported(_text(node), "has no equivalent", "Use IS NULL or IS NOT NULL")
        return TypedSql(f"({self.translate(node.this).sql} IS NULL)", Kind.BOOLEAN)

    def _in(self, node: exp.Expr) -> TypedSql:
        options = node.expressions
        if not options or not all(isinstance(option, exp.Literal) for option in options):
            raise _unsupported(_text(node), "has no equivalent", "Use IN with a list of literals")
        (value, *listed), _ = self._common_kind([node.this, *options])
        return TypedSql(f"({value} IN ({', '.join(listed)}))", Kind.BOOLEAN)

    def _between(self, node: exp.Expr) -> TypedSql:
        parts = [node.this, node.args["low"], node.args["high"]]
        (value, low, high), _ = self._common_kind(parts)
        return TypedSql(f"({value} BETWEEN {low} AND {high})", Kind.BOOLEAN)

    def _like(self, node: exp.Expr) -> TypedSql:
        pattern = node.args["expression"]
        if not pattern.is_string or "\\" in pattern.name:
            raise _unsupported(
                _text(node), "has no equivalent", "Use LIKE with a literal without a backslash"
            )
        operator = "NOT LIKE" if node.args.get("negate") else "LIKE"
        value = self._of_kind(node.this, Kind.STRING)
        return TypedSql(f"({value} {operator} {quoted(pattern.name)})", Kind.BOOLEAN)

    def _case(self, node: exp.Expr) -> TypedSql:
        branches: list[exp.Expr] = node.args["ifs"]
        default = node.args.get("default")
        tests = [self._case_condition(node, branch) for branch in branches]
        results, kind = self._common_kind(
            [*(branch.args["true"] for branch in branches), *([default] if default else [])]
        )
        whens = " ".join(
            f"WHEN {test} THEN {result}" for test, result in zip(tests, results, strict=False)
        )
        otherwise = f" ELSE {results[-1]}" if default else ""
        return TypedSql(f"CASE {whens}{otherwise} END", kind)

    def _case_condition(self, node: exp.Expr, branch: exp.Expr) -> str:
        """Return the condition of a branch of ``CASE WHEN x …`` or ``CASE x WHEN y …``."""
        subject = node.args.get("this")
        if subject is None:
            return self._condition(branch.this)
        return self._comparison(exp.EQ(this=subject.copy(), expression=branch.this.copy())).sql

    def _coalesce(self, node: exp.Expr) -> TypedSql:
        values, kind = self._common_kind([node.this, *node.expressions])
        return TypedSql(f"coalesce({', '.join(values)})", kind)

    def _nullif(self, node: exp.Expr) -> TypedSql:
        value = self.translate(node.this)
        (left, right), _ = self._common_kind([node.this, node.expression])
        return TypedSql(f"CASE WHEN {left} = {right} THEN NULL ELSE {value.sql} END", value.kind)

    def _extract(self, node: exp.Expr) -> TypedSql:
        part = node.this.name.upper()
        if part not in DATE_PARTS:
            shown = f"EXTRACT({part} …)"
            raise _unsupported(
                shown,
                "has no equivalent",
                f"Use one of {', '.join(sorted(DATE_PARTS))}",
            )
        time = self._of_kind(node.args["expression"], Kind.TIMESTAMP)
        return TypedSql(f"CAST(EXTRACT({part} FROM {time}) AS BIGINT)", Kind.SMALL_INT)

    def _strftime(self, node: exp.Expr) -> TypedSql:
        strftime = node.args["format"]
        if not strftime.is_string:
            raise _unsupported(
                _text(node), "has no equivalent", "Use STRFTIME with a literal format"
            )
        time = self._of_kind(node.this, Kind.TIMESTAMP)
        pattern = quoted(datetime_pattern(strftime.name))
        return TypedSql(f"date_format({time}, {pattern})", Kind.STRING)

    def _concat(self, node: exp.Expr) -> TypedSql:
        parts = [f"coalesce({self._of_kind(part, Kind.STRING)}, '')" for part in node.expressions]
        return TypedSql(f"concat({', '.join(parts)})", Kind.STRING)

    def _double_pipe(self, node: exp.Expr) -> TypedSql:
        left, right = (self._of_kind(side, Kind.STRING) for side in (node.this, node.expression))
        return TypedSql(f"({left} || {right})", Kind.STRING)

    def _try_cast(self, node: exp.Expr) -> TypedSql:
        value, target = self.translate(node.this), node.args["to"].this
        if target is exp.DType.DOUBLE and value.kind in NUMBERS:
            return TypedSql(as_double(value), Kind.DOUBLE)
        if target is exp.DType.BIGINT and value.kind in {*INTEGERS, Kind.DOUBLE, Kind.BOOLEAN}:
            return TypedSql(as_bigint(value), Kind.BIGINT)
        if target in {exp.DType.TEXT, exp.DType.VARCHAR} and value.kind in INTEGERS:
            return TypedSql(f"CAST({value.sql} AS STRING)", Kind.STRING)
        raise _unsupported(
            _text(node),
            "has no equivalent",
            "Use TRY_CAST of a number to DOUBLE or BIGINT, or of an integer to VARCHAR",
        )


def _unsupported(sql: str, problem: str, remedy: str) -> UnsupportedSqlError:
    return UnsupportedSqlError(f"{sql} {problem}", remedy)


def _text(node: exp.Expr) -> str:
    return node.sql("duckdb")
