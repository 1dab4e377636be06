"""Analysis of queries, in the order in which Trino reports their errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.local.sql.analyzer.aggregation import (
    Grouping,
    Key,
    check_no_windows,
    check_scalar,
    check_windows,
    expression_key,
    has_aggregation,
)
from clickstream.local.sql.analyzer.coercion import can_coerce, common_type, is_orderable
from clickstream.local.sql.analyzer.data_types import BOOLEAN, UNSURE, DataType
from clickstream.local.sql.analyzer.expressions import Expressions
from clickstream.local.sql.analyzer.names import (
    Field,
    Scope,
    column_name,
    identifier,
    is_identifier,
    position,
    unwrap,
)
from clickstream.local.sql.analyzer.relations import Relations, column_aliases, renamed
from clickstream.local.sql.analyzer.values import is_integer_literal
from clickstream.local.sql.analyzer.windows import check_window
from clickstream.local.sql.errors import ErrorName

if TYPE_CHECKING:
    from clickstream.local.sql.analyzer.relations import TableColumns
    from clickstream.local.sql.syntax import Node

RELATIONS = frozenset({"JoinRelation", "RelationDefault"})
PLAIN = frozenset({"QueryTermDefault", "QueryPrimaryDefault"})
Output = tuple["Node | Field", Field]
"""Expression of SELECT, or column that `*` stands for, and the column of the result."""


class Queries:
    """Analysis of the queries of one statement."""

    def __init__(self, tables: TableColumns, database: str) -> None:
        """Prepare the analysis.

        Args:
            tables: Columns of the tables in the catalog.
            database: Database of table names without one.
        """
        self.expressions = Expressions(self.query)
        self.relations = Relations(self.expressions, tables, database)

    def query(self, node: Node, parent: Scope | None = None) -> list[Field]:
        """Return the columns of a query.

        Args:
            node: Query.
            parent: Columns of the query around it.

        Raises:
            AthenaError: If Trino refuses the query.
        """
        scope = Scope([], parent)
        definitions = node.first("With")
        if definitions is not None:
            self._with(definitions, scope)
        return self._query_without_with(node.children[-1], scope)

    def _with(self, node: Node, scope: Scope) -> None:
        for definition in node.all("NamedQuery"):
            name = identifier(definition.children[0])
            if name in scope.tables:
                message = f"WITH query name '{name}' specified more than once"
                raise definition.error(ErrorName.DUPLICATE_NAMED_QUERY, message)
            names = column_aliases(definition)
            query = definition.first("Query")
            if node.has("RECURSIVE"):
                recursive = Scope([], scope)
                recursive.tables[name] = [Field(column, UNSURE, (name,)) for column in names] or [
                    Field(None, UNSURE, (name,), is_any=True)
                ]
                fields = self.query(query, recursive) if query else []
            else:
                fields = self.query(query, scope) if query else []
            if names and len(names) != len(fields) and not any(field.is_any for field in fields):
                message = f"WITH column alias list has {len(names)} entries but WITH query({name}) has {len(fields)} columns"
                raise definition.error(ErrorName.MISMATCHED_COLUMN_ALIASES, message)
            scope.tables[name] = renamed(fields, name, names)

    def _query_without_with(self, node: Node, scope: Scope) -> list[Field]:
        term = node.children[0]
        while term.kind in PLAIN:
            term = term.children[0]
        items = node.all("SortItem")
        if term.kind == "QuerySpecification":
            return self._specification(term, items, scope)
        fields = self._term(term, scope)
        ordered = Scope(fields, scope)
        for item in items:
            self._sort_item(item, len(fields), ordered, node)
        return fields

    def _term(self, node: Node, scope: Scope) -> list[Field]:
        match node.kind:
            case kind if kind in PLAIN:
                return self._term(node.children[0], scope)
            case "QuerySpecification":
                return self._specification(node, [], scope)
            case "Subquery":
                return self._query_without_with(node.children[1], scope)
            case "SetOperation":
                return self._set_operation(node, scope)
            case "InlineTable":
                return self._values(node, scope)
            case _:
                return [Field(None, UNSURE, is_any=True)]

    def _set_operation(self, node: Node, scope: Scope) -> list[Field]:
        left, right = (self._term(side, scope) for side in (node.children[0], node.children[-1]))
        operator = node.children[1]
        name = operator.text.upper()
        if any(field.is_any for field in left + right):
            return [Field(None, UNSURE, is_any=True)]
        if len(left) != len(right):
            message = f"{name} query has different number of fields: {len(left)}, {len(right)}"
            raise operator.error(ErrorName.TYPE_MISMATCH, message)
        fields: list[Field] = []
        for index, (first, second) in enumerate(zip(left, right, strict=True), start=1):
            common = common_type(first.type, second.type)
            if common is None:
                message = f"column {index} in {name} query has incompatible types: {first.type}, {second.type}"
                raise operator.error(ErrorName.TYPE_MISMATCH, message)
            fields.append(Field(first.name, common))
        return fields

    def _values(self, node: Node, scope: Scope) -> list[Field]:
        rows: list[tuple[DataType, ...]] = []
        for value in node.all("Expression"):
            kind = self.expressions.type_of(value, scope)
            rows.append(kind.types if kind.base == "row" else (kind,))
        common = rows[0]
        for row in rows[1:]:
            if len(row) != len(common):
                message = f"Values rows have mismatched sizes: {len(common)} vs {len(row)}"
                raise node.error(ErrorName.TYPE_MISMATCH, message)
            found = [common_type(*pair) for pair in zip(row, common, strict=True)]
            if None in found:
                first, second = (
                    DataType("row", kinds, (None,) * len(kinds)) for kinds in (rows[0], row)
                )
                message = f"Values rows have mismatched types: {first} vs {second}"
                raise node.error(ErrorName.TYPE_MISMATCH, message)
            common = tuple(kind for kind in found if kind)
        return [Field(None, kind) for kind in common]

    def _specification(self, node: Node, items: list[Node], scope: Scope) -> list[Field]:
        """Return the columns of SELECT.

        Args:
            node: Query specification.
            items: Expressions of its ORDER BY.
            scope: Columns of the queries around it.
        """
        relations = [child for child in node.children if child.kind in RELATIONS]
        source = Scope(self.relations.all(relations, scope), scope)
        for definition in node.all("WindowDefinition"):
            check_window(self.expressions, definition, source)
            source.windows[identifier(definition.children[0])] = definition.children[3]
        self._where(node, source)
        outputs = self._select(node, source, has_from=bool(relations))
        grouped = self._group_by(node, source, outputs)
        having = node.label("having")
        if having is not None:
            check_no_windows(
                having, "HAVING clause cannot contain window functions or row pattern measures"
            )
            self._condition(having, source, "HAVING clause")
        fields = [field for _, field in outputs]
        ordered = Scope(fields, source)
        for item in items:
            self._sort_item(item, len(fields), ordered, node)
        self._check_distinct(node, items, outputs)
        self._check_groups(node, items, source, outputs, grouped)
        return fields

    def _where(self, node: Node, source: Scope) -> None:
        where = node.label("where")
        if where is not None:
            check_scalar(where, "WHERE clause")
            self._condition(where, source, "WHERE clause")

    def _condition(self, node: Node, scope: Scope, clause: str) -> None:
        kind = self.expressions.type_of(node, scope)
        if not can_coerce(kind, BOOLEAN):
            message = f"{clause} must evaluate to a boolean: actual type {kind}"
            raise position(node).error(ErrorName.TYPE_MISMATCH, message)

    def _select(self, node: Node, source: Scope, *, has_from: bool) -> list[Output]:
        outputs: list[Output] = []
        for item in node.children:
            if item.kind == "SelectAll":
                outputs += self._select_all(item, source, has_from=has_from)
            elif item.kind == "SelectSingle":
                expression = item.children[0]
                kind = self.expressions.type_of(expression, source)
                alias = next(filter(is_identifier, item.children[1:]), None)
                name = column_name(expression)
                label = identifier(alias) if alias else name[-1] if name else None
                outputs.append((expression, Field(label, kind)))
        return outputs

    def _select_all(self, item: Node, source: Scope, *, has_from: bool) -> list[Output]:
        prefix = column_name(item.children[0]) if item.children[0].children else ()
        if prefix == ():
            if not has_from:
                message = "SELECT * not allowed in queries without FROM clause"
                raise item.error(ErrorName.COLUMN_NOT_FOUND, message)
            fields = [field for field in source.fields if not field.hidden]
        else:
            fields = self._fields_of(item, prefix, source)
        names = column_aliases(item)
        labels = names if len(names) == len(fields) else [field.name for field in fields]
        return [
            (field, Field(label, field.type, is_any=field.is_any))
            for field, label in zip(fields, labels, strict=True)
        ]

    def _fields_of(self, item: Node, prefix: tuple[str, ...] | None, source: Scope) -> list[Field]:
        """Return the columns of `prefix.*`: those of a relation, or the fields of a row."""
        for scope in source.chain() if prefix else ():
            found = [
                field for field in scope.fields if field.relation and field.is_of(prefix or ())
            ]
            if found:
                return [field for field in found if not field.hidden]
        if prefix and source.resolve(prefix, item) is None:
            message = f"Unable to resolve reference {'.'.join(prefix)}"
            raise item.error(ErrorName.TABLE_NOT_FOUND, message)
        kind = self.expressions.type_of(item.children[0], source)
        if kind.base != "row":
            return [Field(None, UNSURE, is_any=True)]
        return [
            Field(name.lower() if name else None, part)
            for name, part in zip(kind.names, kind.types, strict=True)
        ]

    def _group_by(
        self, node: Node, source: Scope, outputs: list[Output]
    ) -> list[Node | Field] | None:
        """Return the expressions and columns of GROUP BY, or None without it."""
        clause = node.first("GroupBy")
        if clause is None:
            return None
        grouped: list[Node | Field] = []
        for element in clause.children:
            is_simple = element.kind == "SingleGroupingSet"
            for group in element.all("GroupingSet"):
                for expression in group.all("Expression"):
                    if is_simple:
                        grouped.append(self._group_item(expression, source, outputs))
                    else:
                        grouped.append(self._grouping_column(expression, source))
        return grouped

    def _group_item(self, node: Node, source: Scope, outputs: list[Output]) -> Node | Field:
        if is_integer_literal(node):
            number = int(unwrap(node).text)
            if not 1 <= number <= len(outputs):
                message = f"GROUP BY position {number} is not in select list"
                raise position(node).error(ErrorName.INVALID_COLUMN_REFERENCE, message)
            item = outputs[number - 1][0]
            if isinstance(item, Field):
                return item
            check_scalar(item, "GROUP BY clause")
            return item
        check_scalar(node, "GROUP BY clause")
        self.expressions.type_of(node, source)
        return node

    def _grouping_column(self, node: Node, source: Scope) -> Node:
        self.expressions.type_of(node, source)
        if unwrap(node) not in self.expressions.references:
            message = f"GROUP BY expression must be a column reference: {node.text}"
            raise position(node).error(ErrorName.INVALID_COLUMN_REFERENCE, message)
        return node

    def _sort_item(self, item: Node, columns: int, scope: Scope, query: Node) -> None:
        expression = item.children[0]
        if is_integer_literal(expression):
            number = int(unwrap(expression).text)
            if not 1 <= number <= columns and not any(field.is_any for field in scope.fields):
                message = f"ORDER BY position {number} is not in select list"
                raise position(expression).error(ErrorName.INVALID_COLUMN_REFERENCE, message)
            return
        kind = self.expressions.type_of(expression, scope)
        if not is_orderable(kind):
            message = f"Type {kind} is not orderable, and therefore cannot be used in ORDER BY: {expression.text}"
            raise query.error(ErrorName.TYPE_MISMATCH, message)

    def _check_distinct(self, node: Node, items: list[Node], outputs: list[Output]) -> None:
        quantifier = node.first("SetQuantifier")
        if quantifier is None or quantifier.text.upper() != "DISTINCT":
            return
        names = {field.name for _, field in outputs}
        keys = {self._output_key(output) for output in outputs}
        is_open = any(field.is_any for _, field in outputs)
        for item in items:
            expression = unwrap(item.children[0])
            name = column_name(expression) if expression.kind == "ColumnReference" else None
            if is_open or is_integer_literal(expression) or (name and name[0] in names):
                continue
            if self._resolved_key(expression, outputs) not in keys:
                message = "For SELECT DISTINCT, ORDER BY expressions must appear in select list"
                raise node.error(ErrorName.EXPRESSION_NOT_IN_DISTINCT, message)

    def _output_key(self, output: Output) -> Key:
        item = output[0]
        return (
            (item,)
            if isinstance(item, Field)
            else expression_key(item, self.expressions.references)
        )

    def _resolved_key(self, node: Node, outputs: list[Output]) -> Key:
        """Return the key of an expression of ORDER BY, with columns of SELECT as those of FROM."""
        found = {field: self._output_key(output) for output in outputs for field in output[1:]}
        references = dict(self.expressions.references)
        for part, field in self.expressions.references.items():
            key = found.get(field)
            if key and len(key) == 1 and isinstance(key[0], Field):
                references[part] = key[0]
        return expression_key(node, references)

    def _check_groups(
        self,
        node: Node,
        items: list[Node],
        source: Scope,
        outputs: list[Output],
        grouped: list[Node | Field] | None,
    ) -> None:
        having = node.label("having")
        expressions = [item for item, _ in outputs if not isinstance(item, Field)]
        sorted_by = [item.children[0] for item in items]
        check_windows(node, [*expressions, *sorted_by])
        has_aggregates = any(map(has_aggregation, [*expressions, *sorted_by]))
        if grouped is None and having is None and not has_aggregates:
            return
        references = self.expressions.references
        nodes = [item for item in grouped or () if not isinstance(item, Field)]
        columns = [references[unwrap(item)] for item in nodes if unwrap(item) in references]
        columns += [item for item in grouped or () if isinstance(item, Field)]
        grouping = Grouping(
            references,
            frozenset(field for field in source.fields if not field.is_any),
            frozenset(columns),
            frozenset(expression_key(item, references) for item in nodes),
        )
        for index, (item, _) in enumerate(outputs, start=1):
            if isinstance(item, Field):
                if not item.is_any:
                    grouping.check_field(item, index)
            else:
                grouping.check(item)
        for item in [*([having] if having else []), *sorted_by]:
            grouping.check(item)
