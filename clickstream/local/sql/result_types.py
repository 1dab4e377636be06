"""Types of expressions by Trino's rules, where sqlglot's own annotations differ.

Decimals have precision and scale, a number with a decimal point is a decimal, and functions that
sqlglot does not know have the type of their result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlglot import exp
from sqlglot.dialects.trino import Trino
from sqlglot.optimizer.annotate_types import TypeAnnotator, annotate_types

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Annotator = Callable[[Any, Any], exp.Expr]

D = exp.DType
MAX_PRECISION = 38
INTEGERS = {D.TINYINT: 3, D.SMALLINT: 5, D.INT: 10, D.BIGINT: 19}
"""Integer types with the digits that they have as decimals."""
APPROXIMATE = (D.DOUBLE, D.FLOAT)
INT_MAX = 2**31 - 1

VARCHAR_FUNCTIONS = (
    "DATE_FORMAT", "FORMAT_DATETIME", "TO_ISO8601", "JSON_EXTRACT_SCALAR", "JSON_FORMAT", "URL_EXTRACT_HOST", "URL_EXTRACT_PATH", "URL_EXTRACT_QUERY",
    "URL_EXTRACT_PROTOCOL", "URL_EXTRACT_FRAGMENT", "URL_EXTRACT_PARAMETER", "URL_ENCODE", "URL_DECODE", "TO_BASE",
)  # fmt: skip
BIGINT_FUNCTIONS = (
    "MILLISECOND", "JSON_ARRAY_LENGTH", "JSON_SIZE", "URL_EXTRACT_PORT", "REGEXP_COUNT", "REGEXP_POSITION", "FROM_BASE",
)  # fmt: skip
DOUBLE_FUNCTIONS = ("E", "INFINITY", "NAN", "GEOMETRIC_MEAN", "REGR_SLOPE", "REGR_INTERCEPT")
BOOLEAN_FUNCTIONS = (
    "EVERY", "ANY_MATCH", "ALL_MATCH", "NONE_MATCH", "JSON_EXISTS", "IS_JSON_SCALAR", "JSON_ARRAY_CONTAINS",
)  # fmt: skip


def annotate(query: exp.Query, schema: dict[str, object]) -> exp.Query:
    """Return the query with the type of each expression."""
    return annotate_types(query, schema=schema, expression_metadata=_METADATA, dialect="athena")


def decimal(precision: int, scale: int) -> exp.DataType:
    """Return a decimal type, with at most Trino's 38 digits."""
    parameters = [min(precision, MAX_PRECISION), min(scale, MAX_PRECISION)]
    return exp.DataType(
        this=D.DECIMAL,
        expressions=[exp.DataTypeParam(this=exp.Literal.number(value)) for value in parameters],
    )


def digits(kind: exp.DataType | None) -> tuple[int, int] | None:
    """Return precision and scale of a decimal or integer type, else None."""
    if kind is None:
        return None
    if kind.this in INTEGERS:
        return INTEGERS[kind.this], 0
    if kind.this is not D.DECIMAL:
        return None
    values = [int(parameter.name) for parameter in kind.expressions]
    precision, scale = [*values, *(MAX_PRECISION, 0)[len(values) :]]
    return precision, scale


def is_decimal(node: exp.Expr) -> bool:
    """Tell whether an expression has a decimal type."""
    return node.is_type(D.DECIMAL)


def common_type(kinds: Iterable[exp.DataType | None]) -> exp.DataType | None:
    """Return the type of numbers of several types together, or None if it is not decimal."""
    found = [kind for kind in kinds if kind is not None and kind.this is not D.NULL]
    pairs = [digits(kind) for kind in found]
    known = [pair for pair in pairs if pair is not None]
    if len(known) < len(pairs) or not any(kind.this is D.DECIMAL for kind in found):
        return None
    scale = max(scale for _, scale in known)
    return decimal(max(precision - scale_ for precision, scale_ in known) + scale, scale)


def arithmetic_type(
    operator: type[exp.Expr], left: exp.DataType, right: exp.DataType
) -> exp.DataType | None:
    """Return the type of two numbers' arithmetic, or None if it is not decimal."""
    pairs = digits(left), digits(right)
    if pairs[0] is None or pairs[1] is None or D.DECIMAL not in (left.this, right.this):
        return None
    (p1, s1), (p2, s2) = pairs[0], pairs[1]
    if operator is exp.Mul:
        return decimal(p1 + p2, s1 + s2)
    if operator is exp.Div:
        return decimal(p1 + s2 + max(s2 - s1, 0), max(s1, s2))
    if operator is exp.Mod:
        return decimal(min(p2 - s2, p1 - s1) + max(s1, s2), max(s1, s2))
    return decimal(max(p1 - s1, p2 - s2) + max(s1, s2) + 1, max(s1, s2))


