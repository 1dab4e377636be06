"""JSON: Trino's own functions, the SQL standard's, and casts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from clickstream.local.sql.rewrites.common import TranslationError, call, cast, is_text

if TYPE_CHECKING:
    from clickstream.local.sql.rewrites.common import Function, Rewrite

JSON = exp.DType.JSON
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


def cast_to_json(node: exp.Expr) -> exp.Expr:
    """Return a cast to JSON: text becomes a JSON string."""
    return node.this if node.this.is_type(JSON) else call("TO_JSON", node.this)


def cast_from_json(node: exp.Expr) -> exp.Expr:
    """Return a cast of JSON, whose strings lose their quotes."""
    if is_text(node):
        return call("PYTHON_JSON_TO_VARCHAR", _text(node.this))
    return node


REWRITES: dict[type[exp.Expr], Rewrite] = {
    exp.JSONArrayContains: lambda node: _array_contains([node.this, node.expression]),
    exp.JSONExtract: _query,
    exp.JSONValue: _value,
    exp.ParseJSON: lambda node: _json(call("PYTHON_JSON_PARSE", node.this)),
}

FUNCTIONS: dict[str, Function] = {
    "IS_JSON_SCALAR": _is_scalar,
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
