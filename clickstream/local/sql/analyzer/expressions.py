"""Types of expressions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clickstream.local.sql.analyzer import calls, literals, predicates, values
from clickstream.local.sql.analyzer.coercion import can_coerce, common_type
from clickstream.local.sql.analyzer.data_types import UNKNOWN, UNSURE, DataType
from clickstream.local.sql.analyzer.names import Field, Scope, position, unwrap
from clickstream.local.sql.errors import ErrorName
from clickstream.local.sql.syntax import TERMINAL, Node

if TYPE_CHECKING:
    from collections.abc import Sequence

Handler = Callable[["Expressions", Node, Scope], DataType]
"""Function that returns the type of an expression in a scope."""
HANDLERS: dict[str, Handler] = {
    **literals.HANDLERS,
    **values.HANDLERS,
    **predicates.HANDLERS,
    **calls.HANDLERS,
}
EXPRESSION_KINDS = frozenset(
    {*HANDLERS, "Expression", "ParenthesizedExpression", "Predicated", "ValueExpressionDefault"}
)


@dataclass(eq=False)
class Expressions:
    """Analysis of the expressions of one statement."""

    query: Callable[[Node, Scope], list[Field]]
    """Return the columns of a query inside an expression."""
    references: dict[Node, Field] = field(default_factory=dict[Node, Field])
    """Columns that expressions name."""
    types: dict[Node, DataType] = field(default_factory=dict[Node, DataType])
    """Types of the expressions."""

    def type_of(self, node: Node, scope: Scope) -> DataType:
        """Return the type of an expression.

        Raises:
            AthenaError: If Trino refuses the expression.
        """
        node = unwrap(node)
        handler = HANDLERS.get(node.kind)
        if handler is None:
            self.visit(node, scope)
            return UNSURE
        self.types[node] = handler(self, node, scope)
        return self.types[node]

    def visit(self, node: Node, scope: Scope) -> None:
        """Analyze the expressions below a node whose own type is not known."""
        for child in node.children:
            if child.kind in EXPRESSION_KINDS:
                self.type_of(child, scope)
            elif child.kind == "Query":
                self.query(child, scope)
            elif child.kind != TERMINAL:
                self.visit(child, scope)

    def coerce(self, node: Node, scope: Scope, target: DataType, role: str) -> None:
        """Refuse an expression that does not convert to a type.

        Args:
            node: Expression.
            scope: Columns that the expression can name.
            target: Type.
            role: Subject of Trino's message, such as `IF condition`.
        """
        actual = self.type_of(node, scope)
        if not can_coerce(actual, target):
            message = f"{role} must evaluate to a {target} (actual: {actual})"
            raise position(node).error(ErrorName.TYPE_MISMATCH, message)

    def coerce_all(self, nodes: Sequence[Node], scope: Scope, role: str) -> DataType:
        """Return the common type of expressions.

        Args:
            nodes: Expressions.
            scope: Columns that the expressions can name.
            role: Subject of Trino's message, such as `All CASE results`.
        """
        kinds: dict[DataType, Node] = {}
        for node in nodes:
            kinds.setdefault(self.type_of(node, scope), node)
        found = UNKNOWN
        for kind, node in kinds.items():
            common = common_type(found, kind)
            if common is None:
                every = ", ".join(map(str, kinds))
                message = f"{role} must be the same type or coercible to a common type. Cannot find common type between {found} and {kind}, all types (without duplicates): [{every}]"
                raise position(node).error(ErrorName.TYPE_MISMATCH, message)
            found = common
        return found
