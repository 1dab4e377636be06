"""Refusals of statements over the tables of the tests."""

from clickstream.local.sql.errors import AthenaError
from clickstream.local.sql.validate import validate
from tests.unit.local.sql.tables import TABLES


def refusal(sql: str) -> str:
    """Return the reason for which a statement is refused, or an empty string."""
    try:
        validate(sql, TABLES, "lake")
    except AthenaError as error:
        return str(error)
    return ""
