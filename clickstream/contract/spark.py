"""The contract as Spark types and SQL.

Derived columns are written in the SQL that Polars reads. Here they are translated to Spark's when a
deployment is made, so that the job needs no parser. What is translated gives the same value in
both, which tests hold them to; whatever else SQL has is refused by name, since a column that
differs by engine would be worse than none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError

from clickstream.contract.model import Column, ColumnType, Contract, ContractError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

TYPES: dict[ColumnType, str] = {
    ColumnType.BIGINT: "bigint",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.DOUBLE: "double",
    ColumnType.STRING: "string",
    # Without a zone, as Hive's; a plain `timestamp` is an instant in Spark, and is written as one.
    ColumnType.TIMESTAMP: "timestamp_ntz",
}

DATE_LETTERS = {
    "Y": "yyyy", "m": "MM", "d": "dd", "H": "HH", "M": "mm", "S": "ss", "I": "hh",
    "A": "EEEE", "a": "EEE", "B": "MMMM", "b": "MMM", "j": "DDD", "p": "a",
}  # fmt: skip
"""strftime's letters as Spark's."""
DATE_TOKEN = re.compile(r"%(.?)|([^%]+)")
DATE_PARTS = {"YEAR", "QUARTER", "MONTH", "DAY", "HOUR", "MINUTE"}
NARROW_LIMIT = 2**31  # a whole number from here on is a bigint for Polars
COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
PARTS: dict[type[exp.Expr], set[str]] = {
    exp.Between: {"low", "high"},
    exp.Case: {"ifs", "default"},
    exp.Like: {"negate"},
    exp.TimeToStr: {"format"},
    exp.TryCast: {"to"},
}
"""What the parser's nodes have beside their operands, where it is translated."""
INDIFFERENT = {"coalesce", "is_string", "safe", "typed"}
"""The parser's notes on what a dialect means by an operator; the rules know what Polars means."""
ARITHMETIC: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*"}


def ddl(columns: Iterable[Column]) -> str:
    """Return the Spark schema of `columns`, in order, as DDL."""
    return ", ".join(f"`{column.name}` {TYPES[column.type]}" for column in columns)


def derivations(contract: Contract) -> dict[str, str]:
    """Return the Spark SQL of each derived column, in the contract's order; each may use the ones before it.

    Like `frames.derivation`, what does not fit the column's type is null, and so is a double that
    is not finite.

    Raises:
        ContractError: If the logic uses what is not translated.
    """
    known = {column.name: column for column in contract.input_columns}
    found: dict[str, str] = {}
    for column in contract.derived_columns:
        try:
            value = _Translator(known).translate(
                sqlglot.parse_one(column.logic or "", read="duckdb")
            )
            found[column.name] = _stored(value, column.type)
        except (ParseError, _UntranslatedError) as error:
            why = error if isinstance(error, _UntranslatedError) else "it does not parse"
            msg = f"column {column.name!r} of {contract.table}: transformLogic {column.logic!r} cannot be translated to Spark: {why}"
            raise ContractError(msg) from error
        known[column.name] = column
    return found


class _UntranslatedError(ValueError):
    """A part of the logic that has no proven counterpart, with the remedy."""


class _Kind(Enum):
    """What Polars makes of an expression, as far as its arithmetic depends on it."""

    NULL = auto()
    BOOLEAN = auto()
    NARROW = auto()
    """An integer of fewer than 64 bits: a literal, a part of a date, a length."""
    BIGINT = auto()
    DECIMAL = auto()
    """A literal with a fraction."""
    DOUBLE = auto()
    STRING = auto()
    TIMESTAMP = auto()


INTEGERS = {_Kind.NARROW, _Kind.BIGINT}
NUMBERS = {*INTEGERS, _Kind.DECIMAL, _Kind.DOUBLE}
KINDS = {
    ColumnType.BIGINT: _Kind.BIGINT,
    ColumnType.BOOLEAN: _Kind.BOOLEAN,
    ColumnType.DOUBLE: _Kind.DOUBLE,
    ColumnType.STRING: _Kind.STRING,
    ColumnType.TIMESTAMP: _Kind.TIMESTAMP,
}


@dataclass(frozen=True)
class _Value:
    sql: str
    kind: _Kind


