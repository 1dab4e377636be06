"""JSON: Trino's own functions, the SQL standard's, and casts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlglot import exp

from clickstream.local.sql.rewrites.common import TranslationError, call, cast, is_text

if TYPE_CHECKING:
    from clickstream.local.sql.rewrites.common import Function, Rewrite

JSON = exp.DType.JSON
WRITTEN = {
    exp.DType.DECIMAL: "decimal",
    exp.DType.DOUBLE: "double",
    exp.DType.MAP: "map",
    exp.DType.TIMESTAMP: "timestamp",
}
"""Types that DuckDB's JSON writes otherwise, with their names in `json_casts`."""
NESTED = {exp.DType.ARRAY: "array", exp.DType.MAP: "map", exp.DType.STRUCT: "row"}
WRAPPERS = {"WITHOUT": "without", "CONDITIONAL": "conditional"}


def _text(value: exp.Expr) -> exp.Expr:
    return cast(value, exp.DType.TEXT) if value.is_type(JSON) else value


def _json(value: exp.Expr) -> exp.Expr:
    return cast(value, JSON)


def _extract(arguments: list[exp.Expr]) -> exp.Expr:
    return _json(call("PYTHON_JSON_EXTRACT", _text(arguments[0]), arguments[1]))


def _query(node: exp.Expr) -> exp.Expr:
    option = node.args.get("option")
    words = option.name.upper().split() if option is not None else ["WITHOUT"]
    wrapper = next((WRAPPERS[word] for word in words if word in WRAPPERS), "unconditional")
    for part in ("quote", "on_condition"):
        if node.args.get(part) is not None:
            msg = "NOT_SUPPORTED: json_query with QUOTES, ON EMPTY or ON ERROR does not run locally: use json_value for a text"
            raise TranslationError(msg)
    return call("PYTHON_JSON_QUERY", node.this, node.expression, wrapper)


def _value(node: exp.Expr) -> exp.Expr:
    condition = node.args.get("on_condition")
    empty = condition.args.get("empty") if condition is not None else None
    failed = condition.args.get("error") if condition is not None else None
    if "ERROR" in (empty, failed) or (failed is not None and failed != "NULL"):
        msg = "NOT_SUPPORTED: json_value with ERROR ON EMPTY or another value ON ERROR does not run locally"
        raise TranslationError(msg)
    value: exp.Expr = call("PYTHON_JSON_VALUE", node.this, node.args["path"])
    if isinstance(empty, exp.Expr):
        present = call("PYTHON_JSON_EXISTS", node.this, node.args["path"])
        value = exp.Case(
            ifs=[exp.If(this=present, true=value)],
            default=cast(empty, exp.DType.TEXT),
        )
    returning = node.args.get("returning")
    return value if not returning else exp.TryCast(this=value, to=returning.copy())


def _is_scalar(arguments: list[exp.Expr]) -> exp.Expr:
    return call("PYTHON_JSON_SCALAR", _text(arguments[0]))


def _array_get(arguments: list[exp.Expr]) -> exp.Expr:
    return call("PYTHON_JSON_ARRAY_GET", _text(arguments[0]), arguments[1])


def _array_contains(arguments: list[exp.Expr]) -> exp.Expr:
    return call(
        "PYTHON_JSON_ARRAY_CONTAINS", _text(arguments[0]), _text(call("TO_JSON", arguments[1]))
    )


def _array(arguments: list[exp.Expr]) -> exp.Expr:
    """Return JSON_ARRAY, which leaves nulls out."""
    texts = exp.Array(expressions=[_member(argument) for argument in arguments])
    joined = call("ARRAY_TO_STRING", texts, ",")
    return exp.paren(call("CONCAT", "[", joined, "]"), copy=False)


def _object(node: exp.Expr) -> exp.Expr:
    """Return JSON_OBJECT: DuckDB's drops the zeros of decimals."""
    keeps_nulls = node.args.get("null_handling") != "ABSENT ON NULL"
    members: list[exp.Expr] = []
    for pair in node.expressions:
        value = _member(pair.expression)
        if keeps_nulls:
            value = call("COALESCE", value, "null")
        key = exp.DPipe(this=_text_of(call("TO_JSON", pair.this)), expression=_colon())
        members.append(exp.DPipe(this=key, expression=value))
    joined = call("ARRAY_TO_STRING", exp.Array(expressions=members), ",")
    return exp.paren(call("CONCAT", "{", joined, "}"), copy=False)


