"""Types of function calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.local.sql.analyzer.arguments import check_arguments
from clickstream.local.sql.analyzer.coercion import common_type, is_orderable
from clickstream.local.sql.analyzer.data_types import (
    BOOLEAN,
    UNKNOWN,
    UNSURE,
    VARCHAR,
    DataType,
)
from clickstream.local.sql.analyzer.functions import (
    Argument,
    Lambda,
    catalogue,
    is_aggregate,
    is_window,
    result_type,
)
from clickstream.local.sql.analyzer.names import (
    Field,
    Scope,
    identifier,
    is_identifier,
    position,
    qualified_name,
    unwrap,
)
from clickstream.local.sql.analyzer.windows import check_window, check_window_call
from clickstream.local.sql.errors import ErrorName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clickstream.local.sql.analyzer.expressions import Expressions, Handler
    from clickstream.local.sql.syntax import Node

IF_ARGUMENTS = (2, 3)


def function_name(node: Node) -> str:
    """Return the name of a called function in lower case."""
    name = node.first("QualifiedName")
    return qualified_name(name)[-1] if name else node.children[0].text.lower()


def is_windowed(node: Node) -> bool:
    """Return whether a call has OVER."""
    return node.first("Over") is not None


def _call(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    name = function_name(node)
    arguments = node.all("Expression")
    special = SPECIAL.get(name)
    if special is not None:
        return special(expressions, node, arguments, scope)
    _check_clauses(expressions, node, name, scope)
    if node.has("*"):
        arguments = []
    kinds = [_argument(expressions, argument, scope) for argument in arguments]
    try:
        result = result_type(name, kinds)
    except LookupError as error:
        raise node.error(ErrorName.FUNCTION_NOT_FOUND, str(error)) from None
    if is_window(name) and not is_windowed(node):
        message = f"Window function system.builtin.{name} requires an OVER clause"
        raise node.error(ErrorName.MISSING_OVER, message)
    check_window_call(node, name, scope)
    check_arguments(name, arguments, kinds)
    _sort_items(
        expressions, node, scope, "ORDER BY can only be applied to orderable types (actual: {})"
    )
    return result


def _check_clauses(expressions: Expressions, node: Node, name: str, scope: Scope) -> None:
    """Check OVER, DISTINCT and FILTER of a call."""
    over = node.first("Over")
    if over is not None:
        check_window(expressions, over, scope)
    quantifier = node.first("SetQuantifier")
    is_distinct = quantifier is not None and quantifier.text.upper() == "DISTINCT"
    if is_distinct and over is None and name in catalogue() and not is_aggregate(name):
        message = "DISTINCT is not supported for non-aggregation functions"
        raise node.error(ErrorName.FUNCTION_NOT_AGGREGATE, message)
    condition = node.first("Filter")
    if condition is not None:
        if name in catalogue() and not is_aggregate(name):
            message = "Filter is only valid for aggregation functions"
            raise node.error(ErrorName.FUNCTION_NOT_AGGREGATE, message)
        expressions.coerce(condition.children[3], scope, BOOLEAN, "Filter expression")


def _sort_items(expressions: Expressions, node: Node, scope: Scope, message: str) -> None:
    for item in node.all("SortItem"):
        kind = expressions.type_of(item.children[0], scope)
        if not is_orderable(kind):
            raise node.error(ErrorName.TYPE_MISMATCH, message.format(kind))


def _argument(expressions: Expressions, node: Node, scope: Scope) -> Argument:
    node = unwrap(node)
    if node.kind != "Lambda":
        return expressions.type_of(node, scope)
    names = [identifier(child) for child in node.children if is_identifier(child)]

    def analyze(kinds: Sequence[DataType]) -> DataType:
        parameters = [Field(name, kind) for name, kind in zip(names, kinds, strict=True)]
        return expressions.type_of(node.children[-1], Scope(parameters, scope))

    return Lambda(len(names), analyze)


def _if(expressions: Expressions, node: Node, arguments: list[Node], scope: Scope) -> DataType:
    if len(arguments) not in IF_ARGUMENTS:
        raise node.error(ErrorName.SYNTAX_ERROR, "Invalid number of arguments for 'if' function")
    condition, *results = arguments
    expressions.coerce(condition, scope, BOOLEAN, "IF condition")
    kinds = [expressions.type_of(result, scope) for result in results]
    common = common_type(kinds[0], kinds[-1])
    if common is None:
        message = f"Result types for IF must be the same: {kinds[0]} vs {kinds[-1]}"
        raise node.error(ErrorName.TYPE_MISMATCH, message)
    return common


def _coalesce(
    expressions: Expressions, node: Node, arguments: list[Node], scope: Scope
) -> DataType:
    if len(arguments) < 2:  # noqa: PLR2004 - Trino's message says it
        raise node.error(
            ErrorName.SYNTAX_ERROR, "The 'coalesce' function must have at least two arguments"
        )
    return expressions.coerce_all(arguments, scope, "All COALESCE operands")


def _nullif(expressions: Expressions, node: Node, arguments: list[Node], scope: Scope) -> DataType:
    if len(arguments) != 2:  # noqa: PLR2004 - Trino's message names the function
        raise node.error(
            ErrorName.SYNTAX_ERROR, "Invalid number of arguments for 'nullif' function"
        )
    first, second = (expressions.type_of(argument, scope) for argument in arguments)
    if common_type(first, second) is None:
        message = f"Types are not comparable with NULLIF: {first} vs {second}"
        raise node.error(ErrorName.TYPE_MISMATCH, message)
    return first


def _try(expressions: Expressions, node: Node, arguments: list[Node], scope: Scope) -> DataType:
    if len(arguments) != 1:
        raise node.error(
            ErrorName.SYNTAX_ERROR, "The 'try' function must have exactly one argument"
        )
    return expressions.type_of(arguments[0], scope)


def _format(expressions: Expressions, node: Node, arguments: list[Node], scope: Scope) -> DataType:
    if len(arguments) < 2:  # noqa: PLR2004 - Trino's message says it
        raise node.error(
            ErrorName.SYNTAX_ERROR, "The 'format' function must have at least two arguments"
        )
    kinds = [expressions.type_of(argument, scope) for argument in arguments]
    if kinds[0].base not in {"varchar", UNSURE.base, UNKNOWN.base}:
        message = f"Type of first argument to format() must be VARCHAR (actual: {kinds[0]})"
        raise position(arguments[0]).error(ErrorName.TYPE_MISMATCH, message)
    return VARCHAR


SPECIAL = {"coalesce": _coalesce, "format": _format, "if": _if, "nullif": _nullif, "try": _try}
"""Functions that Trino's parser turns into expressions."""


