"""Identifiers, and the columns that a name can mean at a place of a query."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clickstream.local.sql.analyzer.data_types import BIGINT, VARCHAR, DataType, timestamp
from clickstream.local.sql.errors import ErrorName

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clickstream.local.sql.syntax import Node


@dataclass(eq=False)
class Field:
    """Column of a relation."""

    name: str | None
    type: DataType
    relation: tuple[str, ...] = ()
    """Name of the relation: its alias, or the table's name as the query has it."""
    hidden: bool = False
    """Whether `*` leaves the column out."""
    is_any: bool = False
    """Whether the field stands for all columns of a relation that the analyzer does not know."""

    def has_name(self, name: Sequence[str]) -> bool:
        """Return whether a qualified name can mean the column."""
        *prefix, column = name
        return self.name == column and self.is_of(prefix)

    def is_of(self, prefix: Sequence[str]) -> bool:
        """Return whether a prefix can mean the column's relation."""
        return not prefix or self.relation[-len(prefix) :] == tuple(prefix)


@dataclass(eq=False)
class Scope:
    """Columns at a place of a query, and those of the queries around it."""

    fields: list[Field]
    parent: Scope | None = None
    tables: dict[str, list[Field]] = field(default_factory=dict[str, "list[Field]"])
    """Columns of the tables that WITH defines."""
    windows: dict[str, Node] = field(default_factory=dict[str, "Node"])
    """Specifications of the windows that WINDOW defines."""

    def chain(self) -> Iterator[Scope]:
        """Return the scope and those around it."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def resolve(self, name: Sequence[str], node: Node) -> Field | None:
        """Return the column of a name, or None.

        Raises:
            AthenaError: If several columns have the name.
        """
        for scope in self.chain():
            found = [column for column in scope.fields if column.has_name(name)]
            found = found or [column for column in scope.fields if column.is_any][:1]
            if len(found) > 1:
                message = f"Column '{'.'.join(name)}' is ambiguous"
                raise node.error(ErrorName.AMBIGUOUS_NAME, message)
            if found:
                return found[0]
        return None

    def window(self, name: str) -> Node | None:
        """Return the specification of a window that WINDOW defines, or None."""
        return next((scope.windows[name] for scope in self.chain() if name in scope.windows), None)

    def named_query(self, name: str) -> list[Field] | None:
        """Return the columns of a table that WITH defines, or None."""
        return next((scope.tables[name] for scope in self.chain() if name in scope.tables), None)


HIDDEN_COLUMNS = {
    "$path": VARCHAR,
    "$bucket": DataType("integer"),
    "$file_size": BIGINT,
    "$file_modified_time": timestamp(3, zone=True),
    "$partition": VARCHAR,
}
"""Hidden columns of every Hive table."""


def identifier(node: Node) -> str:
    """Return the name of an identifier, which is not case-sensitive in Trino, in lower case."""
    text = node.text
    if text.startswith('"'):
        text = text[1:-1].replace('""', '"')
    return text.lower()


def qualified_name(node: Node) -> tuple[str, ...]:
    """Return the parts of a qualified name."""
    return tuple(identifier(part) for part in node.children if is_identifier(part))


IDENTIFIERS = frozenset({"UnquotedIdentifier", "QuotedIdentifier"})


def is_identifier(node: Node) -> bool:
    """Return whether a node is an identifier."""
    return node.kind in IDENTIFIERS


WRAPPERS = frozenset(
    {
        "Expression",
        "ParenthesizedExpression",
        "ValueExpressionDefault",
    }
)


def unwrap(node: Node) -> Node:
    """Return the expression inside nodes that the grammar has for precedence and brackets."""
    while True:
        if node.kind == "Predicated" and len(node.children) == 1:
            node = node.children[0]
        elif node.kind == "ParenthesizedExpression":
            node = node.children[1]
        elif node.kind in WRAPPERS:
            node = node.children[0]
        else:
            return node


def position(node: Node) -> Node:
    """Return the part of an expression at which Trino reports an error, such as its operator."""
    node = unwrap(node)
    if node.kind == "Predicated":
        predicate = node.children[1]
        is_comparison = predicate.kind in {"Comparison", "QuantifiedComparison"}
        return predicate.children[0] if is_comparison else predicate
    if node.kind == "ArithmeticBinary":
        return node.label("operator") or node
    if node.kind in {"Concatenation", "AtTimeZone"}:
        return node.children[1]
    return node


def column_name(node: Node) -> tuple[str, ...] | None:
    """Return the name of an expression that can be a column, such as `a.b`, or None."""
    node = unwrap(node)
    if node.kind == "ColumnReference":
        return (identifier(node.children[0]),)
    if node.kind == "Dereference":
        base, last = node.label("base"), node.label("fieldName")
        prefix = column_name(base) if base else None
        return (*prefix, identifier(last)) if prefix and last else None
    return None