class _Translator:
    """Translates one expression, and follows the kinds that Polars gives its parts."""

    def __init__(self, known: dict[str, Column]) -> None:
        self._known = known

    def translate(self, node: exp.Expr) -> _Value:
        rule = self._rules().get(type(node))
        # A part that no rule looks at, such as an ESCAPE, would be lost without a word.
        known = {"this", "expression", "expressions", *PARTS.get(type(node), ()), *INDIFFERENT}
        if rule and all(part in known for part, value in node.args.items() if value):
            return rule(node)
        name = (
            node.sql("duckdb")
            if isinstance(node, exp.Anonymous | exp.Func)
            else f"{type(node).__name__} ({node.sql('duckdb')})"
        )
        msg = f"{name} has no counterpart; use CASE, COALESCE, NULLIF, comparisons, arithmetic, EXTRACT, STRFTIME, LOWER, UPPER, LENGTH, CONCAT, LIKE, TRY_CAST"
        raise _UntranslatedError(msg)

    def _rules(self) -> dict[type[exp.Expr], Callable[[exp.Expr], _Value]]:
        rules: dict[type[exp.Expr], Callable[[exp.Expr], _Value]] = {
            exp.Paren: lambda node: _Value(
                f"({(inner := self.translate(node.this)).sql})", inner.kind
            ),
            exp.Column: self._column,
            exp.Literal: _literal,
            exp.Boolean: lambda node: _Value("TRUE" if node.this else "FALSE", _Kind.BOOLEAN),
            exp.Null: lambda _: _Value("NULL", _Kind.NULL),
            exp.Neg: self._negative,
            exp.Div: self._quotient,
            exp.And: lambda node: self._logical(node, "AND"),
            exp.Or: lambda node: self._logical(node, "OR"),
            exp.Not: lambda node: _Value(f"(NOT {self._condition(node.this)})", _Kind.BOOLEAN),
            exp.Is: self._is,
            exp.In: self._in,
            exp.Between: self._between,
            exp.Like: self._like,
            exp.Case: self._case,
            exp.Coalesce: self._coalesce,
            exp.Nullif: self._nullif,
            exp.Extract: self._extract,
            exp.TimeToStr: self._strftime,
            exp.Lower: lambda node: _Value(
                f"lower({self._of(node.this, _Kind.STRING)})", _Kind.STRING
            ),
            exp.Upper: lambda node: _Value(
                f"upper({self._of(node.this, _Kind.STRING)})", _Kind.STRING
            ),
            exp.Length: lambda node: _Value(
                f"char_length({self._of(node.this, _Kind.STRING)})", _Kind.NARROW
            ),
            exp.Concat: self._concat,
            exp.DPipe: lambda node: _Value(
                f"({self._of(node.this, _Kind.STRING)} || {self._of(node.expression, _Kind.STRING)})",
                _Kind.STRING,
            ),
            exp.TryCast: self._try_cast,
        }
        rules |= dict.fromkeys(COMPARISONS, self._comparison)
        return rules | dict.fromkeys(ARITHMETIC, self._arithmetic)

    def _of(self, node: exp.Expr, kind: _Kind) -> str:
        value = self.translate(node)
        if value.kind not in {kind, _Kind.NULL}:
            msg = f"{node.sql('duckdb')} is a {value.kind.name.lower()}, where a {kind.name.lower()} is needed"
            raise _UntranslatedError(msg)
        return f"CAST(NULL AS {kind.name})" if value.kind is _Kind.NULL else value.sql

    def _condition(self, node: exp.Expr) -> str:
        return self._of(node, _Kind.BOOLEAN)

    def _together(self, nodes: Sequence[exp.Expr]) -> tuple[list[str], _Kind]:
        """Return expressions that have to be of one kind, and that kind."""
        values = [self.translate(node) for node in nodes]
        kinds = {value.kind for value in values} - {_Kind.NULL}
        shown = ", ".join(node.sql("duckdb") for node in nodes)
        if not kinds:
            msg = f"{shown} is null whatever the event"
            raise _UntranslatedError(msg)
        if len(kinds) == 1:
            return [value.sql for value in values], kinds.pop()
        if kinds <= INTEGERS:
            return [value.sql for value in values], _Kind.BIGINT
        if kinds <= NUMBERS and _Kind.DOUBLE in kinds:
            return [_double(value) for value in values], _Kind.DOUBLE
        if kinds <= NUMBERS:
            msg = f"{shown}: Polars reckons whole numbers with fractions in decimals; make the whole one TRY_CAST(… AS DOUBLE)"
            raise _UntranslatedError(msg)
        msg = f"{shown} are {', '.join(sorted(kind.name.lower() for kind in kinds))}; make them one"
        raise _UntranslatedError(msg)

    def _column(self, node: exp.Expr) -> _Value:
        column = self._known.get(node.name)
        if column is None or node.args.get("table"):
            msg = f"{node.sql('duckdb')} is no column before this one; known are {', '.join(self._known)}"
            raise _UntranslatedError(msg)
        return _Value(f"`{column.name}`", KINDS[column.type])

    def _negative(self, node: exp.Expr) -> _Value:
        value = self.translate(node.this)
        if value.kind not in NUMBERS:
            msg = f"{node.sql('duckdb')} is no number"
            raise _UntranslatedError(msg)
        return _Value(f"(- {value.sql})", value.kind)

    def _arithmetic(self, node: exp.Expr) -> _Value:
        (left, right), kind = self._together([node.this, node.expression])
        if kind not in {_Kind.BIGINT, _Kind.DOUBLE}:
            msg = f"{node.sql('duckdb')}: Polars reckons it in fewer bits than it may need; make one side TRY_CAST(… AS BIGINT) or TRY_CAST(… AS DOUBLE)"
            raise _UntranslatedError(msg)
        return _Value(f"({left} {ARITHMETIC[type(node)]} {right})", kind)

    def _quotient(self, node: exp.Expr) -> _Value:
        top, bottom = (self.translate(side) for side in (node.this, node.expression))
        if top.kind not in NUMBERS or bottom.kind not in NUMBERS:
            msg = f"{node.sql('duckdb')}: only numbers can be divided"
            raise _UntranslatedError(msg)
        # Spark gives null for a division by zero, Polars what IEEE 754 has for it.
        a, b = _double(top), _double(bottom)
        infinite = f"IF(({a} > 0) = (CAST({b} AS STRING) NOT LIKE '-%'), double('Infinity'), double('-Infinity'))"
        by_zero = f"CASE WHEN {a} IS NULL THEN NULL WHEN isnan({a}) OR {a} = 0 THEN double('NaN') ELSE {infinite} END"
        return _Value(
            f"CASE WHEN {b} <> 0 THEN {a} / {b} WHEN {b} = 0 THEN {by_zero} END", _Kind.DOUBLE
        )

    def _comparison(self, node: exp.Expr) -> _Value:
        (left, right), _ = self._together([node.this, node.expression])
        return _Value(f"({left} {COMPARISONS[type(node)]} {right})", _Kind.BOOLEAN)

    def _logical(self, node: exp.Expr, operator: str) -> _Value:
        return _Value(
            f"({self._condition(node.this)} {operator} {self._condition(node.args['expression'])})",
            _Kind.BOOLEAN,
        )

    def _is(self, node: exp.Expr) -> _Value:
        if not isinstance(node.args["expression"], exp.Null):
            msg = f"{node.sql('duckdb')}: only IS NULL and IS NOT NULL are translated"
            raise _UntranslatedError(msg)
        return _Value(f"({self.translate(node.this).sql} IS NULL)", _Kind.BOOLEAN)

    def _in(self, node: exp.Expr) -> _Value:
        options = node.expressions
        if not options or not all(isinstance(option, exp.Literal) for option in options):
            msg = f"{node.sql('duckdb')}: IN takes a list of literals"
            raise _UntranslatedError(msg)
        (value, *listed), _ = self._together([node.this, *options])
        return _Value(f"({value} IN ({', '.join(listed)}))", _Kind.BOOLEAN)

    def _between(self, node: exp.Expr) -> _Value:
        (value, low, high), _ = self._together([node.this, node.args["low"], node.args["high"]])
        return _Value(f"({value} BETWEEN {low} AND {high})", _Kind.BOOLEAN)

    def _like(self, node: exp.Expr) -> _Value:
        pattern = node.args["expression"]
        if not pattern.is_string or "\\" in pattern.name:
            msg = f"{node.sql('duckdb')}: LIKE takes a literal without a backslash"
            raise _UntranslatedError(msg)
        operator = "NOT LIKE" if node.args.get("negate") else "LIKE"
        return _Value(
            f"({self._of(node.this, _Kind.STRING)} {operator} {_text(pattern.name)})", _Kind.BOOLEAN
        )

    def _case(self, node: exp.Expr) -> _Value:
        branches: list[exp.Expr] = node.args["ifs"]
        default = node.args.get("default")
        subject = node.args.get("this")
        if subject is None:
            tests = [self._condition(branch.this) for branch in branches]
        else:
            tests = [
                self._comparison(exp.EQ(this=subject.copy(), expression=branch.this.copy())).sql
                for branch in branches
            ]
        results, kind = self._together(
            [*(branch.args["true"] for branch in branches), *([default] if default else [])]
        )
        whens = " ".join(
            f"WHEN {test} THEN {result}" for test, result in zip(tests, results, strict=False)
        )
        otherwise = f" ELSE {results[-1]}" if default else ""
        return _Value(f"CASE {whens}{otherwise} END", kind)

    def _coalesce(self, node: exp.Expr) -> _Value:
        values, kind = self._together([node.this, *node.expressions])
        return _Value(f"coalesce({', '.join(values)})", kind)

    def _nullif(self, node: exp.Expr) -> _Value:
        value = self.translate(node.this)
        (left, right), _ = self._together([node.this, node.expression])
        return _Value(f"CASE WHEN {left} = {right} THEN NULL ELSE {value.sql} END", value.kind)

    def _extract(self, node: exp.Expr) -> _Value:
        part = node.this.name.upper()
        if part not in DATE_PARTS:
            msg = (
                f"EXTRACT({part} …) has no counterpart; use one of {', '.join(sorted(DATE_PARTS))}"
            )
            raise _UntranslatedError(msg)
        return _Value(
            f"CAST(EXTRACT({part} FROM {self._of(node.args['expression'], _Kind.TIMESTAMP)}) AS BIGINT)",
            _Kind.NARROW,
        )

    def _strftime(self, node: exp.Expr) -> _Value:
        pattern = node.args["format"]
        if not pattern.is_string:
            msg = f"{node.sql('duckdb')}: STRFTIME takes a literal"
            raise _UntranslatedError(msg)
        return _Value(
            f"date_format({self._of(node.this, _Kind.TIMESTAMP)}, {_text(date_pattern(pattern.name))})",
            _Kind.STRING,
        )

    def _concat(self, node: exp.Expr) -> _Value:
        parts = [f"coalesce({self._of(part, _Kind.STRING)}, '')" for part in node.expressions]
        return _Value(f"concat({', '.join(parts)})", _Kind.STRING)

    def _try_cast(self, node: exp.Expr) -> _Value:
        value, target = self.translate(node.this), node.args["to"].this
        if target is exp.DType.DOUBLE and value.kind in NUMBERS:
            return _Value(_double(value), _Kind.DOUBLE)
        if target is exp.DType.BIGINT and value.kind in {*INTEGERS, _Kind.DOUBLE, _Kind.BOOLEAN}:
            return _Value(_whole(value), _Kind.BIGINT)
        if target in {exp.DType.TEXT, exp.DType.VARCHAR} and value.kind in INTEGERS:
            return _Value(f"CAST({value.sql} AS STRING)", _Kind.STRING)
        msg = f"{node.sql('duckdb')}: TRY_CAST takes numbers to DOUBLE or BIGINT, and whole numbers to VARCHAR"
        raise _UntranslatedError(msg)


