"""Queries of the report: they run at once, and none goes on after an error or Ctrl-C."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from clickstream.cli import reporting
from clickstream.cli.athena import Lake, Result
from clickstream.cli.errors import CliError
from clickstream.report.model import Period
from clickstream.report.sections import SECTIONS
from tests.unit.cli.fakes import FakeTarget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PERIOD = Period(date(2026, 11, 1), date(2026, 11, 3))
QUERY_SECONDS = 20.0  # of a query that nothing stops
POLL_SECONDS = 0.01
SUBMIT_SECONDS = 0.5  # until the main thread waits: the pool joins no thread that it is starting
SQL = """-- parameter: from, first date, default 29 days before to
-- parameter: to, last date, default today
SELECT 1 WHERE d BETWEEN ? AND ?"""


def nothing() -> None:
    """Do nothing."""


@dataclass
class FakeAthena:
    """Athena with the queries of the report, which run until they are stopped."""

    on_start: Callable[[], object] = nothing
    """Function that is called during each start."""
    failing: set[str] = field(default_factory=set[str])
    """Ids of queries that fail as soon as all workers have a query."""
    started: list[str] = field(default_factory=list[str])
    stopped: set[str] = field(default_factory=set[str])
    began: float = field(default_factory=time.monotonic)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get_paginator(self, operation: str) -> FakeAthena:
        """Return the paginator, which has one page."""
        assert operation in {"list_named_queries", "get_query_results"}
        return self

    def paginate(self, **_request: object) -> Iterator[dict[str, Any]]:
        """Yield one page."""
        yield {"NamedQueryIds": ["all"], "ResultSet": {}}

    def batch_get_named_query(self, **_request: object) -> dict[str, Any]:
        """Return the queries of the report."""
        names = sorted({name for section in SECTIONS for name in section.queries})
        return {"NamedQueries": [{"Name": name, "QueryString": SQL} for name in names]}

    def start_query_execution(self, **_request: object) -> dict[str, str]:
        """Start a query with the next number as its id."""
        with self.lock:
            query_id = str(len(self.started))
            self.started.append(query_id)
        self.on_start()
        return {"QueryExecutionId": query_id}

    def get_query_execution(self, *, QueryExecutionId: str) -> dict[str, Any]:
        """Return the state of a query."""
        state = "RUNNING"
        if QueryExecutionId in self.stopped:
            state = "CANCELLED"
        elif QueryExecutionId in self.failing and self.busy:
            state = "FAILED"
        elif time.monotonic() - self.began > QUERY_SECONDS:
            state = "SUCCEEDED"
        return {"QueryExecution": {"Status": {"State": state}}}

    def stop_query_execution(self, *, QueryExecutionId: str) -> None:
        """Stop a query."""
        self.stopped.add(QueryExecutionId)

    @property
    def busy(self) -> bool:
        """Whether all workers have a query."""
        return len(self.started) >= reporting.QUERIES_AT_ONCE


def lake_of(athena: FakeAthena) -> Lake:
    return Lake(FakeTarget({"athena": athena}), pause=lambda _: time.sleep(POLL_SECONDS))


@pytest.mark.parametrize("failing", ["0", "3"])
def test_a_failing_query_stops_the_queries_of_the_other_threads(failing: str) -> None:
    athena = FakeAthena(failing={failing})
    with pytest.raises(CliError, match="failed"):
        reporting.ask(lake_of(athena), PERIOD)
    assert athena.stopped == set(athena.started) - {failing}, "no query goes on"
    assert len(athena.started) < len(SECTIONS), "the queries that wait are not started"


def test_ctrl_c_stops_the_queries_of_all_threads() -> None:
    athena = FakeAthena()

    def interrupt() -> None:
        while not athena.busy:
            time.sleep(POLL_SECONDS)
        time.sleep(SUBMIT_SECONDS)
        os.kill(os.getpid(), signal.SIGINT)

    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    thread = threading.Thread(target=interrupt)
    try:
        thread.start()
        with pytest.raises(KeyboardInterrupt):
            reporting.ask(lake_of(athena), PERIOD)
    finally:
        thread.join()
        signal.signal(signal.SIGINT, former)
    assert athena.stopped == set(athena.started), "no query goes on"
    assert len(athena.started) < len(SECTIONS), "the queries that wait are not started"


def test_a_query_that_starts_while_all_are_stopped_is_stopped_too() -> None:
    athena = FakeAthena()
    lake = lake_of(athena)
    athena.on_start = lake.stop_all
    with pytest.raises(CliError, match="cancelled"):
        lake.run("SELECT 1")
    assert athena.stopped == {"0"}


def test_only_running_queries_are_stopped() -> None:
    athena = FakeAthena(began=-QUERY_SECONDS)
    lake = lake_of(athena)
    lake.run("SELECT 1")
    lake.stop_all()
    assert athena.stopped == set(), "the query has ended"
    athena.on_start = nothing
    assert lake.run("SELECT 1").rows == (), "the lake can be queried again"


@pytest.mark.parametrize("kind", ["double", "real", "float"])
@pytest.mark.parametrize("text", ["Infinity", "-Infinity", "NaN"])
def test_a_number_that_is_not_finite_is_none(kind: str, text: str) -> None:
    result = Result(("revenue",), (kind,), ((text,), ("1.5",)), 0, 1)
    assert reporting.rows_of(result) == [{"revenue": None}, {"revenue": 1.5}]
