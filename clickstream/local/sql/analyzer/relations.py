"""Columns of the relations in FROM."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.local.sql.analyzer.aggregation import check_scalar
from clickstream.local.sql.analyzer.coercion import can_coerce, common_type
from clickstream.local.sql.analyzer.data_types import (
    BIGINT,
    BOOLEAN,
    UNKNOWN,
    UNSURE,
    DataType,
    parse_glue_type,
)
from clickstream.local.sql.analyzer.names import (
    HIDDEN_COLUMNS,
    Field,
    Scope,
    identifier,
    is_identifier,
    position,
    qualified_name,
)
from clickstream.local.sql.analyzer.operators import compare
from clickstream.local.sql.errors import AthenaError, ErrorName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickstream.local.sql.analyzer.expressions import Expressions
    from clickstream.local.sql.syntax import Node

    TableColumns = Mapping[str, Mapping[str, Mapping[str, str]]]
    """Athena types by database, table and column; columns in the table's order."""

CATALOG = "awsdatacatalog"
TRANSPARENT = frozenset(
    {"RelationDefault", "SampledRelation", "ParenthesizedRelation", "PatternRecognition"}
)
LATERAL = frozenset({"Unnest", "Lateral"})


class Relations:
    """Analysis of the relations of one statement."""

    def __init__(self, expressions: Expressions, tables: TableColumns, database: str) -> None:
        """Store the catalog.

        Args:
            expressions: Analysis of the statement's expressions.
            tables: Columns of the tables in the catalog.
            database: Database of table names without one.
        """
        self.expressions = expressions
        self.tables = {
            name.lower(): {table.lower(): columns for table, columns in found.items()}
            for name, found in tables.items()
        }
        self.database = database.lower()
        self.handlers = {
            "AliasedRelation": self._aliased,
            "JoinRelation": self._join,
            "Lateral": self._query,
            "SubqueryRelation": self._query,
            "TableName": self._table,
            "Unnest": self._unnest,
        }

    def all(self, nodes: list[Node], scope: Scope) -> list[Field]:
        """Return the columns of the relations of a FROM clause."""
        fields: list[Field] = []
        for node in nodes:
            fields += self._right(node, fields, scope)
        return fields

    def fields(self, node: Node, scope: Scope) -> list[Field]:
        """Return the columns of a relation.

        Args:
            node: Relation.
            scope: Columns that an expression in the relation can name.
        """
        handler = self.handlers.get(node.kind)
        if node.kind in TRANSPARENT and not node.has("MATCH_RECOGNIZE"):
            inner = next(child for child in node.children if child.children)
            return self.fields(inner, scope)
        return handler(node, scope) if handler else [Field(None, UNSURE, is_any=True)]

    def _query(self, node: Node, scope: Scope) -> list[Field]:
        query = node.first("Query")
        return self.expressions.query(query, scope) if query else []

    def _right(self, node: Node, left: list[Field], scope: Scope) -> list[Field]:
        """Return the columns of a relation that stands right of others."""
        return self.fields(node, Scope(left, scope) if _is_lateral(node) else scope)

    def _join(self, node: Node, scope: Scope) -> list[Field]:
        if node.has("NATURAL"):
            raise node.error(ErrorName.NOT_SUPPORTED, "Natural join not supported")
        left, right = node.children[0], node.label("right") or node.label("rightRelation")
        left_fields = self.fields(left, scope)
        right_fields = self._right(right, left_fields, scope) if right else []
        criteria = node.first("JoinCriteria")
        if criteria is None:
            return left_fields + right_fields
        if criteria.has("USING"):
            return self._using(criteria, left_fields, right_fields)
        condition = criteria.children[1]
        if right and _is_lateral(right) and condition.text.upper() != "TRUE":
            kind = (node.first("JoinType") or node).text.upper().removesuffix("OUTER").strip()
            message = (
                f"{kind or 'INNER'} JOIN involving UNNEST is only supported with condition ON TRUE"
            )
            raise position(condition).error(ErrorName.NOT_SUPPORTED, message)
        both = Scope(left_fields + right_fields, scope)
        kind = self.expressions.type_of(condition, both)
        check_scalar(condition, "JOIN clause")
        if not can_coerce(kind, BOOLEAN):
            message = f"JOIN ON clause must evaluate to a boolean: actual type {kind}"
            raise position(condition).error(ErrorName.TYPE_MISMATCH, message)
        return both.fields

    def _using(self, criteria: Node, left: list[Field], right: list[Field]) -> list[Field]:
        """Return the columns of a join by columns of the same name, which come first, once."""
        joined: list[Field] = []
        used: set[Field] = set()
        for column in filter(is_identifier, criteria.children):
            name = identifier(column)
            pair = [Scope(fields).resolve([name], column) for fields in (left, right)]
            for field, side in zip(pair, ("left", "right"), strict=True):
                if field is None:
                    message = f"Column '{name}' is missing from {side} side of join"
                    raise column.error(ErrorName.COLUMN_NOT_FOUND, message)
            first, second = (field for field in pair if field)
            try:
                compare("=", first.type, second.type)
            except LookupError as error:
                raise column.error(ErrorName.TYPE_MISMATCH, str(error)) from None
            joined.append(Field(name, common_type(first.type, second.type) or UNSURE))
            used |= {field for field in (first, second) if not field.is_any}
        return joined + [field for field in left + right if field not in used]

    def _aliased(self, node: Node, scope: Scope) -> list[Field]:
        fields = self.fields(node.children[0], scope)
        alias = next(filter(is_identifier, node.children), None)
        if alias is None:
            return fields
        names = column_aliases(node)
        visible = [field for field in fields if not field.hidden]
        if names and not any(field.is_any for field in fields) and len(names) != len(visible):
            message = f"Column alias list has {len(names)} entries but '{identifier(alias)}' has {len(visible)} columns available"
            raise node.error(ErrorName.MISMATCHED_COLUMN_ALIASES, message)
        return renamed(fields, identifier(alias), names)

    def _table(self, node: Node, scope: Scope) -> list[Field]:
        name = qualified_name(node.children[0])
        if len(name) == 1 and (fields := scope.named_query(name[0])) is not None:
            return renamed(fields, name[0], [])
        *prefix, table = name
        database = (prefix[-1] if prefix else self.database).lower()
        if len(name) > 2 and name[0] != CATALOG:  # noqa: PLR2004 - catalog, database, table
            message = f"Catalog '{name[0]}' does not exist"
            raise node.error(ErrorName.CATALOG_NOT_FOUND, message)
        if database == "information_schema" or table.endswith("$partitions"):
            return [Field(None, UNSURE, name, is_any=True)]
        if database not in self.tables and database != self.database:
            raise node.error(ErrorName.SCHEMA_NOT_FOUND, f"Schema '{database}' does not exist")
        columns = self.tables.get(database, {}).get(table)
        if columns is None:
            message = f"Table '{CATALOG}.{database}.{table}' does not exist"
            raise node.error(ErrorName.TABLE_NOT_FOUND, message)
        fields = [
            Field(column.lower(), parse_glue_type(kind), name) for column, kind in columns.items()
        ]
        hidden = [Field(*column, name, hidden=True) for column in HIDDEN_COLUMNS.items()]
        return fields + hidden

    def _unnest(self, node: Node, scope: Scope) -> list[Field]:
        fields: list[Field] = []
        for expression in node.all("Expression"):
            kind = self.expressions.type_of(expression, scope)
            check_scalar(expression, "UNNEST")
            fields += _unnested(kind)
        return fields + ([Field(None, BIGINT)] if node.has("ORDINALITY") else [])


