"""Query with a deadline."""

from __future__ import annotations

from typing import Any, cast

import pytest

from canary.athena import Athena, QueryError
from tests.unit.canary.fakes import settings


class FakeAthena:
    """Athena whose query has these states, one for each call."""

    def __init__(self, *states: str) -> None:
        """Take the states; the last one remains."""
        self.states, self.stopped, self.started = list(states), list[str](), dict[str, Any]()

    def start_query_execution(self, **request: Any) -> dict[str, str]:
        """Start a query."""
        self.started = request
        return {"QueryExecutionId": "q-1"}

    def get_query_execution(self, *, QueryExecutionId: str) -> dict[str, Any]:
        """Return the query's state."""
        assert QueryExecutionId == "q-1"
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        reason = {"StateChangeReason": "COLUMN_NOT_FOUND"} if state == "FAILED" else {}
        return {"QueryExecution": {"Status": {"State": state, **reason}}}

    def get_query_results(self, *, QueryExecutionId: str) -> dict[str, Any]:
        """Return a header and two rows."""
        assert QueryExecutionId == "q-1"
        rows = [{"Data": [{"VarCharValue": text}]} for text in ("event_time", "b", "a")]
        return {"ResultSet": {"Rows": rows}}

    def stop_query_execution(self, *, QueryExecutionId: str) -> None:
        """Stop a query."""
        self.stopped.append(QueryExecutionId)


def athena(fake: FakeAthena) -> Athena:
    time = [0.0]

    def sleep(seconds: float) -> None:
        time[0] += seconds

    return Athena(cast("Any", fake), settings(), 5, clock=lambda: time[0], sleep=sleep)


def test_a_query_is_awaited_and_its_rows_come_without_the_header() -> None:
    fake = FakeAthena("QUEUED", "RUNNING", "SUCCEEDED")
    assert athena(fake).first_column("SELECT 1") == ["b", "a"]
    assert fake.started == {
        "QueryString": "SELECT 1",
        "WorkGroup": "catalog",
        "QueryExecutionContext": {"Database": "lake_db"},
    }
    assert fake.stopped == []


def test_a_failed_query_is_an_error_with_athenas_reason() -> None:
    with pytest.raises(QueryError, match="q-1 is FAILED: COLUMN_NOT_FOUND"):
        athena(FakeAthena("RUNNING", "FAILED")).first_column("SELECT 1")


def test_a_query_that_does_not_end_in_time_is_stopped() -> None:
    fake = FakeAthena("QUEUED")
    with pytest.raises(QueryError, match=r"is QUEUED at the end of the run.*workgroup catalog"):
        athena(fake).first_column("SELECT 1")
    assert fake.stopped == ["q-1"], "it scans no more data"
