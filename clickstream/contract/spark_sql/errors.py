"""Errors of the translation to Spark SQL."""

from __future__ import annotations


class UnsupportedSqlError(ValueError):
    """SQL that is not translated to Spark SQL."""

    def __init__(self, problem: str, remedy: str) -> None:
        """Keep the problem, which names the part of the SQL, and the remedy."""
        super().__init__(f"{problem}. {remedy}.")
        self.problem = problem
        self.remedy = remedy
