"""Checks of aggregate and window functions: where they may stand, and what they may name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clickstream.local.sql.analyzer.calls import function_name, is_windowed
from clickstream.local.sql.analyzer.functions import is_aggregate
from clickstream.local.sql.analyzer.names import Field, position, unwrap
from clickstream.local.sql.errors import AthenaError, ErrorName
from clickstream.local.sql.syntax import TERMINAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clickstream.local.sql.syntax import Node

QUERIES = frozenset({"Query", "QueryNoWith"})
Key = tuple[object, ...]


def parts(node: Node) -> Iterator[Node]:
    """Return an expression and the expressions in it, without those of subqueries."""
    yield node
    for child in node.children:
        if child.kind not in QUERIES:
            yield from parts(child)


def is_aggregation(node: Node) -> bool:
    """Return whether a node is the call of an aggregate function without OVER."""
    if node.kind == "Listagg":
        return True
    return (
        node.kind == "FunctionCall" and is_aggregate(function_name(node)) and not is_windowed(node)
    )


def is_window_call(node: Node) -> bool:
    """Return whether a node is a call with OVER."""
    return node.kind == "FunctionCall" and is_windowed(node)


def _is_grouping(node: Node) -> bool:
    return node.kind == "GroupingOperation"


def has_aggregation(node: Node) -> bool:
    """Return whether an expression has the call of an aggregate function."""
    return any(map(is_aggregation, parts(node)))


def check_scalar(node: Node, clause: str) -> None:
    """Refuse aggregations and window functions in a clause that has no place for them."""
    found = [
        part
        for test in (is_aggregation, is_window_call, _is_grouping)
        for part in parts(node)
        if test(part)
    ]
    if found:
        calls = ", ".join(map(formatted, found))
        message = f"{clause} cannot contain aggregations, window functions or grouping operations: [{calls}]"
        raise position(node).error(ErrorName.EXPRESSION_NOT_SCALAR, message)


def check_no_windows(node: Node, message: str) -> None:
    """Refuse window functions in an expression."""
    for part in parts(node):
        if is_window_call(part):
            raise part.error(ErrorName.NESTED_WINDOW, message)


def check_windows(query: Node, expressions: list[Node]) -> None:
    """Refuse FILTER and DISTINCT with OVER, at the position of the query."""
    for call in (part for node in expressions for part in parts(node) if is_window_call(part)):
        if call.first("Filter") is not None:
            message = "FILTER is not yet supported for window functions"
            raise query.error(ErrorName.NOT_SUPPORTED, message)
        quantifier = call.first("SetQuantifier")
        if quantifier is not None and quantifier.text.upper() == "DISTINCT":
            message = f"DISTINCT in window function parameters not yet supported: {formatted(call)}"
            raise query.error(ErrorName.NOT_SUPPORTED, message)


@dataclass(frozen=True)
class Grouping:
    """Columns and expressions that have one value in a group."""

    references: Mapping[Node, Field]
    """Columns that expressions name."""
    source: frozenset[Field]
    """Columns of FROM."""
    fields: frozenset[Field]
    """Columns of GROUP BY."""
    keys: frozenset[Key]
    """Other expressions of GROUP BY."""

    def check(self, node: Node) -> None:
        """Refuse an expression that has several values in a group.

        Raises:
            AthenaError: If the expression names a column outside aggregate functions and GROUP BY.
        """
        if not self._is_constant(node):
            message = (
                f"'{formatted(node)}' must be an aggregate expression or appear in GROUP BY clause"
            )
            raise position(node).error(ErrorName.EXPRESSION_NOT_AGGREGATE, message)

    def check_field(self, field: Field, index: int) -> None:
        """Refuse a column of `*` that is not in GROUP BY."""
        if field not in self.fields:
            relation = f"{'.'.join(field.relation)}." if field.relation else ""
            name = f"'{relation}{field.name}'" if field.name else str(index)
            message = f"Column {name} not in GROUP BY clause"
            raise AthenaError(ErrorName.EXPRESSION_NOT_AGGREGATE, message)

    def _is_constant(self, node: Node) -> bool:
        node = unwrap(node)
        if expression_key(node, self.references) in self.keys:
            return True
        field = self.references.get(node)
        if field is not None:
            return field not in self.source or field in self.fields
        if is_aggregation(node):
            _check_nested(node)
            return True
        if node.kind in QUERIES:
            self._check_subquery(node)
            return True
        if node.kind == "WindowSpecification":
            self._check_window(node)
            return True
        return all(self._is_constant(child) for child in node.children if child.kind != TERMINAL)

    def _check_window(self, node: Node) -> None:
        ordered = [item.children[0] for item in node.all("SortItem")]
        for clause, expressions in (
            ("PARTITION BY", node.labelled("partition")),
            ("ORDER BY", ordered),
        ):
            for expression in expressions:
                if not self._is_constant(expression):
                    message = f"{clause} expression '{formatted(expression)}' must be an aggregate expression or appear in GROUP BY clause"
                    raise position(expression).error(ErrorName.EXPRESSION_NOT_AGGREGATE, message)

    def _check_subquery(self, query: Node) -> None:
        for node in query.walk():
            field = self.references.get(node)
            if field is not None and field in self.source and field not in self.fields:
                message = f"Subquery uses '{node.text}' which must appear in GROUP BY clause"
                raise node.error(ErrorName.EXPRESSION_NOT_AGGREGATE, message)


def _check_nested(node: Node) -> None:
    """Refuse an aggregation inside an aggregation."""
    arguments = [child for child in node.children if child.kind in {"Expression", "SortItem"}]
    found = [part for child in arguments for part in parts(child)]
    nested = [part for part in found if is_aggregation(part)]
    name = function_name(node)
    if nested:
        calls = ", ".join(map(formatted, nested))
        message = f"Cannot nest aggregations inside aggregation '{name}': [{calls}]"
        raise node.error(ErrorName.NESTED_AGGREGATION, message)
    windows = [part for part in found if is_window_call(part)]
    if windows:
        calls = ", ".join(map(formatted, windows))
        message = f"Cannot nest window functions or row pattern measures inside aggregation '{name}': [{calls}]"
        raise node.error(ErrorName.NESTED_WINDOW, message)


def expression_key(node: Node, references: Mapping[Node, Field]) -> Key:
    """Return a key that is equal for equal expressions: case, spaces and brackets do not count."""
    node = unwrap(node)
    if node in references:
        return (references[node],)
    if node.kind == TERMINAL:
        return (node.text if node.text.startswith(("'", '"')) else node.text.lower(),)
    return (node.kind, *(expression_key(child, references) for child in node.children))


def formatted(node: Node) -> str:
    """Return an expression as Trino's messages write it."""
    node = unwrap(node)
    match node.kind:
        case "ArithmeticBinary" | "And" | "Or":
            left, operator, right = node.children
            return f"({formatted(left)} {operator.text.upper()} {formatted(right)})"
        case "Predicated" if node.children[1].kind == "Comparison":
            value, (operator, right) = node.children[0], node.children[1].children
            sign = "<>" if operator.text == "!=" else operator.text
            return f"({formatted(value)} {sign} {formatted(right)})"
        case "FunctionCall" if node.first("Filter") is None:
            return _formatted_call(node)
        case "Concatenation":
            return f"concat({formatted(node.children[0])}, {formatted(node.children[2])})"
        case _:
            return " ".join(node.text.split())


def _formatted_call(node: Node) -> str:
    arguments = ", ".join(map(formatted, node.all("Expression")))
    quantifier = node.first("SetQuantifier")
    prefix = "DISTINCT " if quantifier and quantifier.text.upper() == "DISTINCT" else ""
    over = node.first("Over")
    window = f" {_formatted_window(over)}" if over else ""
    return f"{function_name(node)}({prefix}{'*' if node.has('*') else arguments}){window}"


def _formatted_window(node: Node) -> str:
    """Return OVER, or a part of it, with keywords in upper case and ASC written out."""
    if node.kind == TERMINAL:
        return node.text.upper()
    if node.kind not in {"Over", "WindowSpecification", "SortItem"}:
        return formatted(node)
    words = [_formatted_window(child) for child in node.children]
    if node.kind == "SortItem" and not {"ASC", "DESC"} & set(words):
        words.insert(1, "ASC")
    return " ".join(words).replace("( ", "(").replace(" )", ")").replace(" ,", ",")
