"""Text and regular expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from clickstream.local.sql.result_types import is_decimal
from clickstream.local.sql.rewrites.common import TranslationError, call, function

if TYPE_CHECKING:
    from clickstream.local.sql.rewrites.common import Function, Rewrite

NORMAL_FORMS = ("NFC", "NFD", "NFKC", "NFKD")


def _substring(node: exp.Expr) -> exp.Expr:
    rest = [part for key in ("start", "length") if (part := node.args.get(key)) is not None]
    return call("TRINO_SUBSTR", node.this, *rest)


def _strpos(node: exp.Expr) -> exp.Expr:
    occurrence = node.args.get("occurrence")
    if occurrence is None:
        return node
    return call("PYTHON_STRPOS", node.this, node.args["substr"], occurrence)


def _split(node: exp.Expr) -> exp.Expr:
    limit = node.args.get("limit")
    if limit is None:
        return node
    return call("PYTHON_SPLIT", node.this, node.expression, limit)


def _split_part(node: exp.Expr) -> exp.Expr:
    return call("TRINO_SPLIT_PART", node.this, node.args["delimiter"], node.args["part_index"])


def _split_to_map(node: exp.Expr) -> exp.Expr:
    return call(
        "PYTHON_SPLIT_TO_MAP", node.this, node.args["pair_delim"], node.args["key_value_delim"]
    )


def _regexp_extract(name: str) -> Rewrite:
    return lambda node: call(name, node.this, node.expression, node.args.get("group") or 0)


def _regexp_replace(node: exp.Expr) -> exp.Expr:
    replacement = node.args["replacement"]
    if isinstance(replacement, exp.Lambda):
        msg = "NOT_SUPPORTED: regexp_replace with a function as replacement does not run locally: give a text such as '$1'"
        raise TranslationError(msg)
    return call("PYTHON_REGEXP_REPLACE", node.this, node.expression, replacement)


def _regexp_position(arguments: list[exp.Expr]) -> exp.Expr:
    rest = [exp.Literal.number(1)] * (4 - len(arguments))
    return call("PYTHON_REGEXP_POSITION", *arguments, *rest)


def _normalize(node: exp.Expr) -> exp.Expr:
    form = node.args.get("form")
    name = form.name.upper() if form else "NFC"
    if name not in NORMAL_FORMS:
        msg = f"SYNTAX_ERROR: normalize takes one of {', '.join(NORMAL_FORMS)}, not {name}"
        raise TranslationError(msg)
    return call("PYTHON_NORMALIZE", node.this, name)


def _format(node: exp.Expr) -> exp.Expr:
    return call(
        "PYTHON_FORMAT",
        node.this,
        exp.Array(expressions=[_formatted(argument) for argument in node.expressions]),
    )


def _formatted(argument: exp.Expr) -> exp.Expr:
    if is_decimal(argument):
        text = exp.cast(argument.copy(), "VARCHAR", dialect="duckdb")
        marked = exp.DPipe(this=exp.Literal.string("m"), expression=text)
        return call("COALESCE", marked, "n")
    return call("TRINO_FORMAT_ARGUMENT", argument)


def _aggregated_text(node: exp.Expr) -> exp.Expr:
    overflow = node.args.get("on_overflow")
    if overflow is not None:
        node.set("on_overflow", None)  # texts of a local query never exceed Trino's limit
    return node


REWRITES: dict[type[exp.Expr], Rewrite] = {
    exp.Format: _format,
    exp.GroupConcat: _aggregated_text,
    exp.Lower: lambda node: call("TRINO_LOWER", node.this),
    exp.Normalize: _normalize,
    exp.RegexpExtract: _regexp_extract("PYTHON_REGEXP_EXTRACT"),
    exp.RegexpExtractAll: _regexp_extract("PYTHON_REGEXP_EXTRACT_ALL"),
    exp.RegexpLike: lambda node: call("PYTHON_REGEXP_LIKE", node.this, node.expression),
    exp.RegexpReplace: _regexp_replace,
    exp.RegexpSplit: lambda node: call("PYTHON_REGEXP_SPLIT", node.this, node.expression),
    exp.SHA: lambda node: call("UNHEX", call("SHA1", node.this)),
    exp.Split: _split,
    exp.SplitPart: _split_part,
    exp.StrPosition: _strpos,
    exp.StrToMap: _split_to_map,
    exp.Substring: _substring,
    exp.Upper: lambda node: call("TRINO_UPPER", node.this),
}

FUNCTIONS: dict[str, Function] = {
    "CODEPOINT": function("PYTHON_CODEPOINT"),
    "FROM_BASE": function("PYTHON_FROM_BASE"),
    "HAMMING_DISTANCE": function("HAMMING"),
    "REGEXP_COUNT": function("PYTHON_REGEXP_COUNT"),
    "REGEXP_POSITION": _regexp_position,
    "TO_BASE": function("PYTHON_TO_BASE"),
}
