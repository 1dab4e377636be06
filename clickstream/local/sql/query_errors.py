"""Failure of a statement, as Athena reports it."""

from __future__ import annotations

SYNTAX_ERROR, USER_ERROR = 1006, 1000
"""Types of errors: https://docs.aws.amazon.com/athena/latest/ug/error-reference.html."""
SYNTAX_NAMES = ("SYNTAX_ERROR", "TABLE_NOT_FOUND", "SCHEMA_NOT_FOUND", "COLUMN_NOT_FOUND", "TYPE_MISMATCH", "FUNCTION_NOT_FOUND")  # fmt: skip


class QueryError(Exception):
    """Statement that fails, with the reason in Athena's words."""

    def __init__(
        self, message: str, *, at_submission: bool = False, scanned_bytes: int | None = None
    ) -> None:
        """Keep the reason.

        Args:
            message: Reason of the query's change of state.
            at_submission: Whether StartQueryExecution refuses the statement.
            scanned_bytes: Bytes at which the scan limit cancelled the query; None, if it failed.
        """
        super().__init__(message)
        self.message = message
        self.at_submission = at_submission
        self.scanned_bytes = scanned_bytes

    @property
    def state(self) -> str:
        """State of the query execution."""
        return "FAILED" if self.scanned_bytes is None else "CANCELLED"

    @property
    def error_type(self) -> int:
        """Type in Athena's catalogue of errors."""
        return SYNTAX_ERROR if self.message.startswith(SYNTAX_NAMES) else USER_ERROR
