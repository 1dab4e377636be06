"""Error of a statement that Athena refuses before it runs."""

from __future__ import annotations

from enum import StrEnum


class ErrorName(StrEnum):
    """Trino's names of the errors that a statement has before it runs."""

    AMBIGUOUS_NAME = "AMBIGUOUS_NAME"
    CATALOG_NOT_FOUND = "CATALOG_NOT_FOUND"
    COLUMN_NOT_FOUND = "COLUMN_NOT_FOUND"
    DUPLICATE_NAMED_QUERY = "DUPLICATE_NAMED_QUERY"
    EXPRESSION_NOT_AGGREGATE = "EXPRESSION_NOT_AGGREGATE"
    EXPRESSION_NOT_IN_DISTINCT = "EXPRESSION_NOT_IN_DISTINCT"
    EXPRESSION_NOT_SCALAR = "EXPRESSION_NOT_SCALAR"
    FUNCTION_NOT_AGGREGATE = "FUNCTION_NOT_AGGREGATE"
    FUNCTION_NOT_FOUND = "FUNCTION_NOT_FOUND"
    FUNCTION_NOT_WINDOW = "FUNCTION_NOT_WINDOW"
    INVALID_COLUMN_REFERENCE = "INVALID_COLUMN_REFERENCE"
    INVALID_FUNCTION_ARGUMENT = "INVALID_FUNCTION_ARGUMENT"
    INVALID_LITERAL = "INVALID_LITERAL"
    INVALID_WINDOW_FRAME = "INVALID_WINDOW_FRAME"
    INVALID_WINDOW_REFERENCE = "INVALID_WINDOW_REFERENCE"
    MISMATCHED_COLUMN_ALIASES = "MISMATCHED_COLUMN_ALIASES"
    MISSING_ORDER_BY = "MISSING_ORDER_BY"
    MISSING_OVER = "MISSING_OVER"
    NESTED_AGGREGATION = "NESTED_AGGREGATION"
    NESTED_WINDOW = "NESTED_WINDOW"
    NULL_TREATMENT_NOT_ALLOWED = "NULL_TREATMENT_NOT_ALLOWED"
    NOT_SUPPORTED = "NOT_SUPPORTED"
    SCHEMA_NOT_FOUND = "SCHEMA_NOT_FOUND"
    SYNTAX_ERROR = "SYNTAX_ERROR"
    TABLE_NOT_FOUND = "TABLE_NOT_FOUND"
    TYPE_MISMATCH = "TYPE_MISMATCH"
    TYPE_NOT_FOUND = "TYPE_NOT_FOUND"


class AthenaError(ValueError):
    """Refusal of a statement, in Athena's words.

    `str()` is the reason that Athena gives for the failed query, such as
    ``TYPE_MISMATCH: line 1:42: Cannot apply operator: varchar = integer``. Athena gives no name for
    a statement that does not parse: ``line 1:8: mismatched input 'FROM'. Expecting: …``.

    Attributes:
        name: Trino's name of the error.
        message: Trino's message, without the position.
        line: Line in the statement, from 1, or None if Trino gives no position.
        column: Column in the line, from 1, or None.
    """

    def __init__(
        self, name: ErrorName, message: str, line: int | None = None, column: int | None = None
    ) -> None:
        """Store the parts of the reason.

        Args:
            name: Trino's name of the error.
            message: Trino's message, without the position.
            line: Line in the statement, from 1, or None if Trino gives no position.
            column: Column in the line, from 1, or None.
        """
        self.name = name
        self.message = message
        self.line = line
        self.column = column
        reason = message if line is None else f"line {line}:{column}: {message}"
        super().__init__(reason if name is ErrorName.SYNTAX_ERROR else f"{name}: {reason}")
