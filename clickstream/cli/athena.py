"""SQL on Athena: start, wait, fetch every page."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from clickstream.cli.errors import CliError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mypy_boto3_athena import AthenaClient
    from mypy_boto3_athena.type_defs import QueryExecutionTypeDef, RowTypeDef

    from clickstream.cli.target import Target

FIRST_WAIT_SECONDS = 0.05
LONGEST_WAIT_SECONDS = 2.0
BATCH_GET_LIMIT = 50  # named queries per BatchGetNamedQuery
EXCERPT_CHARACTERS = 60


@dataclass(frozen=True)
class SavedQuery:
    """A named query of the workgroup."""

    name: str
    description: str
    sql: str


@dataclass(frozen=True)
class Result:
    """A query's answer, every value as the text that Athena gives, or None for null."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    """Athena's names of the columns' types, such as bigint."""
    rows: tuple[tuple[str | None, ...], ...]
    scanned_bytes: int
    milliseconds: int
    """From submission to completion, as Athena counts it."""


class Lake:
    """The tables of one deployed pipeline, behind its workgroup."""

    def __init__(self, target: Target, *, pause: Callable[[float], object] = time.sleep) -> None:
        """Take workgroup and database from the stack's outputs. `pause` waits seconds."""
        self._client: AthenaClient = target.client("athena")
        self._workgroup = target.output("workgroup")
        self._database = target.output("database")
        self._pause = pause

    def run(self, sql: str, *, name: str = "") -> Result:
        """Run one statement and return its whole answer.

        An interrupted query is stopped, so that it scans no further.

        Raises:
            CliError: If the query fails: with Athena's reason, and the query's `name` or beginning.
        """
        query_id = self._client.start_query_execution(
            QueryString=sql,
            WorkGroup=self._workgroup,
            QueryExecutionContext={"Database": self._database},
        )["QueryExecutionId"]
        try:
            execution = self._wait(query_id)
        except KeyboardInterrupt:
            self._client.stop_query_execution(QueryExecutionId=query_id)
            raise
        status = execution.get("Status", {})
        if status.get("State") != "SUCCEEDED":
            title = f"the query {name}" if name else f"the query {_excerpt(sql)!r}"
            reason = status.get("StateChangeReason") or "no reason given"
            msg = f"{title} {status.get('State', 'failed').lower()}: {reason}"
            raise CliError(msg, f"Athena calls it {query_id}, in the workgroup {self._workgroup}.")
        return self._result(query_id, execution)

    def saved(self) -> tuple[SavedQuery, ...]:
        """Return the workgroup's named queries, by name."""
        pages = self._client.get_paginator("list_named_queries").paginate(WorkGroup=self._workgroup)
        ids = (query_id for page in pages for query_id in page.get("NamedQueryIds", []))
        found: list[SavedQuery] = []
        while batch := list(islice(ids, BATCH_GET_LIMIT)):
            answer = self._client.batch_get_named_query(NamedQueryIds=batch)
            found += [
                SavedQuery(query["Name"], query.get("Description", ""), query["QueryString"])
                for query in answer.get("NamedQueries", [])
            ]
        return tuple(sorted(found, key=lambda query: query.name))

    def _wait(self, query_id: str) -> QueryExecutionTypeDef:
        wait = FIRST_WAIT_SECONDS
        while True:
            execution = self._client.get_query_execution(QueryExecutionId=query_id)[
                "QueryExecution"
            ]
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
                columns, types = (
                    tuple(column["Name"] for column in info),
                    tuple(column["Type"] for column in info),
                )
            # Of a SELECT the first row of the first page is the header; of SHOW and DESCRIBE it is
            # data already.
            header = number == 0 and execution.get("StatementType") == "DML"
            rows += _values(result_set.get("Rows", [])[1 if header else 0 :])
        statistics = execution.get("Statistics", {})
        return Result(
            columns,
            types,
            tuple(rows),
            statistics.get("DataScannedInBytes", 0),
            statistics.get("TotalExecutionTimeInMillis", 0),
        )


def _values(rows: list[RowTypeDef]) -> Iterator[tuple[str | None, ...]]:
    for row in rows:
        yield tuple(datum.get("VarCharValue") for datum in row.get("Data", []))


def _excerpt(sql: str) -> str:
    words = " ".join(sql.split())
    return words if len(words) <= EXCERPT_CHARACTERS else words[:EXCERPT_CHARACTERS] + "…"
