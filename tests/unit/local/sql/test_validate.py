"""No right statement is refused: those that are shipped, documented and translated in tests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from clickstream.contract import glue_columns
from clickstream.contract.model import QUARANTINE_COLUMNS, QUARANTINE_PARTITIONS
from clickstream.contract.odcs import read_contract
from clickstream.contract.queries import read_queries
from clickstream.contract.views import views_of
from clickstream.local.sql.errors import AthenaError
from clickstream.local.sql.validate import validate
from tests.paths import CLICKSTREAM, GA4, ORDERS, ROOT, SEGMENT, USER_PROFILES
from tests.unit.local.sql import test_athena_to_duckdb as translation
from tests.unit.local.sql.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STATEMENT = re.compile(r'"((?:SELECT|WITH)\b[^"]*)"|^```sql\n(.*?)^```', re.MULTILINE | re.DOTALL)
MODELS = {"user_address": {"user_id": "string", "p_date": "string"}}
"""Columns that the docs name of the daily models' tables."""


def deployed_tables() -> dict[str, dict[str, dict[str, str]]]:
    """Return the tables and views of all contracts in one database."""
    found: dict[str, dict[str, str]] = {**MODELS}
    for path in (CLICKSTREAM, SEGMENT, GA4, USER_PROFILES, ORDERS):
        contract = read_contract(path)
        for name, columns, keys in (
            (contract.table, contract.table_columns, contract.partition_keys),
            (f"{contract.table}_quarantine", QUARANTINE_COLUMNS, QUARANTINE_PARTITIONS),
        ):
            found[name] = {
                column["name"]: column["type"]
                for column in (
                    *glue_columns.columns(columns),
                    *glue_columns.partition_columns(keys),
                )
            }
        for view in views_of(contract, contract.table_columns, contract.partition_keys):
            columns = glue_columns.columns(view.columns)
            found[view.name] = {column["name"]: column["type"] for column in columns}
    return {"lake": found}


DEPLOYED = deployed_tables()
QUERIES = read_queries(ROOT / "queries")


def documented() -> Iterator[str]:
    """Yield the statements of README and docs, without their comments."""
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        for match in STATEMENT.finditer(page.read_text("utf-8")):
            yield match[1] or match[2]


def parameters_of(test: Callable[..., object]) -> list[tuple[Any, ...]]:
    """Return the values that a test is parametrized with."""
    (mark,) = (mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize")
    return list(mark.args[1])


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_shipped_query_is_accepted(query: Any) -> None:
    validate(query.sql, DEPLOYED, "lake")


@pytest.mark.parametrize("sql", sorted(set(documented())))
def test_a_documented_statement_is_accepted(sql: str) -> None:
    validate(sql, DEPLOYED, "lake")


def test_docs_and_readme_have_statements() -> None:
    assert len(set(documented())) > 5, "the pattern no longer finds the statements of the docs"


@pytest.mark.parametrize(
    "sql",
    [
        *(
            sql
            for sql, _ in (
                *parameters_of(translation.test_a_query_has_the_rows_that_it_has_in_athena),
                *parameters_of(translation.test_unnest_has_the_columns_of_athena),
            )
        ),
        *(
            f"SELECT {expression} FROM events WHERE event_type = 'purchase' GROUP BY event_type, quantity, price, event_time, extra, url"  # noqa: S608 - the test's own SQL
            for expression, _ in parameters_of(
                translation.test_an_expression_has_the_value_that_it_has_in_athena
            )
        ),
    ],
)
def test_a_translated_statement_is_accepted(sql: str) -> None:
    validate(sql, translation.TABLES, "lake")


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE EXTERNAL TABLE x (a int) LOCATION 's3://bucket/x/'",
        "MSCK REPAIR TABLE events",
        "-- why\nSHOW PARTITIONS events",
        "ALTER TABLE events ADD IF NOT EXISTS PARTITION (year = '2026')",
        "UNLOAD (SELECT nothing FROM events) TO 's3://bucket/x/' WITH (format = 'PARQUET')",
    ],
)
def test_a_statement_of_hives_parser_is_not_checked(sql: str) -> None:
    validate(sql, TABLES, "lake")


@pytest.mark.parametrize(
    "sql",
    [
        "EXPLAIN SELECT nothing FROM events",
        "EXPLAIN ANALYZE SELECT nothing FROM events",
        "INSERT INTO orders SELECT nothing FROM events",
        "CREATE TABLE x WITH (format = 'PARQUET') AS SELECT nothing FROM events",
        "CREATE OR REPLACE VIEW x AS SELECT nothing FROM events",
        "/* why */ SELECT nothing FROM events",
    ],
)
def test_a_query_inside_another_statement_is_checked(sql: str) -> None:
    with pytest.raises(AthenaError, match=r"^COLUMN_NOT_FOUND: line 1:\d+: Column 'nothing'"):
        validate(sql, TABLES, "lake")
