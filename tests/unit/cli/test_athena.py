"""Athena queries: all result pages are fetched, and errors keep Athena's message."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.stub import Stubber

from clickstream.cli.athena import BATCH_GET_LIMIT, Lake, NamedQuery, Result
from clickstream.cli.errors import CliError
from tests.unit.cli.fakes import OUTPUTS, FakeTarget, aws_target

QUERY_ID = "11111111-2222-3333-4444-555555555555"
SQL = "SELECT name, count(*) AS n FROM clickstream_events GROUP BY name"


def row(*values: str | None) -> dict[str, Any]:
    return {"Data": [{} if value is None else {"VarCharValue": value} for value in values]}


def execution(state: str, kind: str = "DML", reason: str | None = None) -> dict[str, Any]:
    status = {"State": state} | ({"StateChangeReason": reason} if reason else {})
    statistics = {"DataScannedInBytes": 2048, "TotalExecutionTimeInMillis": 321}
    return {
        "QueryExecution": {
            "QueryExecutionId": QUERY_ID,
            "StatementType": kind,
            "Status": status,
            "Statistics": statistics,
        }
    }


def page(*rows: dict[str, Any], following: str | None = None) -> dict[str, Any]:
    columns = [
        {"Name": name, "Type": kind} for name, kind in (("name", "varchar"), ("n", "bigint"))
    ]
    return {"ResultSet": {"Rows": list(rows), "ResultSetMetadata": {"ColumnInfo": columns}}} | (
        {"NextToken": following} if following else {}
    )


class Stubbed:
    """Lake with a stubbed Athena client, checked against the API model."""

    def __init__(self) -> None:
        """Create the client. It makes no network request."""
        client = aws_target().client("athena")
        self.stub = Stubber(client)
        self.waits: list[float] = []
        self.lake = Lake(FakeTarget({"athena": client}), pause=self.waits.append)
        self.stub.activate()

    def started(self, *states: dict[str, Any], sql: str = SQL, **more: Any) -> None:
        """Expect one start of a query, then one poll per state."""
        expected = {
            **more,
            "QueryString": sql,
            "WorkGroup": OUTPUTS["workgroup"],
            "QueryExecutionContext": {"Database": OUTPUTS["database"]},
        }
        self.stub.add_response("start_query_execution", {"QueryExecutionId": QUERY_ID}, expected)
        for state in states:
            self.stub.add_response("get_query_execution", state, {"QueryExecutionId": QUERY_ID})


@pytest.fixture
def athena() -> Stubbed:
    """Return a stubbed lake."""
    return Stubbed()


def test_every_page_is_fetched_and_only_the_first_starts_with_a_header(athena: Stubbed) -> None:
    athena.started(execution("QUEUED"), execution("RUNNING"), execution("SUCCEEDED"))
    athena.stub.add_response(
        "get_query_results",
        page(row("name", "n"), row("a", "1"), following="2"),
        {"QueryExecutionId": QUERY_ID},
    )
    athena.stub.add_response(
        "get_query_results",
        page(row("name", "n"), row(None, "3"), following="3"),
        {"QueryExecutionId": QUERY_ID, "NextToken": "2"},
    )
    athena.stub.add_response(
        "get_query_results", page(row("c", "4")), {"QueryExecutionId": QUERY_ID, "NextToken": "3"}
    )
    assert athena.lake.run(SQL) == Result(
        ("name", "n"),
        ("varchar", "bigint"),
        (("a", "1"), ("name", "n"), (None, "3"), ("c", "4")),
        2048,
        321,
    )
    assert athena.waits == [0.05, 0.1], "each wait is longer"


def test_a_statement_that_is_not_a_select_has_no_header(athena: Stubbed) -> None:
    athena.started(execution("SUCCEEDED", kind="UTILITY"), sql="SHOW TABLES")
    athena.stub.add_response("get_query_results", page(row("first", "1")))
    result = athena.lake.run("SHOW TABLES")
    assert (result.rows, result.kind) == ((("first", "1"),), "UTILITY")


def test_parameters_are_given_to_athena_as_sql_literals(athena: Stubbed) -> None:
    sql = "SELECT name, n FROM t WHERE name BETWEEN ? AND ?"
    literals = ["'a'", "'b'"]
    athena.started(execution("SUCCEEDED"), sql=sql, ExecutionParameters=literals)
    athena.stub.add_response("get_query_results", page(row("name", "n")))
    assert athena.lake.run(sql, parameters=literals).rows == ()


def test_an_empty_result_has_columns_and_no_rows(athena: Stubbed) -> None:
    athena.started(execution("SUCCEEDED"))
    athena.stub.add_response("get_query_results", page(row("name", "n")))
    result = athena.lake.run(SQL)
    assert (result.columns, result.rows) == (("name", "n"), ())


@pytest.mark.parametrize(
    ("name", "called"), [("browsers", "the query browsers"), ("", "the query 'SELECT name, count")]
)
def test_a_failed_query_is_an_error_with_athena_s_reason_and_its_name(
    athena: Stubbed, name: str, called: str
) -> None:
    athena.started(
        execution("FAILED", reason="COLUMN_NOT_FOUND: line 1:8: Column 'name' cannot be resolved")
    )
    with pytest.raises(CliError, match="COLUMN_NOT_FOUND") as caught:
        athena.lake.run(SQL, name=name)
    assert caught.value.message.startswith(called)
    assert QUERY_ID in caught.value.remedy


def test_an_error_names_a_statement_by_its_beginning_after_the_comments(athena: Stubbed) -> None:
    sql = f"-- parameter: to, last date\n  -- why\n{SQL}"
    athena.started(execution("FAILED", reason="SYNTAX_ERROR"), sql=sql)
    with pytest.raises(CliError, match="the query 'SELECT name, count") as caught:
        athena.lake.run(sql)
    assert "parameter" not in caught.value.message


def test_a_cancelled_query_is_an_error_too(athena: Stubbed) -> None:
    athena.started(execution("CANCELLED"))
    with pytest.raises(CliError, match="cancelled: no reason given"):
        athena.lake.run(SQL)


def test_named_queries_come_from_every_page_in_order_of_their_names(athena: Stubbed) -> None:
    ids = [f"{number:08}-0000-0000-0000-000000000000" for number in range(BATCH_GET_LIMIT + 1)]
    athena.stub.add_response(
        "list_named_queries",
        {"NamedQueryIds": ids[:30], "NextToken": "2"},
        {"WorkGroup": OUTPUTS["workgroup"]},
    )
    athena.stub.add_response(
        "list_named_queries",
        {"NamedQueryIds": ids[30:]},
        {"WorkGroup": OUTPUTS["workgroup"], "NextToken": "2"},
    )
    for batch, name in ((ids[:BATCH_GET_LIMIT], "second"), (ids[BATCH_GET_LIMIT:], "first")):
        query = {
            "Name": name,
            "Description": f"The {name}.",
            "Database": "lake",
            "QueryString": SQL,
        }
        athena.stub.add_response(
            "batch_get_named_query", {"NamedQueries": [query]}, {"NamedQueryIds": batch}
        )
    assert athena.lake.named_queries() == (
        NamedQuery("first", "The first.", SQL),
        NamedQuery("second", "The second.", SQL),
    )


def test_a_workgroup_without_named_queries_has_none(athena: Stubbed) -> None:
    athena.stub.add_response("list_named_queries", {})
    assert athena.lake.named_queries() == ()


def test_the_type_of_a_decimal_has_its_digits(athena: Stubbed) -> None:
    athena.started(execution("SUCCEEDED"))
    answer = page(row("name", "n"), row("a", "1.10"))
    columns = answer["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
    columns[1] |= {"Type": "decimal", "Precision": 4, "Scale": 2}
    athena.stub.add_response("get_query_results", answer)
    assert athena.lake.run(SQL).types == ("varchar", "decimal(4,2)")