def _unnested(kind: DataType) -> list[Field]:
    """Return the columns that UNNEST makes of a value."""
    if kind in {UNSURE, UNKNOWN}:
        return [Field(None, UNSURE, is_any=True)]
    if kind.base == "array":
        (element,) = kind.types
        if element.base == "row":
            names = zip(element.names, element.types, strict=True)
            return [Field(name.lower() if name else None, part) for name, part in names]
        return [Field(None, element)]
    if kind.base == "map":
        return [Field(None, part) for part in kind.types]
    message = f"Cannot unnest type: {kind}"
    raise AthenaError(ErrorName.INVALID_FUNCTION_ARGUMENT, message)


def _is_lateral(node: Node) -> bool:
    """Return whether a relation can name columns of the relations left of it."""
    while node.kind in TRANSPARENT | {"AliasedRelation"} and node.kind != "ParenthesizedRelation":
        node = node.children[0]
    return node.kind in LATERAL


def column_aliases(node: Node) -> list[str]:
    """Return the names of an alias's columns."""
    aliases = node.first("ColumnAliases")
    return [identifier(name) for name in filter(is_identifier, aliases.children)] if aliases else []


def renamed(fields: list[Field], relation: str, names: list[str]) -> list[Field]:
    """Return the columns of a relation under an alias.

    Args:
        fields: Columns of the relation.
        relation: Alias.
        names: New names of the columns, or none.
    """
    if any(field.is_any for field in fields):
        known = [Field(name, UNSURE, (relation,)) for name in names]
        return [*known, Field(None, UNSURE, (relation,), is_any=True)]
    if not names:
        return [Field(field.name, field.type, (relation,), field.hidden) for field in fields]
    visible = (field for field in fields if not field.hidden)
    pairs = zip(visible, names, strict=True)
    return [Field(name, field.type, (relation,)) for field, name in pairs]
