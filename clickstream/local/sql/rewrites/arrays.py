"""Arrays, maps, lambdas, and UNNEST."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from clickstream.local.sql.rewrites import numbers
from clickstream.local.sql.rewrites.common import TranslationError, call, cast, function, is_unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clickstream.local.sql.rewrites.common import Function, Rewrite

MAP, ARRAY = exp.DType.MAP, exp.DType.ARRAY


def _subscript(node: exp.Expr) -> exp.Expr:
    value, (index,) = node.this, node.expressions
    if node.args.get("safe"):
        return (
            call("TRINO_ELEMENT_AT", value, index)
            if value.is_type(ARRAY)
            else _element(value, index)
        )
    if value.is_type(MAP):
        return call("TRINO_MAP_VALUE", value, index)
    if value.is_type(ARRAY):
        return call("TRINO_SUBSCRIPT", value, index)
    return _element(value, index)


def _element(value: exp.Expr, index: exp.Expr) -> exp.Bracket:
    """Return the element of an array or a map, or null without one."""
    return exp.Bracket(this=value.copy(), expressions=[index.copy()], offset=1, safe=True)


def _row(node: exp.Expr) -> exp.Expr:
    unnamed = not any(isinstance(value, exp.PropertyEQ) for value in node.expressions)
    return call("ROW", *node.expressions) if unnamed else node


def _cardinality(node: exp.Expr) -> exp.Expr:
    return call("CARDINALITY" if node.this.is_type(MAP) else "LEN", node.this)


def _join(node: exp.Expr) -> exp.Expr:
    null, element = node.args.get("null"), exp.to_identifier("element_")
    text: exp.Expr = call("TRINO_VARCHAR", element)
    if null is not None:
        text = call("COALESCE", text, null)
    return call(
        "ARRAY_TO_STRING",
        call("LIST_TRANSFORM", node.this, _lambda("element_", text)),
        node.expression,
    )


def _sort(node: exp.Expr) -> exp.Expr:
    if node.expression is not None:
        msg = "NOT_SUPPORTED: array_sort with a comparator does not run locally: sort in a query with ORDER BY"
        raise TranslationError(msg)
    return call("LIST_SORT", node.this, "ASC", "NULLS LAST")


def _sequence(node: exp.Expr) -> exp.Expr:
    first, last, step = node.args["start"], node.args["end"], node.args.get("step")
    of_dates = first.is_type(exp.DType.DATE)
    if step is None and of_dates:
        step = exp.Interval(this=exp.Literal.string("1"), unit=exp.var("DAY"))
    if step is None:
        return call("TRINO_SEQUENCE", first, last)
    found = call("GENERATE_SERIES", first, last, step)
    return cast(found, "DATE[]") if of_dates else found


def _reduce(node: exp.Expr) -> exp.Expr:
    found = call("LIST_REDUCE", node.this, node.args["merge"], node.args["initial"])
    return _applied(node.args["finish"], [found])


def _applied(function_: exp.Expr, values: Sequence[exp.Expr]) -> exp.Expr:
    """Return the body of a lambda with its parameters replaced."""
    if not isinstance(function_, exp.Lambda):
        msg = f"NOT_SUPPORTED: the local Athena takes a function written in place, not {function_.sql('athena')}"
        raise TranslationError(msg)
    parameters = dict(zip([part.name for part in function_.expressions], values, strict=True))

    def replaced(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and not node.table and node.name in parameters:
            return exp.paren(parameters[node.name].copy(), copy=False)
        named = isinstance(node, exp.Identifier) and node.name in parameters
        if named and not isinstance(node.parent, exp.Column | exp.PropertyEQ | exp.Lambda):
            return exp.paren(parameters[node.name].copy(), copy=False)
        return node

    return exp.paren(function_.this.transform(replaced), copy=False)


def _member(value: str, member: str) -> exp.Expr:
    return exp.Dot(this=exp.to_identifier(value), expression=exp.to_identifier(member))


def _lambda(name: str, body: exp.Expr) -> exp.Lambda:
    return exp.Lambda(this=body, expressions=[exp.to_identifier(name)])


def _entry(key: exp.Expr, value: exp.Expr) -> exp.Expr:
    return exp.Struct(
        expressions=[
            exp.PropertyEQ(this=exp.to_identifier("key"), expression=key),
            exp.PropertyEQ(this=exp.to_identifier("value"), expression=value),
        ]
    )


def _map_function(arguments: list[exp.Expr], *, keys: bool) -> exp.Expr:
    key, value = _member("entry_", "key"), _member("entry_", "value")
    body = _applied(arguments[1], [key, value])
    entry = _entry(body, value) if keys else _entry(key, body)
    entries = call("LIST_TRANSFORM", call("MAP_ENTRIES", arguments[0]), _lambda("entry_", entry))
    return call("MAP_FROM_ENTRIES", entries)


def _map_filter(arguments: list[exp.Expr]) -> exp.Expr:
    body = _applied(arguments[1], [_member("entry_", "key"), _member("entry_", "value")])
    entries = call("LIST_FILTER", call("MAP_ENTRIES", arguments[0]), _lambda("entry_", body))
    return call("MAP_FROM_ENTRIES", entries)


def _zip_with(arguments: list[exp.Expr]) -> exp.Expr:
    parts = [_element(exp.to_identifier("pair_"), exp.Literal.number(i)) for i in (1, 2)]
    body = _applied(arguments[2], parts)
    return call("LIST_TRANSFORM", call("LIST_ZIP", *arguments[:2]), _lambda("pair_", body))


def _map_entries(arguments: list[exp.Expr]) -> exp.Expr:
    row = call("ROW", _member("entry_", "key"), _member("entry_", "value"))
    return call("LIST_TRANSFORM", call("MAP_ENTRIES", *arguments), _lambda("entry_", row))


def _match(name: str) -> Function:
    return lambda arguments: call(name, call("LIST_TRANSFORM", *arguments))


def _repeat(arguments: list[exp.Expr]) -> exp.Expr:
    return call("REPEAT", exp.Array(expressions=[arguments[0].copy()]), arguments[1])


def _unnest(node: exp.Expr) -> exp.Expr:
    """Expand the entries of a map, and the rows of an array, into columns, as Athena does.

    DuckDB does so in a subquery alone.
    """
    alias = node.args.get("alias")
    if not isinstance(alias, exp.TableAlias):
        return node
    _check_columns(node, alias)
    if len(node.expressions) > 1:
        return _unnest_several(node, alias)
    (value,) = node.expressions
    if value.is_type(MAP):
        value = call("MAP_ENTRIES", value)
    elif len(alias.columns) == 1 and not _is_array_of_rows(value):
        return node
    depth = exp.PropertyEQ(this=exp.to_identifier("max_depth"), expression=exp.Literal.number(2))
    columns: list[exp.Expr] = [
        exp.Anonymous(this="UNNEST", expressions=[value.copy(), depth]),
    ]
    if node.args.get("offset"):
        columns.append(call("GENERATE_SUBSCRIPTS", value, 1))
    return _subquery(node, alias, columns)


def _check_columns(node: exp.Expr, alias: exp.TableAlias) -> None:
    numbers = [_width(value) for value in node.expressions]
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers) or not alias.columns:
        return
    # The name of the ordinality is apart from the other columns'.
    if sum(known) != len(alias.columns):
        ordinality = bool(node.args.get("offset"))
        msg = f"MISMATCHED_COLUMN_ALIASES: Column alias list has {len(alias.columns) + ordinality} entries but '{alias.name}' has {sum(known) + ordinality} columns available"
        raise TranslationError(msg)


def _width(value: exp.Expr) -> int | None:
    """Return the number of columns that an array or a map is expanded to, if it is known."""
    if value.is_type(MAP):
        return 2
    kind = value.type
    if kind is None or kind.this is not ARRAY or not kind.expressions:
        return None
    element = kind.expressions[0]
    if element.this is exp.DType.STRUCT:
        return len(element.expressions)
    return None if element.this is exp.DType.UNKNOWN else 1


def _unnest_several(node: exp.Expr, alias: exp.TableAlias) -> exp.Expr:
    lists: list[exp.Expr] = []
    for value in node.expressions:
        if value.is_type(MAP):
            lists += [call("MAP_KEYS", value), call("MAP_VALUES", value)]
        elif _is_array_of_rows(value):
            for field in value.type.expressions[0].expressions:
                lists.append(
                    call("LIST_TRANSFORM", value, _lambda("row_", _member("row_", field.name)))
                )
        else:
            lists.append(value)
    if node.args.get("offset"):
        lengths = [call("LEN", part) for part in lists]
        lists.append(call("GENERATE_SERIES", 1, call("GREATEST", *lengths)))
    return _subquery(node, alias, [call("UNNEST", part) for part in lists])


def _subquery(node: exp.Expr, alias: exp.TableAlias, columns: list[exp.Expr]) -> exp.Expr:
    names = [name.copy() for name in alias.columns]
    if offset := node.args.get("offset"):
        names.append(offset.copy())
    return exp.Subquery(
        this=exp.select(*columns), alias=exp.TableAlias(this=alias.this.copy(), columns=names)
    )


def _concatenation(node: exp.Expr) -> exp.Expr:
    left, right = node.this, node.expression
    if left.is_type(ARRAY) and not is_unknown(right) and not right.is_type(ARRAY):
        return call("LIST_APPEND", left, right)
    if right.is_type(ARRAY) and not is_unknown(left) and not left.is_type(ARRAY):
        return call("LIST_PREPEND", left, right)
    return node


def _is_array_of_rows(value: exp.Expr) -> bool:
    kind = value.type
    return bool(
        kind
        and kind.this is ARRAY
        and kind.expressions
        and kind.expressions[0].this is exp.DType.STRUCT
    )


def _reverse(node: exp.Expr) -> exp.Expr:
    return call("LIST_REVERSE", node.this) if node.this.is_type(ARRAY) else node


def _equality(node: exp.Expr) -> exp.Expr:
    """Compare arrays and rows by their elements: a null makes the comparison null."""
    left, right = node.this.unnest(), node.expression.unnest()
    rows = [side for side in (left, right) if isinstance(side, exp.Tuple | exp.Anonymous)]
    if left.is_type(ARRAY) and right.is_type(ARRAY):
        equal: exp.Expr = call("TRINO_EQUAL", left, right)
    elif len(rows) == 2 and all(map(_is_row, rows)):  # noqa: PLR2004 - both sides
        pairs = zip(left.expressions, right.expressions, strict=True)
        equal = exp.paren(exp.and_(*(exp.EQ(this=a.copy(), expression=b.copy()) for a, b in pairs)))
    else:
        return numbers.compare(node)
    return exp.Not(this=equal) if isinstance(node, exp.NEQ) else equal


def _is_row(value: exp.Expr) -> bool:
    return isinstance(value, exp.Tuple) or value.name.upper() == "ROW"


REWRITES: dict[type[exp.Expr], Rewrite] = {
    exp.ArrayContains: lambda node: call("TRINO_CONTAINS", node.this, node.expression),
    exp.ArrayDistinct: lambda node: call("TRINO_DISTINCT", node.this),
    exp.ArrayMax: lambda node: call("TRINO_ARRAY_MAX", node.this),
    exp.ArrayMin: lambda node: call("TRINO_ARRAY_MIN", node.this),
    exp.ArrayPosition: lambda node: call("TRINO_POSITION", node.this, node.expression),
    exp.ArraySize: _cardinality,
    exp.ArraySlice: lambda node: call(
        "TRINO_SLICE", node.this, node.args["start"], node.args["end"]
    ),
    exp.ArraySort: _sort,
    exp.ArrayToString: _join,
    exp.Bracket: _subscript,
    exp.DPipe: _concatenation,
    **dict.fromkeys((exp.EQ, exp.NEQ), _equality),
    exp.GenerateSeries: _sequence,
    exp.Reduce: _reduce,
    exp.Reverse: _reverse,
    exp.Struct: _row,
    exp.Unnest: _unnest,
}

FUNCTIONS: dict[str, Function] = {
    "ALL_MATCH": _match("TRINO_ALL_MATCH"),
    "ANY_MATCH": _match("TRINO_ANY_MATCH"),
    "ARRAY_UNION": function("TRINO_UNION"),
    "ARRAYS_OVERLAP": function("LIST_HAS_ANY"),
    "MAP_CONCAT": function("MAP_CONCAT"),
    "MAP_ENTRIES": _map_entries,
    "MAP_FILTER": _map_filter,
    "NONE_MATCH": _match("NOT TRINO_ANY_MATCH"),
    "REPEAT": _repeat,
    "TRANSFORM_KEYS": lambda arguments: _map_function(arguments, keys=True),
    "TRANSFORM_VALUES": lambda arguments: _map_function(arguments, keys=False),
    "TRIM_ARRAY": lambda arguments: call("TRINO_TRIM", *arguments),
    "ZIP": function("LIST_ZIP"),
    "ZIP_WITH": _zip_with,
}