def _named_call(name: str) -> Handler:
    """Return the handler of a function that has its own syntax, such as `TRIM(x)`."""

    def handle(expressions: Expressions, node: Node, scope: Scope) -> DataType:
        kinds = [expressions.type_of(child, scope) for child in _ordered(node)]
        try:
            return result_type(name, kinds)
        except LookupError as error:
            raise node.error(ErrorName.FUNCTION_NOT_FOUND, str(error)) from None

    return handle


def _ordered(node: Node) -> list[Node]:
    """Return the arguments of a function with its own syntax in the order of the plain call."""
    source, character = node.label("trimSource"), node.label("trimChar")
    if source is not None:
        return [source, *([character] if character else [])]
    return [child for child in node.children if child.children and child.kind != "NormalForm"]


def _listagg(expressions: Expressions, node: Node, scope: Scope) -> DataType:
    value = node.all("Expression")[0]
    kind = expressions.type_of(value, scope)
    if kind.base not in {"varchar", UNSURE.base}:
        message = f"Expected expression of varchar, but '{value.text}' has {kind} type"
        raise node.error(ErrorName.TYPE_MISMATCH, message)
    for item in node.all("SortItem"):
        expressions.type_of(item.children[0], scope)
    return VARCHAR


def _lambda(_expressions: Expressions, node: Node, _scope: Scope) -> DataType:
    message = "Lambda expression should always be used inside a function"
    raise node.error(ErrorName.SYNTAX_ERROR, message)


HANDLERS: dict[str, Handler] = {
    "FunctionCall": _call,
    "Lambda": _lambda,
    "Listagg": _listagg,
    "Normalize": lambda expressions, node, scope: (expressions.visit(node, scope), VARCHAR)[1],
    "Substring": _named_call("substring"),
    "Trim": _named_call("trim"),
}
"""Functions that return the type of a call's result, by the kind of the node."""