def _colon() -> exp.Expr:
    return exp.Literal.string(":")


def _member(value: exp.Expr) -> exp.Expr:
    if isinstance(value, exp.Null):
        return value
    return _text_of(cast_to_json(exp.Cast(this=value.copy(), to=exp.DataType(this=JSON))))


def cast_to_json(node: exp.Expr) -> exp.Expr:
    """Return a cast to JSON: text becomes a JSON string."""
    value = node.this
    if value.is_type(JSON):
        return value
    if value.type is None or not any(part.this in WRITTEN for part in _parts(value.type)):
        return call("TO_JSON", value)
    kind = json.dumps(_kind(value.type))
    with_texts = cast(value, _with_texts(value.type))
    return _json(call("PYTHON_JSON_CAST", _text_of(call("TO_JSON", with_texts)), kind))


def _parts(kind: exp.DataType) -> list[exp.DataType]:
    """Return a type and the types in it."""
    inner = [part for part in _inner(kind) if isinstance(part, exp.DataType)]
    return [kind, *(found for part in inner for found in _parts(part))]


def _inner(kind: exp.DataType) -> list[exp.Expr | None]:
    if kind.this is exp.DType.STRUCT:
        if not all(isinstance(field, exp.ColumnDef) for field in kind.expressions):
            msg = "NOT_SUPPORTED: the local Athena casts no row without names to JSON: cast it to row(name type, …) before"
            raise TranslationError(msg)
        return [field.args.get("kind") for field in kind.expressions]
    return kind.expressions if kind.this in {exp.DType.ARRAY, exp.DType.MAP} else []


def _kind(kind: exp.DataType) -> object:
    """Return a type as `json_casts` takes it."""
    if kind.this is exp.DType.TIMESTAMP:
        return ["timestamp", kind.expressions[0].name if kind.expressions else "3"]
    if kind.this not in NESTED:
        return WRITTEN.get(kind.this, "")
    inner = [_kind(part) if isinstance(part, exp.DataType) else "" for part in _inner(kind)]
    return [NESTED[kind.this], *(inner[-1:] if kind.this is exp.DType.MAP else inner)]


def _with_texts(kind: exp.DataType) -> exp.DataType:
    """Return a type with texts in place of decimals, whose zeros DuckDB's JSON drops."""
    if kind.this is exp.DType.DECIMAL:
        return exp.DataType(this=exp.DType.TEXT)
    changed = kind.copy()
    for part in changed.find_all(exp.DataType):
        if part is not changed and part.this is exp.DType.DECIMAL:
            part.replace(exp.DataType(this=exp.DType.TEXT))
    return changed


def _text_of(value: exp.Expr) -> exp.Expr:
    return cast(value, exp.DType.TEXT)


def cast_from_json(node: exp.Expr) -> exp.Expr:
    """Return a cast of JSON, whose strings lose their quotes."""
    if is_text(node):
        return call("PYTHON_JSON_TO_VARCHAR", _text(node.this))
    return node


REWRITES: dict[type[exp.Expr], Rewrite] = {
    exp.JSONArrayContains: lambda node: _array_contains([node.this, node.expression]),
    exp.JSONExtract: _query,
    exp.JSONObject: _object,
    exp.JSONValue: _value,
    exp.ParseJSON: lambda node: _json(call("PYTHON_JSON_PARSE", node.this)),
}

FUNCTIONS: dict[str, Function] = {
    "IS_JSON_SCALAR": _is_scalar,
    "JSON_ARRAY": _array,
    "JSON_ARRAY_CONTAINS": _array_contains,
    "JSON_ARRAY_GET": _array_get,
    "JSON_ARRAY_LENGTH": lambda arguments: call("PYTHON_JSON_ARRAY_LENGTH", _text(arguments[0])),
    "JSON_EXISTS": lambda arguments: call("PYTHON_JSON_EXISTS", *arguments),
    "JSON_EXTRACT": _extract,
    "JSON_EXTRACT_SCALAR": lambda arguments: call(
        "PYTHON_JSON_EXTRACT_SCALAR", _text(arguments[0]), arguments[1]
    ),
    "JSON_FORMAT": lambda arguments: cast(arguments[0], exp.DType.TEXT),
    "JSON_SIZE": lambda arguments: call("PYTHON_JSON_SIZE", _text(arguments[0]), arguments[1]),
}
