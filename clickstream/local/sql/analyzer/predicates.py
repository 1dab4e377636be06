"""Types of comparisons, conditions and the operators between values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.local.sql.analyzer import operators
from clickstream.local.sql.analyzer.coercion import (
    TEXTS,
    TIMES,
    TIMESTAMPS,
    common_type_of_all,
    is_orderable,
)
from clickstream.local.sql.analyzer.data_types import (
    BOOLEAN,
    UNKNOWN,
    UNSURE,
    VARCHAR,
    DataType,
    row,
)
from clickstream.local.sql.analyzer.functions import result_type
from clickstream.local.sql.analyzer.names import position
from clickstream.local.sql.errors import ErrorName

if TYPE_CHECKING:
    from clickstream.local.sql.analyzer.expressions import Expressions, Handler
    from clickstream.local.sql.analyzer.names import Scope
    from clickstream.local.sql.syntax import Node

SIGNED = frozenset({"double", "real", "bigint", "integer", "smallint", "tinyint", "decimal"})


def _predicated(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    value, predicate = node.children
    PREDICATES[predicate.kind](expressions, value, predicate, scope)
    return BOOLEAN


def _comparison(expressions: Expressions, value: Node, predicate: Node, scope: Scope) -> None:
    operator, right = predicate.children[0], predicate.children[-1]
    _compare(expressions, (value, right), operator, operator.text, scope)


def _distinct_from(expressions: Expressions, value: Node, predicate: Node, scope: Scope) -> None:
    right = predicate.children[-1]
    _compare(expressions, (value, right), predicate, "IS DISTINCT FROM", scope)


def _compare(
    expressions: Expressions, values: tuple[Node, Node], at: Node, operator: str, scope: Scope
) -> None:
    left, right = (expressions.type_of(value, scope) for value in values)
    try:
        operators.compare(operator, left, right)
    except LookupError as error:
        raise at.error(ErrorName.TYPE_MISMATCH, str(error)) from None


def _quantified(expressions: Expressions, value: Node, predicate: Node, scope: Scope) -> None:
    left = expressions.type_of(value, scope)
    query = predicate.first("Query")
    fields = expressions.query(query, scope) if query else []
    if len(fields) == 1:
        operator = predicate.children[0]
        try:
            operators.compare(operator.text, left, fields[0].type)
        except LookupError as error:
            raise operator.error(ErrorName.TYPE_MISMATCH, str(error)) from None


def _between(expressions: Expressions, value: Node, predicate: Node, scope: Scope) -> None:
    parts = [value, *(predicate.label(name) or value for name in ("lower", "upper"))]
    kinds = [expressions.type_of(part, scope) for part in parts]
    common = common_type_of_all(kinds)
    if common is None or not is_orderable(common):
        checked, lower, upper = kinds
        message = f"Cannot check if {checked} is BETWEEN {lower} and {upper}"
        raise predicate.error(ErrorName.TYPE_MISMATCH, message)


def _in_list(expressions: Expressions, value: Node, predicate: Node, scope: Scope) -> None:
    expressions.coerce_all([value, *predicate.all("Expression")], scope, "IN value and list items")


def _in_subquery(expressions: Expressions, value: Node, predicate: Node, scope: Scope) -> None:
    kind = expressions.type_of(value, scope)
    query = predicate.first("Query")
    fields = expressions.query(query, scope) if query else []
    if len(fields) != 1 or UNSURE in {kind, fields[0].type}:
        return
    if common_type_of_all([kind, fields[0].type]) is None:
        result = DataType("row", (fields[0].type,), (fields[0].name,))
        message = f"Value expression and result of subquery must be of the same type: {row(kind)} vs {result}"
        raise predicate.error(ErrorName.TYPE_MISMATCH, message)


def _like(expressions: Expressions, value: Node, predicate: Node, scope: Scope) -> None:
    parts = {
        "Left side of LIKE expression": value,
        "Pattern for LIKE expression": predicate.label("pattern"),
        "Escape for LIKE expression": predicate.label("escape"),
    }
    for role, part in parts.items():
        if part and expressions.type_of(part, scope).base not in TEXTS:
            expressions.coerce(part, scope, VARCHAR, role)


def _is_null(expressions: Expressions, value: Node, _predicate: Node, scope: Scope) -> None:
    expressions.type_of(value, scope)


PREDICATES = {
    "Between": _between,
    "Comparison": _comparison,
    "DistinctFrom": _distinct_from,
    "InList": _in_list,
    "InSubquery": _in_subquery,
    "Like": _like,
    "NullPredicate": _is_null,
    "QuantifiedComparison": _quantified,
}
"""Functions that check a predicate, by its kind."""


def _logical(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    for term in (node.children[0], node.children[-1]):
        expressions.coerce(term, scope, BOOLEAN, "Logical expression term")
    return BOOLEAN


def _not(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    expressions.coerce(node.children[1], scope, BOOLEAN, "Value of logical NOT expression")
    return BOOLEAN


def _unary(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    sign, value = node.children
    kind = expressions.type_of(value, scope)
    if sign.text == "+" and kind != UNSURE and kind.base not in SIGNED:
        message = f"Unary '+' operator cannot by applied to {kind} type"
        raise node.error(ErrorName.TYPE_MISMATCH, message)
    if sign.text == "-" and kind.base in {
        "varchar",
        "char",
        "boolean",
        "date",
        "timestamp",
        "json",
    }:
        raise node.error(ErrorName.TYPE_MISMATCH, f"Cannot negate {kind}")
    return kind


def _arithmetic(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    left, operator, right = node.children
    kinds = expressions.type_of(left, scope), expressions.type_of(right, scope)
    try:
        return operators.arithmetic(operator.text, *kinds)
    except LookupError as error:
        raise operator.error(ErrorName.TYPE_MISMATCH, str(error)) from None


def _concatenation(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    left, operator, right = node.children
    kinds = expressions.type_of(left, scope), expressions.type_of(right, scope)
    try:
        return result_type("concat", kinds)
    except LookupError as error:
        raise operator.error(ErrorName.FUNCTION_NOT_FOUND, str(error)) from None


def _at_time_zone(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    value = node.children[0]
    kind = expressions.type_of(value, scope)
    if kind not in {UNSURE, UNKNOWN} and kind.base not in TIMESTAMPS | TIMES:
        message = (
            f"Type of value must be a time or timestamp with or without time zone (actual {kind})"
        )
        raise position(value).error(ErrorName.TYPE_MISMATCH, message)
    if kind.base in {"time", "timestamp"}:
        return DataType(f"{kind.base} with time zone", kind.parameters)
    return kind


HANDLERS: dict[str, Handler] = {
    "And": _logical,
    "ArithmeticBinary": _arithmetic,
    "ArithmeticUnary": _unary,
    "AtTimeZone": _at_time_zone,
    "Concatenation": _concatenation,
    "LogicalNot": _not,
    "Or": _logical,
    "Predicated": _predicated,
}
"""Functions that return the type of an operator's result, by the kind of the node."""