def _set(node: exp.Expr, kind: exp.DataType | D | str) -> exp.Expr:
    node.type = exp.DataType.build(kind, dialect="trino")
    return node


def _after(default: Annotator, decide: Callable[[Any], exp.DataType | D | str | None]) -> Annotator:
    """Return an annotator that replaces the default's type, if there is a decision."""

    def annotator(self: TypeAnnotator, node: exp.Expr) -> exp.Expr:
        annotated = default(self, node)
        kind = decide(node)
        # The annotator's own method also remembers that the node has a type.
        return annotated if kind is None else self._set_type(node, _set(node, kind).type)  # pyright: ignore[reportPrivateUsage] - sqlglot's annotators call it too

    return annotator


def _literal(node: exp.Literal) -> exp.DataType | D:
    if node.is_string:
        return D.VARCHAR
    text = node.name
    if "e" in text.lower():
        return D.DOUBLE
    if "." in text:
        whole, _, fraction = text.partition(".")
        return decimal(max(len(whole.lstrip("0")) + len(fraction), 1), len(fraction))
    return D.INT if int(text) <= INT_MAX else D.BIGINT


def _binary(node: exp.Binary) -> exp.DataType | D | None:
    left, right = node.left.type, node.right.type
    if left is None or right is None:
        return None
    kinds = {left.this, right.this}
    if D.INTERVAL in kinds and kinds <= {D.INTERVAL, *INTEGERS, D.DECIMAL, *APPROXIMATE}:
        return D.INTERVAL
    if kinds <= INTEGERS.keys():
        return max(kinds, key=lambda kind: INTEGERS[kind])
    if kinds & {D.DOUBLE} and kinds <= {*INTEGERS, D.DECIMAL, *APPROXIMATE}:
        return D.DOUBLE
    if isinstance(node, exp.Sub) and kinds <= {D.DATE, D.TIMESTAMP, D.TIMESTAMPTZ}:
        return D.INTERVAL
    return arithmetic_type(type(node), left, right)


def _concatenation(node: exp.DPipe) -> exp.DataType | None:
    return next((side.type for side in (node.left, node.right) if side.is_type(D.ARRAY)), None)


def _sum(node: exp.Sum) -> exp.DataType | D | None:
    kind = node.this.type
    if kind is None or digits(kind) is None:
        return None
    return (
        decimal(MAX_PRECISION, (digits(kind) or (0, 0))[1]) if is_decimal(node.this) else D.BIGINT
    )


def _average(node: exp.Avg) -> exp.DataType | None:
    return node.this.type if is_decimal(node.this) else None


def _rounded(node: exp.Expr) -> exp.DataType | None:
    pair = digits(node.this.type) if is_decimal(node.this) else None
    if pair is None:
        return node.this.type if isinstance(node, exp.Round | exp.Trunc) else None
    precision, scale = pair
    if node.args.get("decimals") is not None:
        return decimal(precision + isinstance(node, exp.Round), scale)
    return decimal(precision - scale + min(scale, 1), 0)


def _values(node: exp.Expr) -> list[exp.Expr]:
    if isinstance(node, exp.Case):
        return [*(branch.args["true"] for branch in node.args["ifs"]), *_default(node)]
    if isinstance(node, exp.If):
        return [node.args["true"], *([node.args["false"]] if node.args.get("false") else [])]
    return [node.this, *node.expressions]


def _default(node: exp.Case) -> list[exp.Expr]:
    return [node.args["default"]] if node.args.get("default") else []


def _common(node: exp.Expr) -> exp.DataType | None:
    return common_type(value.type for value in _values(node))


def _map_of(keys: exp.DataType | None, values: exp.DataType | None) -> exp.DataType:
    unknown = exp.DataType(this=D.UNKNOWN)
    return exp.DataType(
        this=D.MAP, nested=True, expressions=[(keys or unknown).copy(), (values or unknown).copy()]
    )


def _array_of(kind: exp.DataType | None) -> exp.DataType:
    unknown = exp.DataType(this=D.UNKNOWN)
    return exp.DataType(this=D.ARRAY, nested=True, expressions=[(kind or unknown).copy()])


def _function(node: exp.Anonymous) -> exp.DataType | D | str | None:
    decide = _NAMED.get(node.name.upper())
    return decide(*(argument.type for argument in node.expressions)) if decide else None


def _first(value: exp.DataType | None, *_: exp.DataType | None) -> exp.DataType | None:
    return value


def _counts(value: exp.DataType | None) -> exp.DataType:
    return _map_of(value, exp.DataType(this=D.BIGINT))


def _keys(value: exp.DataType | None) -> exp.DataType:
    return _array_of(_part(value, 0))


def _values_of(value: exp.DataType | None) -> exp.DataType:
    return _array_of(_part(value, 1))


def _lists(key: exp.DataType | None, value: exp.DataType | None) -> exp.DataType:
    return _map_of(key, _array_of(value))