def _stored(value: _Value, column_type: ColumnType) -> str:
    """Return a value as it is stored in a column of that type."""
    kind = KINDS[column_type]
    if kind is _Kind.DOUBLE and value.kind in {*NUMBERS, _Kind.NULL}:
        number = _double(value)
        return f"CASE WHEN abs({number}) < double('Infinity') THEN {number} END"
    if kind is _Kind.BIGINT and value.kind in {*NUMBERS, _Kind.BOOLEAN, _Kind.NULL}:
        return _whole(value)
    if (
        kind is value.kind
        or value.kind is _Kind.NULL
        or (kind is _Kind.STRING and value.kind in INTEGERS)
    ):
        return f"CAST({value.sql} AS {TYPES[column_type]})"
    msg = f"it gives a {value.kind.name.lower()}, and the column is a {column_type}; make the expression one"
    raise _UntranslatedError(msg)


def _double(value: _Value) -> str:
    return value.sql if value.kind is _Kind.DOUBLE else f"CAST({value.sql} AS DOUBLE)"


def _whole(value: _Value) -> str:
    # Spark's cast would give the nearest bigint where none fits
    if value.kind in {_Kind.DOUBLE, _Kind.DECIMAL}:
        return f"CASE WHEN {value.sql} >= -9223372036854775808D AND {value.sql} < 9223372036854775808D THEN CAST({value.sql} AS BIGINT) END"
    return f"CAST({value.sql} AS BIGINT)"


def _literal(node: exp.Expr) -> _Value:
    text = node.name
    if node.is_string:
        return _Value(_text(text), _Kind.STRING)
    if not text.isdecimal():
        return _Value(f"{text}D", _Kind.DECIMAL)
    return _Value(f"{text}L", _Kind.NARROW if int(text) < NARROW_LIMIT else _Kind.BIGINT)


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def date_pattern(strftime: str) -> str:
    """Return a strftime pattern as Spark's.

    Raises:
        ValueError: If it has a letter that is not translated.
    """
    out: list[str] = []
    literal = ""
    for token in [*DATE_TOKEN.finditer(strftime), None]:
        if token and (token[2] is not None or token[1] == "%"):
            literal += (token[2] or "%").replace("'", "''")
            continue
        if literal:
            out.append(f"'{literal}'")  # in one piece: two quotes in a row would be a quote
            literal = ""
        if token and token[1] not in DATE_LETTERS:
            msg = f"STRFTIME has no translation of %{token[1]}; use one of {', '.join(f'%{known}' for known in sorted(DATE_LETTERS))}"
            raise _UntranslatedError(msg)
        out.append(DATE_LETTERS[token[1]] if token else "")
    return "".join(out)
