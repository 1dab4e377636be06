"""Reconciliation succeeds only if every event is found once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

import pytest
from botocore.stub import Stubber

from clickstream.cli import reconciliation
from clickstream.cli.athena import Lake, Result
from clickstream.cli.errors import CliError
from clickstream.cli.reconciliation import (
    EventCounts,
    QueueDepths,
    count_events,
    differences,
    queue_depths,
    wait,
)
from tests.unit.cli.fakes import FakeTarget, aws_target

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_sqs import SQSClient

SENT = EventCounts(100, 100, {"malformed_json": 3, "wrong_type": 2})
IDLE = QueueDepths(0, 0, 0)
BUSY = QueueDepths(2, 1, 0)


class Clock:
    """Clock that advances only with `pause`."""

    def __init__(self) -> None:
        """Start at 0 s."""
        self.now = 0.0

    def __call__(self) -> float:
        """Return the time, in seconds."""
        return self.now

    def pause(self, seconds: float) -> None:
        """Advance the clock."""
        self.now += seconds


def waited(
    read: Callable[[], tuple[EventCounts, QueueDepths]], clock: Clock | None = None
) -> EventCounts:
    clock = clock or Clock()
    return wait(SENT, read, report=lambda _: None, clock=clock, pause=clock.pause)


def test_equal_counts_have_no_differences() -> None:
    assert differences(SENT, EventCounts(100, 100, {"wrong_type": 2, "malformed_json": 3})) == []


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (EventCounts(99, 99, SENT.quarantined), ["1 of 100 rows are missing"]),
        (
            EventCounts(101, 100, SENT.quarantined),
            [
                "there are 101 rows, 1 more than were sent",
                "1 rows repeat the event id of another row",
            ],
        ),
        (EventCounts(100, 99, SENT.quarantined), ["1 rows repeat the event id of another row"]),
        (EventCounts(100, 100, {"malformed_json": 3}), ["2 of 2 wrong_type lines are missing"]),
        (
            EventCounts(100, 100, {**SENT.quarantined, "not_an_object": 1}),
            ["there are 1 not_an_object lines, 1 more than were sent"],
        ),
        # One row too few and one line too many: the totals are equal, but the counts differ.
        (
            EventCounts(99, 99, {"malformed_json": 4, "wrong_type": 2}),
            [
                "1 of 100 rows are missing",
                "there are 4 malformed_json lines, 1 more than were sent",
            ],
        ),
    ],
)
def test_missing_and_duplicated_events_are_named(found: EventCounts, expected: list[str]) -> None:
    assert differences(SENT, found) == expected


def test_waiting_ends_when_everything_is_there_and_the_queue_is_empty() -> None:
    seen = iter(
        [
            (EventCounts(0, 0, {}), BUSY),
            (EventCounts(60, 60, {"wrong_type": 2}), BUSY),
            (SENT, BUSY),
            (SENT, IDLE),
        ]
    )
    assert waited(lambda: next(seen)) == SENT
    assert list(seen) == [], (
        "waiting continues while the queue is not empty, even if all events are found"
    )


def test_a_duplicated_event_ends_the_waiting() -> None:
    duplicated = EventCounts(101, 100, SENT.quarantined)
    assert waited(lambda: (duplicated, IDLE)) == duplicated


def test_waiting_fails_when_no_new_event_is_found_and_names_the_missing_ones() -> None:
    clock = Clock()
    some = EventCounts(90, 90, {"malformed_json": 3})
    with pytest.raises(CliError) as caught:
        waited(lambda: (some, QueueDepths(4, 1, 0)), clock)
    assert reconciliation.STALL_SECONDS < clock.now < reconciliation.STALL_SECONDS + 10
    for words in (
        "93 of 105",
        "10 of 100 rows",
        "2 of 2 wrong_type lines",
        "4 raw objects wait",
        "1 are being converted",
        "0 are in the dead-letter queue",
    ):
        assert words in caught.value.message


def test_waiting_continues_while_new_events_are_found() -> None:
    clock = Clock()
    rows = iter(range(101))
    found = waited(
        lambda: (EventCounts(n := next(rows), n, SENT.quarantined), BUSY if n < 100 else IDLE),
        clock,
    )
    assert found.rows == 100
    assert clock.now > 2 * reconciliation.STALL_SECONDS


def test_a_raw_object_in_the_dead_letter_queue_ends_the_waiting_at_once() -> None:
    clock = Clock()
    with pytest.raises(
        CliError, match=r"a raw object is in the dead-letter queue.* 1 are in the dead-letter queue"
    ):
        waited(lambda: (EventCounts(0, 0, {}), QueueDepths(0, 0, 1)), clock)
    assert clock.now == 0


def test_counts_are_read_from_both_tables() -> None:
    class CountingLake:
        def run(self, sql: str, *, name: str = "") -> Result:
            assert name, "the name of the query is in its error message"
            if "FROM events" in sql:
                return Result((), (), (("7", "6"),), 0, 0)
            assert "sum(coalesce(records, 1))" in sql, (
                "a row of the quarantine may stand for several records; files of former versions "
                "have no such column"
            )
            return Result((), (), (("wrong_type", "2"),), 0, 0)

    assert count_events(cast("Lake", CountingLake()), "events", "quarantine") == EventCounts(
        7, 6, {"wrong_type": 2}
    )


def test_queue_depths_are_read_from_both_queues() -> None:
    class FakeQueues:
        def get_queue_attributes(
            self,
            *,
            QueueUrl: str,
            AttributeNames: list[str],
        ) -> dict[str, dict[str, str]]:
            return {
                "Attributes": dict.fromkeys(
                    AttributeNames, "1" if QueueUrl.endswith("/dead") else "3"
                )
            }

    assert queue_depths(cast("SQSClient", FakeQueues()), FakeTarget({})) == QueueDepths(3, 3, 2)


def test_the_last_errors_are_read_from_the_converter_s_log() -> None:
    target = aws_target()
    functions, logs = target.client("lambda"), target.client("logs")
    lines = [
        "START RequestId: 1",
        "42",
        json.dumps({"level": "INFO", "message": "object converted"}),
    ]
    errors = (
        {
            "level": "ERROR",
            "message": f"not converted {number}",
            "exception": f"Traceback:\n  in f\nKeyError: {number}",
        }
        for number in range(8)
    )
    lines.extend(
        json.dumps(entry)
        for entry in (
            *errors,
            {"level": "WARNING", "message": "object is gone", "source_object": "s3://raw/key"},
        )
    )
    with Stubber(functions) as function_stub, Stubber(logs) as log_stub:
        function_stub.add_response(
            "get_function_configuration",
            {"LoggingConfig": {"LogGroup": "group"}},
            {"FunctionName": "converter"},
        )
        log_stub.add_response(
            "filter_log_events",
            {"events": [{"message": line} for line in lines[:5]], "nextToken": "2"},
            {"logGroupName": "group"},
        )
        log_stub.add_response(
            "filter_log_events",
            {"events": [{"message": line} for line in lines[5:]]},
            {"logGroupName": "group", "nextToken": "2"},
        )
        logged = reconciliation.converter_errors(FakeTarget({"lambda": functions, "logs": logs}))
    assert logged == [
        "not converted 6: KeyError: 6",
        "not converted 7: KeyError: 7",
        "object is gone: s3://raw/key",
    ]
