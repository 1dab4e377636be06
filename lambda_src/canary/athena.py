"""Athena query with a deadline."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_athena import AthenaClient

    from canary.settings import CanarySettings

FIRST_WAIT_SECONDS = 0.2
LONGEST_WAIT_SECONDS = 1.0


class QueryError(RuntimeError):
    """Query that failed, or did not end in time."""


@dataclass(frozen=True)
class Athena:
    """Athena workgroup and database, for queries that end before a deadline."""

    client: AthenaClient
    settings: CanarySettings
    deadline: float
    """Time of `clock` at which queries must have ended."""
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep

    def first_column(self, sql: str) -> list[str]:
        """Return the texts of the first column of a SELECT of up to 1,000 rows.

        Raises:
            QueryError: If the query fails, or does not end before the deadline.
        """
        query_id = self.client.start_query_execution(
            QueryString=sql,
            WorkGroup=self.settings.workgroup,
            QueryExecutionContext={"Database": self.settings.table.database},
        )["QueryExecutionId"]
        self._wait(query_id)
        page = self.client.get_query_results(QueryExecutionId=query_id)["ResultSet"]
        rows = page.get("Rows", [])[1:]  # the first row has the names of the columns
        return [row.get("Data", [{}])[0].get("VarCharValue", "") for row in rows]

    def _wait(self, query_id: str) -> None:
        wait = FIRST_WAIT_SECONDS
        while True:
            execution = self.client.get_query_execution(QueryExecutionId=query_id)["QueryExecution"]
            status = execution.get("Status", {})
            state = status.get("State")
            if state == "SUCCEEDED":
                return
            if state not in {"QUEUED", "RUNNING"}:
                reason = status.get("StateChangeReason") or "no reason given"
                msg = f"the query {query_id} is {state}: {reason}"
                raise QueryError(msg)
            if self.clock() + wait > self.deadline:
                self.client.stop_query_execution(QueryExecutionId=query_id)
                msg = (
                    f"the query {query_id} is {state} at the end of the run, and is stopped; look "
                    f"for a queue of queries in the workgroup {self.settings.workgroup}"
                )
                raise QueryError(msg)
            self.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT_SECONDS)
