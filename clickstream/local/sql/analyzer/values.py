"""Types of columns, casts, conditional expressions, arrays, rows and subqueries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from clickstream.local.sql.analyzer.coercion import (
    TIMES,
    TIMESTAMPS,
    can_cast,
    common_type,
)
from clickstream.local.sql.analyzer.data_types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DAY_TO_SECOND,
    INTEGER,
    UNKNOWN,
    UNSURE,
    VARCHAR,
    YEAR_TO_MONTH,
    DataType,
    array,
    parse_type,
    row,
    timestamp,
)
from clickstream.local.sql.analyzer.names import column_name, identifier, position, unwrap
from clickstream.local.sql.analyzer.operators import subscript
from clickstream.local.sql.errors import AthenaError, ErrorName

if TYPE_CHECKING:
    from clickstream.local.sql.analyzer.expressions import Expressions, Handler
    from clickstream.local.sql.analyzer.names import Scope
    from clickstream.local.sql.syntax import Node

MOMENTS = TIMESTAMPS | {"date"}
YEARS = MOMENTS | {YEAR_TO_MONTH.base}
DAYS = MOMENTS | {DAY_TO_SECOND.base}
HOURS = TIMESTAMPS | TIMES | {DAY_TO_SECOND.base}
EXTRACTED = {
    **dict.fromkeys(("year", "month"), YEARS),
    "day": DAYS,
    **dict.fromkeys(
        ("quarter", "week", "day_of_month", "day_of_week", "dow", "day_of_year", "doy", "year_of_week", "yow"),
        MOMENTS,
    ),
    **dict.fromkeys(("hour", "minute", "second"), HOURS),
    **dict.fromkeys(
        ("timezone_minute", "timezone_hour"), frozenset({"timestamp with time zone", "time with time zone"})
    ),
}  # fmt: skip
"""Types that a field can be extracted from."""
CURRENT = {
    "current_date": DATE,
    "current_time": DataType("time with time zone", (3,)),
    "current_timestamp": timestamp(3, zone=True),
    "localtime": DataType("time", (3,)),
    "localtimestamp": timestamp(3),
}


def _column(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    name = (identifier(node.children[0]),)
    field = scope.resolve(name, node)
    if field is None:
        raise node.error(ErrorName.COLUMN_NOT_FOUND, f"Column '{name[0]}' cannot be resolved")
    expressions.references[node] = field
    return field.type


def _dereference(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    name = column_name(node)
    field = scope.resolve(name, node) if name else None
    if field is not None:
        expressions.references[node] = field
        return field.type
    base, last = node.children[0], identifier(node.children[-1])
    if name and not any(scope.resolve(name[:size], node) for size in range(1, len(name))):
        raise node.error(
            ErrorName.COLUMN_NOT_FOUND, f"Column '{'.'.join(name)}' cannot be resolved"
        )
    kind = expressions.type_of(base, scope)
    if kind == UNSURE:
        return UNSURE
    if kind.base != "row":
        raise position(base).error(
            ErrorName.TYPE_MISMATCH, f"Expression {base.text} is not of type ROW"
        )
    found = [
        part
        for label, part in zip(kind.names, kind.types, strict=True)
        if (label or "").lower() == last
    ]
    if not found:
        full = ".".join(name) if name else last
        raise node.error(ErrorName.COLUMN_NOT_FOUND, f"Column '{full}' cannot be resolved")
    return found[0]


def declared_type(node: Node, at: Node) -> DataType:
    """Return the type of a type's node.

    Args:
        node: Type.
        at: Node at which Trino reports an error.

    Raises:
        AthenaError: If Trino does not have the type.
    """
    try:
        return parse_type(node.text)
    except LookupError:
        name = ", ".join(re.split(r"\s*,\s*", node.text.lower()))
        raise at.error(ErrorName.TYPE_MISMATCH, f"Unknown type: {name}") from None
    except (ValueError, IndexError):
        return UNSURE


def _cast(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    value, declared = node.children[2], node.children[4]
    target = declared_type(declared, node)
    kind = expressions.type_of(value, scope)
    if not can_cast(kind, target):
        raise node.error(ErrorName.TYPE_MISMATCH, f"Cannot cast {kind} to {target}")
    return target


def _searched_case(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    for clause in node.all("WhenClause"):
        condition = clause.label("condition")
        if condition:
            expressions.coerce(condition, scope, BOOLEAN, "CASE WHEN clause")
    return _case_result(expressions, node, scope)


def _simple_case(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    operand = expressions.type_of(node.children[1], scope)
    common = operand
    for clause in node.all("WhenClause"):
        condition = clause.children[1]
        kind = expressions.type_of(condition, scope)
        found = common_type(common, kind)
        if found is None:
            message = (
                f"CASE operand type does not match WHEN clause operand type: {operand} vs {kind}"
            )
            raise position(condition).error(ErrorName.TYPE_MISMATCH, message)
        common = found
    return _case_result(expressions, node, scope)


def _case_result(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    results = [clause.children[-1] for clause in node.all("WhenClause")]
    default = node.label("elseExpression")
    return expressions.coerce_all(
        [*results, *([default] if default else [])], scope, "All CASE results"
    )


def _array(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    return array(expressions.coerce_all(node.all("Expression"), scope, "All ARRAY elements"))


def _row(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    return row(*(expressions.type_of(part, scope) for part in node.all("Expression")))


def _subscript(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    base, index = node.children[0], node.children[2]
    kind, at = expressions.type_of(base, scope), expressions.type_of(index, scope)
    if kind.base == "row":
        text = index.text
        is_field = text.isdigit() and 0 < int(text) <= len(kind.types)
        return kind.types[int(text) - 1] if is_field else UNSURE
    try:
        return subscript(kind, at)
    except LookupError as error:
        raise node.error(ErrorName.TYPE_MISMATCH, str(error)) from None


def _subquery(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    fields = expressions.query(node.children[1], scope)
    return fields[0].type if len(fields) == 1 else row(*(field.type for field in fields))


def _exists(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    expressions.query(node.children[2], scope)
    return BOOLEAN


def _current(_expressions: Expressions, node: Node, _scope: Scope) -> DataType:
    kind = CURRENT[node.children[0].text.lower()]
    precision = node.label("precision")
    return DataType(kind.base, (int(precision.text),)) if precision else kind


def _text(_expressions: Expressions, _node: Node, _scope: Scope) -> DataType:
    return VARCHAR


def _extract(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    part, value = node.children[2], node.children[4]
    kind = expressions.type_of(value, scope)
    name = identifier(part)
    if name not in EXTRACTED:
        raise node.error(ErrorName.SYNTAX_ERROR, f"Invalid EXTRACT field: {part.text}")
    if kind not in {UNSURE, UNKNOWN} and kind.base not in EXTRACTED[name]:
        message = f"Cannot extract {name.upper()} from {kind}"
        raise position(value).error(ErrorName.TYPE_MISMATCH, message)
    return BIGINT


def _position(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    expressions.visit(node, scope)
    return BIGINT


def _grouping(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    for name in node.all("QualifiedName"):
        parts = tuple(identifier(part) for part in name.children[::2])
        field = scope.resolve(parts, name)
        if field is None:
            raise name.error(
                ErrorName.COLUMN_NOT_FOUND, f"Column '{'.'.join(parts)}' cannot be resolved"
            )
        expressions.references[name] = field
    return INTEGER


def _json(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    for invocation in node.all("JsonPathInvocation"):
        path = invocation.label("path")
        if path and path.text.startswith("'$"):
            message = "missing {'lax', 'strict'} at '$'"
            raise AthenaError(ErrorName.SYNTAX_ERROR, message, path.line, path.column + 1)
    expressions.visit(node, scope)
    if node.kind == "JsonExists":
        return BOOLEAN
    returning = next(
        (
            child
            for word, child in zip(node.children, node.children[1:], strict=False)
            if word.text.upper() == "RETURNING"
        ),
        None,
    )
    return declared_type(returning, node) if returning else VARCHAR


def is_integer_literal(node: Node) -> bool:
    """Return whether an expression is a whole number, such as the 1 of ORDER BY 1."""
    node = unwrap(node)
    return node.kind == "NumericLiteral" and node.children[0].kind == "IntegerLiteral"


HANDLERS: dict[str, Handler] = {
    "ArrayConstructor": _array,
    "Cast": _cast,
    "ColumnReference": _column,
    "CurrentCatalog": _text,
    "CurrentPath": _text,
    "CurrentSchema": _text,
    "CurrentUser": _text,
    "Dereference": _dereference,
    "Exists": _exists,
    "Extract": _extract,
    "GroupingOperation": _grouping,
    "JsonArray": _json,
    "JsonExists": _json,
    "JsonObject": _json,
    "JsonQuery": _json,
    "JsonValue": _json,
    "Position": _position,
    "RowConstructor": _row,
    "SearchedCase": _searched_case,
    "SimpleCase": _simple_case,
    "SpecialDateTimeFunction": _current,
    "SubqueryExpression": _subquery,
    "Subscript": _subscript,
}
"""Functions that return the type of a value, by the kind of the node."""
