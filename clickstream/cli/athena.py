"""Athena queries: start a query, wait for its end, fetch all pages of its result."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from clickstream.cli.errors import CliError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mypy_boto3_athena import AthenaClient
    from mypy_boto3_athena.type_defs import (
        ColumnInfoTypeDef,
        QueryExecutionTypeDef,
        RowTypeDef,
        StartQueryExecutionInputTypeDef,
    )

    from clickstream.cli.target import Target

FIRST_WAIT_SECONDS = 0.05
LONGEST_WAIT_SECONDS = 2.0
BATCH_GET_LIMIT = 50  # named queries per BatchGetNamedQuery
EXCERPT_CHARACTERS = 60
DML = "DML"


@dataclass(frozen=True)
class NamedQuery:
    """Named query of the workgroup, deployed with the stack."""

    name: str
    description: str
    sql: str


@dataclass(frozen=True)
class Result:
    """Result of a query. Values are Athena's text, or None for null."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    """Athena types of the columns, such as bigint or decimal(38,2)."""
    rows: tuple[tuple[str | None, ...], ...]
    scanned_bytes: int
    milliseconds: int
    """Duration from submission to completion, as Athena measures it."""
    kind: str = DML
    """Athena's type of the statement: DML, which includes SELECT; DDL; or UTILITY, such as SHOW."""


class Lake:
    """Lake of a deployed pipeline, queried with SQL in the stack's Athena workgroup."""

    def __init__(self, target: Target, *, pause: Callable[[float], object] = time.sleep) -> None:
        """Read workgroup and database from the stack outputs.

        Args:
            target: Pipeline.
            pause: Function that waits a number of seconds.
        """
        self._client: AthenaClient = target.client("athena")
        self._workgroup = target.output("workgroup")
        self._database = target.output("database")
        self._pause = pause
        self._running: set[str] = set()
        self._stops = 0

    def run(self, sql: str, *, name: str = "", parameters: Sequence[str] = ()) -> Result:
        """Run one SQL statement and return its complete result.

        If the command is interrupted, the query is stopped, so that it scans no more data.

        Args:
            sql: SQL statement.
            name: Name of the query in error messages; by default, the beginning of the statement.
            parameters: SQL literals for the `?` of the statement, in order.

        Raises:
            CliError: If the query fails or is cancelled.
        """
        request: StartQueryExecutionInputTypeDef = {
            "QueryString": sql,
            "WorkGroup": self._workgroup,
            "QueryExecutionContext": {"Database": self._database},
        }
        if parameters:  # Athena refuses an empty list
            request["ExecutionParameters"] = parameters
        stops = self._stops
        query_id = self._client.start_query_execution(**request)["QueryExecutionId"]
        self._running.add(query_id)
        try:
            if self._stops != stops:  # stop_all of another thread came during the start
                self._client.stop_query_execution(QueryExecutionId=query_id)
            return self._finish(query_id, name or repr(_excerpt(sql)))
        except KeyboardInterrupt:
            # Without effect on a query that is completed.
            self._client.stop_query_execution(QueryExecutionId=query_id)
            raise
        finally:
            self._running.discard(query_id)

    def stop_all(self) -> None:
        """Stop the running queries of all threads, so that they scan no more data."""
        self._stops += 1
        for query_id in tuple(self._running):
            # The caller has an error already; the other queries are stopped in any case.
            with suppress(BotoCoreError, ClientError):
                self._client.stop_query_execution(QueryExecutionId=query_id)

    def _finish(self, query_id: str, title: str) -> Result:
        execution = self._wait(query_id)
        status = execution.get("Status", {})
        if status.get("State") != "SUCCEEDED":
            reason = status.get("StateChangeReason") or "no reason given"
            msg = f"the query {title} {status.get('State', 'failed').lower()}: {reason}"
            raise CliError(msg, f"Query execution {query_id} in the workgroup {self._workgroup}.")
        return self._result(query_id, execution)

    def named_queries(self) -> tuple[NamedQuery, ...]:
        """Return the named queries of the workgroup, sorted by name."""
        pages = self._client.get_paginator("list_named_queries").paginate(WorkGroup=self._workgroup)
        ids = (query_id for page in pages for query_id in page.get("NamedQueryIds", []))
        found: list[NamedQuery] = []
        while batch := list(islice(ids, BATCH_GET_LIMIT)):
            response = self._client.batch_get_named_query(NamedQueryIds=batch)
            found += [
                NamedQuery(query["Name"], query.get("Description", ""), query["QueryString"])
                for query in response.get("NamedQueries", [])
            ]
        return tuple(sorted(found, key=lambda query: query.name))

    def _wait(self, query_id: str) -> QueryExecutionTypeDef:
        wait = FIRST_WAIT_SECONDS
        while True:
            response = self._client.get_query_execution(QueryExecutionId=query_id)
            execution = response["QueryExecution"]
            if execution.get("Status", {}).get("State") not in {"QUEUED", "RUNNING"}:
                return execution
            self._pause(wait)
            wait = min(2 * wait, LONGEST_WAIT_SECONDS)

    def _result(self, query_id: str, execution: QueryExecutionTypeDef) -> Result:
        pages = self._client.get_paginator("get_query_results").paginate(QueryExecutionId=query_id)
        columns: tuple[str, ...] = ()
        types: tuple[str, ...] = ()
        rows: list[tuple[str | None, ...]] = []
        for number, page in enumerate(pages):
            result_set = page["ResultSet"]
            if number == 0:
                info = result_set.get("ResultSetMetadata", {}).get("ColumnInfo", [])
                columns = tuple(column["Name"] for column in info)
                types = tuple(map(_type, info))
            # The result of a SELECT begins with a header row; that of SHOW and DESCRIBE does not.
            has_header = number == 0 and execution.get("StatementType") == DML
            rows += _values(result_set.get("Rows", [])[1 if has_header else 0 :])
        statistics = execution.get("Statistics", {})
        return Result(
            columns,
            types,
            tuple(rows),
            statistics.get("DataScannedInBytes", 0),
            statistics.get("TotalExecutionTimeInMillis", 0),
            execution.get("StatementType", DML),
        )


def _values(rows: list[RowTypeDef]) -> Iterator[tuple[str | None, ...]]:
    for row in rows:
        yield tuple(datum.get("VarCharValue") for datum in row.get("Data", []))


def _type(column: ColumnInfoTypeDef) -> str:
    """Return the type of a column. Athena gives the digits of a decimal apart from its type."""
    kind = column["Type"]
    if kind == "decimal" and "Precision" in column:
        return f"decimal({column['Precision']},{column.get('Scale', 0)})"
    return kind


def _excerpt(sql: str) -> str:
    """Return the beginning of a statement, without the lines that are comments."""
    lines = [line for line in sql.splitlines() if not line.lstrip().startswith("--")]
    words = " ".join(" ".join(lines).split())
    return words if len(words) <= EXCERPT_CHARACTERS else words[:EXCERPT_CHARACTERS] + "…"