def _repeated(value: exp.DataType | None, _: exp.DataType | None) -> exp.DataType:
    return _array_of(value)


_NAMED: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(VARCHAR_FUNCTIONS, lambda *_: D.VARCHAR),
    **dict.fromkeys(BIGINT_FUNCTIONS, lambda *_: D.BIGINT),
    **dict.fromkeys(DOUBLE_FUNCTIONS, lambda *_: D.DOUBLE),
    **dict.fromkeys(BOOLEAN_FUNCTIONS, lambda *_: D.BOOLEAN),
    **dict.fromkeys(("JSON_ARRAY_GET", "JSON_EXTRACT"), lambda *_: D.JSON),
    **dict.fromkeys(("AT_TIMEZONE", "WITH_TIMEZONE"), lambda *_: D.TIMESTAMPTZ),
    **dict.fromkeys(("MAP_CONCAT", "MAP_FILTER", "ARRAY_UNION"), _first),
    "DATE_PARSE": lambda *_: D.TIMESTAMP,
    "HISTOGRAM": _counts,
    "MAP_AGG": _map_of,
    "MAP_KEYS": _keys,
    "MAP_VALUES": _values_of,
    "MULTIMAP_AGG": _lists,
    "REPEAT": _repeated,
}
"""Types of functions that sqlglot does not know, from the types of their arguments."""


def _trino_default(kind: type[exp.Expr]) -> Annotator:
    spec = cast("dict[str, Any]", Trino.EXPRESSION_METADATA.get(kind, {}))
    annotator: Annotator | None = spec.get("annotator")
    returns = spec.get("returns", D.UNKNOWN)
    return annotator or (lambda self, node: self._set_type(node, returns))


_DECISIONS: dict[type[exp.Expr], Callable[[Any], exp.DataType | D | str | None]] = {
    **dict.fromkeys((exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod), _binary),
    exp.DPipe: _concatenation,
    **dict.fromkeys((exp.Round, exp.Trunc, exp.Ceil, exp.Floor), _rounded),
    **dict.fromkeys((exp.Case, exp.If, exp.Coalesce, exp.Greatest, exp.Least), _common),
    **dict.fromkeys((exp.Count, exp.DateDiff, exp.Extract), lambda _: D.BIGINT),
    **dict.fromkeys(
        (exp.ArrayPosition, exp.Unicode, exp.Hour, exp.Minute, exp.Second, exp.Quarter),
        lambda _: D.BIGINT,
    ),
    **dict.fromkeys(
        (exp.RegexpExtract, exp.RegexpReplace, exp.SplitPart, exp.Format),
        lambda _: D.VARCHAR,
    ),
    **dict.fromkeys((exp.Replace, exp.Pad, exp.Reverse, exp.Normalize), lambda _: D.VARCHAR),
    **dict.fromkeys((exp.Split, exp.RegexpExtractAll, exp.RegexpSplit), lambda _: "ARRAY(VARCHAR)"),
    exp.JSONExtract: lambda _: D.VARCHAR,  # the parser gives json_query alone
    exp.JSONValue: lambda node: node.args.get("returning") or D.VARCHAR,
    **dict.fromkeys((exp.UnixToTime, exp.CurrentTimestamp), lambda _: D.TIMESTAMPTZ),
    **dict.fromkeys((exp.FromISO8601Timestamp, exp.ParseDatetime), lambda _: D.TIMESTAMPTZ),
    exp.Localtimestamp: lambda _: D.TIMESTAMP,
    exp.Try: lambda node: node.this.type,
    exp.AtTimeZone: lambda _: D.TIMESTAMPTZ,
    exp.Anonymous: _function,
    exp.ArgMax: lambda node: (
        _array_of(node.this.type) if node.args.get("count") else node.this.type
    ),
    exp.ArgMin: lambda node: (
        _array_of(node.this.type) if node.args.get("count") else node.this.type
    ),
    exp.ApproxQuantile: lambda node: node.this.type,
    exp.Avg: _average,
    exp.Literal: _literal,
    exp.Sum: _sum,
    exp.TimeToUnix: lambda _: D.DOUBLE,
    exp.StrToMap: lambda _: "MAP(VARCHAR, VARCHAR)",
    exp.FromISO8601Date: lambda _: D.DATE,
    exp.ArrayFilter: lambda node: node.this.type,
    exp.MapKeys: lambda node: _array_of(_part(node.this.type, 0)),
}


def _part(kind: exp.DataType | None, index: int) -> exp.DataType | None:
    return kind.expressions[index] if kind and len(kind.expressions) > index else None


_METADATA: dict[type[exp.Expr], dict[str, Any]] = {
    **Trino.EXPRESSION_METADATA,
    **{
        kind: {"annotator": _after(_trino_default(kind), decide)}
        for kind, decide in _DECISIONS.items()
    },
}
