"""Casts, and the names of types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from clickstream.local.sql.result_types import INTEGERS, MAX_PRECISION, decimal
from clickstream.local.sql.rewrites import dates, json
from clickstream.local.sql.rewrites.common import TranslationError, call, cast, is_text, is_unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickstream.local.sql.rewrites.common import Rewrite

D = exp.DType
EXACT = (*INTEGERS, D.DECIMAL, D.BOOLEAN)
NAMES = {
    D.INT: "integer",
    D.TEXT: "varchar",
    D.FLOAT: "real",
    D.TIMESTAMP: "timestamp(3)",
    D.TIMESTAMPTZ: "timestamp(3) with time zone",
}


def _cast(node: exp.Expr) -> exp.Expr:
    value, kind = node.this, node.args["to"]
    if kind.this is D.JSON:
        return json.cast_to_json(node)
    if value.is_type(D.JSON):
        return json.cast_from_json(node)
    change = CHANGES.get(kind.this)
    return node if change is None else change(node, value, kind)


def _to_whole(node: exp.Expr, value: exp.Expr, kind: exp.DataType) -> exp.Expr:
    return node if value.is_type(*EXACT) else cast(call("TRINO_WHOLE", value), kind)


def _to_boolean(node: exp.Expr, value: exp.Expr, _: exp.DataType) -> exp.Expr:
    return call("TRINO_BOOLEAN", value) if is_text(value) or is_unknown(value) else node


def _to_decimal(node: exp.Expr, value: exp.Expr, kind: exp.DataType) -> exp.Expr:
    if kind.expressions:
        return node
    text = value.name.lstrip("+-") if value.is_string else ""
    whole, _, fraction = text.partition(".")
    return cast(value, decimal(len(whole) + len(fraction) or MAX_PRECISION, len(fraction)))


def _to_date(node: exp.Expr, value: exp.Expr, _: exp.DataType) -> exp.Expr:
    return node if value.is_type(D.DATE, D.TIMESTAMP, D.TIMESTAMPTZ) else call("TRINO_DATE", value)


def _to_text(_: exp.Expr, value: exp.Expr, kind: exp.DataType) -> exp.Expr:
    if value.is_type(D.TIMESTAMP, D.TIMESTAMPTZ):
        text = dates.timestamp_text(value)
    elif value.is_type(D.INTERVAL):
        text = call("TRINO_INTERVAL", value)
    elif value.is_type(*EXACT, D.DATE) or is_text(value):
        text = cast(value, D.TEXT)
    else:
        text = call("TRINO_VARCHAR", value)
    is_char = kind.this is D.CHAR
    if not is_char and not kind.expressions:
        return text
    length = int(kind.expressions[0].name) if kind.expressions else 1
    if not is_text(value) and not is_unknown(value):  # Athena cuts off texts alone
        text = call("TRINO_FITTING", text, length, type_name(kind))
    return call("RPAD", text, length, " ") if is_char else call("LEFT", text, length)


def _to_timestamp(_: exp.Expr, value: exp.Expr, kind: exp.DataType) -> exp.Expr:
    zone = dates.ZONE_AT_END.fullmatch(value.name) if value.is_string else None
    if zone and kind.this is D.TIMESTAMPTZ:
        local = dates.with_timezone([call("TRINO_TIMESTAMP", zone[1]), exp.Literal.string(zone[2])])
        local.type = exp.DataType(this=D.TIMESTAMPTZ)
        return local
    if is_text(value) and kind.this is D.TIMESTAMP:
        return call("TRINO_TIMESTAMP", value)
    # The server's zone is UTC. DuckDB's Python client needs another module for values with a zone.
    if kind.this is D.TIMESTAMP:
        return cast(value, D.TIMESTAMP)
    return exp.paren(cast(cast(value, D.TIMESTAMPTZ), D.TIMESTAMP), copy=False)


CHANGES: dict[exp.DType, Callable[[exp.Expr, exp.Expr, exp.DataType], exp.Expr]] = {
    **dict.fromkeys(INTEGERS, _to_whole),
    **dict.fromkeys(exp.DataType.TEXT_TYPES, _to_text),
    **dict.fromkeys((D.TIMESTAMP, D.TIMESTAMPTZ), _to_timestamp),
    D.BOOLEAN: _to_boolean,
    D.DECIMAL: _to_decimal,
    D.DATE: _to_date,
}
"""Casts by their target, from the node, its value and the target."""


def _try_cast(node: exp.Expr) -> exp.Expr:
    return exp.Try(this=_cast(exp.Cast(this=node.this.copy(), to=node.args["to"].copy())))


def _type_name(node: exp.Expr) -> exp.Expr:
    value = node.this
    if isinstance(value.unnest(), exp.Null):
        return exp.Literal.string("unknown")
    if value.unnest().is_string:
        return exp.Literal.string(f"varchar({len(value.unnest().name)})")
    if value.is_type(D.INTERVAL):
        return _interval_name(value)
    if (
        value.type is None
        or is_unknown(value)
        or (is_text(value) and not isinstance(value, exp.Column))
    ):
        msg = f"NOT_SUPPORTED: the local Athena does not know the type of {value.sql('athena')}"
        raise TranslationError(msg)
    return exp.Literal.string(type_name(value.type))


def _interval_name(value: exp.Expr) -> exp.Expr:
    months = [unit.name.upper() in {"YEAR", "MONTH"} for unit in value.find_all(exp.Var)]
    return exp.Literal.string("interval year to month" if any(months) else "interval day to second")


def type_name(kind: exp.DataType) -> str:
    """Return the name of a type as Trino's `typeof` gives it."""
    if kind.this in NAMES:
        digits = kind.expressions[0].name if kind.expressions else ""
        return NAMES[kind.this].replace("3", digits) if digits else NAMES[kind.this]
    if kind.this is D.STRUCT:
        fields = (f"{field.name} {type_name(field.kind)}" for field in kind.expressions)
        return f"row({', '.join(fields)})"
    if kind.this in {D.ARRAY, D.MAP}:
        return (
            f"{kind.this.value.lower()}({', '.join(type_name(part) for part in kind.expressions)})"
        )
    if kind.this is D.DECIMAL:
        return f"decimal({','.join(part.name for part in kind.expressions)})"
    name = "varchar" if kind.this is D.VARCHAR else kind.this.value.lower()
    return f"{name}({kind.expressions[0].name})" if kind.expressions else name


REWRITES: dict[type[exp.Expr], Rewrite] = {
    exp.Cast: _cast,
    exp.Date: lambda node: call("TRINO_DATE", node.this),
    exp.TryCast: _try_cast,
    exp.Typeof: _type_name,
}
