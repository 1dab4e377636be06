"""Shipped tables and SQL: the local Athena and Trino answer with the same rows."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from clickstream.cli.errors import CliError
from clickstream.contract.queries import read_queries
from tests.paths import ROOT
from tests.trino.compare import difference
from tests.trino.plans import NOW, plans
from tests.trino.server import TrinoError
from tests.trino.statements import Statement, collect, parameters

if TYPE_CHECKING:
    from tests.trino.stacks import Stack

PLANS = plans()
STACK_OF = {table: name for name, plan in reversed(PLANS.items()) for table in plan.tables}
"""First stack that has a table."""
QUERIES = read_queries(ROOT / "queries")
QUERIED = [name for name, plan in PLANS.items() if plan.tables & {query.table for query in QUERIES}]
"""Stacks that have named queries."""
STATEMENTS = {each.alternatives: each for each in reversed(collect(ROOT, set(STACK_OF)))}
"""Statements by their text, each at its first place."""
# Without an order, the first rows are any rows.
LIMIT = re.compile(r"\s+LIMIT\s+\d+\s*$", re.IGNORECASE)
WORD = re.compile(r"\w+")
RANGES = {"a day": 1, "a month": 30}


def dates(days: int) -> tuple[str, str]:
    """Return the literals of the first and the last of the latest dates."""
    return (f"'{NOW - timedelta(days=days - 1):%Y-%m-%d}'", f"'{NOW:%Y-%m-%d}'")


@pytest.mark.parametrize("stack", PLANS, indirect=True)
def test_every_table_has_the_same_rows(stack: Stack) -> None:
    glue, database = stack.lake.client("glue"), stack.outputs["database"]
    tables = [table["Name"] for table in glue.get_tables(DatabaseName=database)["TableList"]]
    counts = {table: stack.check(f"SELECT * FROM {table}") for table in tables}  # noqa: S608 - ours
    assert all(counts.values()), f"no table is empty: {counts}"


@pytest.mark.parametrize("stack", QUERIED, indirect=True)
def test_every_named_query_has_the_same_rows(stack: Stack) -> None:
    for name, query in stack.queries().items():
        given = [dates(days) for days in RANGES.values()] if parameters(query.sql) else [()]
        counts = [stack.check(query.sql, values, ordered=True) for values in given]
        assert counts[-1], f"{name} has an answer"


@pytest.mark.parametrize("stack", QUERIED, indirect=True)
def test_every_query_file_of_a_stacks_table_is_deployed_with_it(stack: Stack) -> None:
    """The named queries are compared, so a file that no stack deploys would not be."""
    tables = {stack.outputs["table"], stack.outputs.get("quarantine_table")}
    files = {query.name for query in QUERIES if query.table in tables}
    if "quarantine_table" in stack.outputs:
        assert set(stack.queries()) == files
    else:
        assert set(stack.queries()) < files, "Firehose lacks the derived columns of some queries"


def test_every_query_file_reads_a_table_of_a_stack() -> None:
    assert {query.table for query in QUERIES} <= set(STACK_OF)


def stack_of(statement: Statement) -> str:
    words = WORD.findall(statement.alternatives[0])
    return next(STACK_OF[word] for word in words if word in STACK_OF)


@pytest.mark.parametrize(
    ("stack", "statement"),
    [pytest.param(stack_of(each), each, id=each.place) for each in STATEMENTS.values()],
    indirect=["stack"],
)
def test_a_statement_of_a_page_the_program_or_a_test_has_the_same_rows(
    stack: Stack, statement: Statement
) -> None:
    answered = [is_answered(stack, LIMIT.sub("", sql)) for sql in statement.alternatives]
    assert any(answered) or statement.place.startswith("tests/"), (
        f"Trino refuses a statement that people read or run: {statement}"
    )


def is_answered(stack: Stack, sql: str) -> bool:
    """Return whether the local Athena and Trino answer a statement; otherwise both refuse it."""
    values = dates(RANGES["a month"])[: parameters(sql)]
    local, answer = stack.by_athena(sql, values), stack.by_trino(sql, values)
    if isinstance(answer, TrinoError):
        assert isinstance(local, CliError), f"only the local Athena answers {sql}: {answer}"
        return False
    assert not isinstance(local, CliError), f"only Trino answers {sql}: {local}"
    wrong = difference(local, answer, ordered=False)
    assert wrong is None, f"{sql}: {wrong}"
    return True
