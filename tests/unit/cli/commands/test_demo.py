"""`clickstream demo`: succeeds only if every event is found once."""

from __future__ import annotations

import json
import sys
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

import clickstream.local as local_package
from clickstream.cli import reconciliation
from clickstream.cli.athena import NamedQuery, Result
from clickstream.cli.commands import demo
from clickstream.cli.main import app
from clickstream.records.decode import Reason
from tests.paths import ROOT
from tests.unit.cli.fakes import OUTPUTS, FakeFirehose, FakeTarget

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

BROKEN = {
    "malformed_json": 3,
    "missing_field": 2,
    "not_an_object": 2,
    "outside_time_window": 2,
    "wrong_type": 2,
}


class FakeQueues:
    """Empty queues."""

    def get_queue_attributes(
        self,
        *,
        QueueUrl: str,
        AttributeNames: list[str],
    ) -> dict[str, dict[str, str]]:
        """Return zero for every attribute of a queue of the stack."""
        assert QueueUrl in OUTPUTS.values()
        return {"Attributes": dict.fromkeys(AttributeNames, "0")}


class FakeLake:
    """Lake with one row per valid line of the delivery stream, and a number of extra rows."""

    def __init__(self, firehose: FakeFirehose, *, duplicates: int) -> None:
        """Use the delivery stream as the source of the rows."""
        self.firehose, self.duplicates = firehose, duplicates

    def named_queries(self) -> tuple[NamedQuery, ...]:
        """Return one query."""
        return (
            NamedQuery(
                "browsers",
                "Events by browser.",
                (ROOT / "queries" / "browsers.sql").read_text(encoding="utf-8"),
            ),
        )

    def run(self, sql: str, *, name: str = "", parameters: tuple[str, ...] = ()) -> Result:
        """Return the result of a query of the demo."""
        if name == "browsers":
            first, last = (date.fromisoformat(literal.strip("'")) for literal in parameters)
            sent = datetime.now(UTC).date()
            assert last == sent, "the dates of the events are read"
            assert first <= sent - timedelta(days=demo.DAYS), "the dates of the events are read"
        if sql.startswith("SELECT count(*)"):
            packed, pretty = self.firehose.accepted
            ids = len(packed.splitlines()) - sum(BROKEN.values()) + len([json.loads(pretty)])
            return Result((), (), ((str(ids + self.duplicates), str(ids)),), 0, 0)
        if "GROUP BY reason" in sql:
            return Result(
                (), (), tuple((reason, str(lines)) for reason, lines in BROKEN.items()), 0, 0
            )
        return Result(
            ("browser",), ("varchar",), ((f"answer to {name or 'the quarantine query'}",),), 10, 1
        )


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SimpleNamespace:
    """Return a stack whose lake can have extra rows, with a flag whether the stack runs."""
    state = SimpleNamespace(up=False, duplicates=0)
    firehose = FakeFirehose()

    @contextmanager
    def ephemeral(**_options: object) -> Generator[SimpleNamespace]:
        state.up = True
        try:
            yield SimpleNamespace(name="ephemeral")
        finally:
            state.up = False

    def target_of(_stack: object) -> FakeTarget:
        return FakeTarget({"firehose": firehose, "sqs": FakeQueues()})

    def lake(_target: object) -> FakeLake:
        return FakeLake(firehose, duplicates=state.duplicates)

    module: Any = SimpleNamespace(LocalStackError=RuntimeError, ephemeral=ephemeral)
    monkeypatch.setitem(sys.modules, "clickstream.local.stack", module)
    monkeypatch.setattr(local_package, "stack", module, raising=False)
    monkeypatch.setattr(demo, "target_of", target_of)
    monkeypatch.setattr(demo, "REPORT", tmp_path / "demo-report.html")
    monkeypatch.setattr(demo, "Lake", lake)
    return state


def test_it_shows_every_query_and_the_reconciliation_and_leaves_nothing_running(
    stack: SimpleNamespace,
) -> None:
    done = CliRunner().invoke(app, ["demo", "--events", "500"])
    assert done.exit_code == 0, done.output
    assert "answer to browsers" in done.stdout
    assert "answer to the quarantine query" in done.stdout
    assert "All 512 events are in the lake or in quarantine, each once." in done.stdout
    assert str(demo.REPORT) in done.stdout.replace("\n", "")
    assert "Report of the demo" in demo.REPORT.read_text(encoding="utf-8")
    assert not stack.up


def test_a_duplicated_event_ends_in_exit_status_1(stack: SimpleNamespace) -> None:
    stack.duplicates = 2
    done = CliRunner().invoke(app, ["demo", "--events", "500"])
    assert done.exit_code == 1
    assert (
        "sent and found events differ: there are 503 rows, 2 more than were sent; 2 rows repeat the event id of another row"
        in " ".join(done.stderr.split())
    )
    assert not stack.up


def test_a_missing_event_ends_in_exit_status_1_with_the_errors_of_the_converter(
    stack: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def errors(_target: object) -> list[str]:
        return ["object is gone: s3://raw/key"]

    stack.duplicates = -1
    monkeypatch.setattr(reconciliation, "STALL_SECONDS", 0)
    monkeypatch.setattr(reconciliation, "converter_errors", errors)
    done = CliRunner().invoke(app, ["demo", "--events", "500"])
    assert done.exit_code == 1
    stderr = " ".join(done.stderr.split())
    assert "1 of 501 rows are missing" in stderr
    assert "object is gone: s3://raw/key" in stderr


def test_the_demo_has_broken_lines_for_every_reason_of_a_single_record() -> None:
    broken = demo.broken_lines(datetime.now(UTC))
    # Firehose takes no event that is too large, and an object of many dates has many events
    others = {Reason.EVENT_TOO_LARGE, Reason.TOO_MANY_DATES}
    assert set(Counter(reason for reason, _ in broken)) == set(Reason) - others
    assert not any(b"\n" in line for _, line in broken), "each is one line"


def test_the_demo_has_a_pretty_printed_purchase_without_an_id() -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    text = demo.pretty_event(now)
    event = json.loads(text)
    assert text.count(b"\n") > 20
    assert event["event_type"] == "purchase"
    assert event["event_time"] == "2026-03-01T12:00:00+00:00", (
        "inside the time window, whenever it is sent"
    )
    assert "event_id" not in event
