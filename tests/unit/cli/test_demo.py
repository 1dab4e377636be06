"""`clickstream demo`: succeeds only if the reconciliation balances."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

import clickstream.local as local_package
from clickstream.cli import demo, reconciliation
from clickstream.cli.athena import Result, SavedQuery
from clickstream.cli.main import app
from tests.unit.cli.fakes import OUTPUTS, FakeFirehose, FakeTarget

if TYPE_CHECKING:
    from collections.abc import Generator

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
        """Answer for a queue of the stack."""
        assert QueueUrl in OUTPUTS.values()
        return {"Attributes": dict.fromkeys(AttributeNames, "0")}


class FakeLake:
    """Lake with one row per valid line of the delivery stream, and a number of extra rows."""

    def __init__(self, firehose: FakeFirehose, *, doubled: int) -> None:
        """Look at the stream."""
        self.firehose, self.doubled = firehose, doubled

    def saved(self) -> tuple[SavedQuery, ...]:
        """Return one query."""
        return (
            SavedQuery("browsers", "Events by browser.", "SELECT browser FROM clickstream_events"),
        )

    def run(self, sql: str, *, name: str = "") -> Result:
        """Answer the demonstration's queries."""
        if sql.startswith("SELECT count(*)"):
            packed, pretty = self.firehose.accepted
            ids = len(packed.splitlines()) - sum(BROKEN.values()) + len([json.loads(pretty)])
            return Result((), (), ((str(ids + self.doubled), str(ids)),), 0, 0)
        if "GROUP BY reason" in sql:
            return Result(
                (), (), tuple((reason, str(lines)) for reason, lines in BROKEN.items()), 0, 0
            )
        return Result(
            ("browser",), ("varchar",), ((f"answer to {name or 'the quarantine query'}",),), 10, 1
        )


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Return a stack whose lake can have extra rows, with a flag whether the stack runs."""
    state = SimpleNamespace(up=False, doubled=0)
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
        return FakeLake(firehose, doubled=state.doubled)

    module: Any = SimpleNamespace(LocalStackError=RuntimeError, ephemeral=ephemeral)
    monkeypatch.setitem(sys.modules, "clickstream.local.stack", module)
    monkeypatch.setattr(local_package, "stack", module, raising=False)
    monkeypatch.setattr(demo, "target_of", target_of)
    monkeypatch.setattr(demo, "Lake", lake)
    return state


def test_it_shows_every_query_and_the_account_and_leaves_nothing_running(
    stack: SimpleNamespace,
) -> None:
    done = CliRunner().invoke(app, ["demo", "--events", "500"])
    assert done.exit_code == 0, done.output
    assert "answer to browsers" in done.stdout
    assert "answer to the quarantine query" in done.stdout
    assert "Every one of 512 events is accounted for, and none is doubled." in done.stdout
    assert not stack.up


def test_a_doubled_event_ends_in_exit_status_1(stack: SimpleNamespace) -> None:
    stack.doubled = 2
    done = CliRunner().invoke(app, ["demo", "--events", "500"])
    assert done.exit_code == 1
    assert (
        "the account does not balance: there are 503 rows, 2 more than were sent; 2 rows have the event id of another"
        in " ".join(done.stderr.split())
    )
    assert not stack.up


def test_a_missing_event_ends_in_exit_status_1_with_what_the_converter_complained_of(
    stack: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def complaints(_target: object) -> list[str]:
        return ["object is gone: s3://raw/key"]

    stack.doubled = -1
    monkeypatch.setattr(reconciliation, "STALL_SECONDS", 0)
    monkeypatch.setattr(reconciliation, "converter_errors", complaints)
    done = CliRunner().invoke(app, ["demo", "--events", "500"])
    assert done.exit_code == 1
    said = " ".join(done.stderr.split())
    assert "1 of 501 rows are missing" in said
    assert "object is gone: s3://raw/key" in said
