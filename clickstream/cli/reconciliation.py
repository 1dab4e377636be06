"""The account: every event that was sent is a row or a quarantined line, once."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from clickstream.cli.errors import CliError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_sqs import SQSClient

    from clickstream.cli.athena import Lake
    from clickstream.cli.target import Target

STALL_SECONDS = 60.0  # without one more event accounted for; a cold function takes a few seconds
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 3.0
ERRORS_SHOWN = 3


@dataclass(frozen=True)
class EventCounts:
    """How many events are where."""

    rows: int
    event_ids: int
    """Distinct ones among the rows."""
    quarantined: Mapping[str, int]
    """Lines in quarantine, by reason."""

    @property
    def total(self) -> int:
        """Rows and quarantined lines."""
        return self.rows + sum(self.quarantined.values())


@dataclass(frozen=True)
class QueueDepths:
    """Messages about raw objects that are not converted."""

    waiting: int
    in_flight: int
    dead: int
    """In the dead-letter queue: given up on."""

    @property
    def idle(self) -> bool:
        """Whether the converter has nothing left to do."""
        return not self.waiting and not self.in_flight

    def __str__(self) -> str:
        """Say the numbers."""
        return f"{self.waiting} raw objects wait in the queue, {self.in_flight} are being converted, {self.dead} are in the dead-letter queue"


def count_events(lake: Lake, table: str, quarantine_table: str) -> EventCounts:
    """Count the rows and the quarantined lines of the whole lake."""
    rows = lake.run(
        f"SELECT count(*) AS events, count(DISTINCT event_id) AS ids FROM {table}",  # noqa: S608 - a stack's own name
        name="count of the table",
    ).rows[0]
    reasons = lake.run(
        f"SELECT reason, count(*) AS lines FROM {quarantine_table} GROUP BY reason",  # noqa: S608 - a stack's own name
        name="count of the quarantine",
    ).rows
    return EventCounts(
        int(rows[0] or 0),
        int(rows[1] or 0),
        {str(reason): int(lines or 0) for reason, lines in reasons},
    )


def queue_depths(client: SQSClient, target: Target) -> QueueDepths:
    """Look at the queue of raw objects and its dead-letter queue."""

    def depth(url: str) -> tuple[int, int]:
        attributes = client.get_queue_attributes(
            QueueUrl=url,
            AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        )["Attributes"]
        return int(attributes["ApproximateNumberOfMessages"]), int(
            attributes["ApproximateNumberOfMessagesNotVisible"]
        )

    waiting, in_flight = depth(target.output("queue_url"))
    dead, dead_in_flight = depth(target.output("dead_letter_queue_url"))
    return QueueDepths(waiting, in_flight, dead + dead_in_flight)


def converter_errors(target: Target) -> list[str]:
    """Return the last warnings and errors in the converter's log, each on one line."""
    function = target.output("converter_function")
    group = (
        target.client("lambda")
        .get_function_configuration(FunctionName=function)
        .get("LoggingConfig", {})
        .get("LogGroup", f"/aws/lambda/{function}")
    )
    pages = target.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
    found = [
        complaint
        for page in pages
        for event in page["events"]
        if (complaint := _log_error(event.get("message", "")))
    ]
    return found[-ERRORS_SHOWN:]


def _log_error(line: str) -> str | None:
    """Return what a line of the log complains of; None if it is another line, such as the platform's own."""
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    if not isinstance(entry, dict):
        return None
    logged = cast("dict[str, str]", entry)
    if logged.get("level") not in {"WARNING", "ERROR", "CRITICAL"}:
        return None
    reason = (
        logged["exception"].splitlines()[-1]
        if "exception" in logged
        else logged.get("source_object", "")
    )
    return f"{logged.get('message')}: {reason}"


def wait(
    expected: EventCounts,
    look: Callable[[], tuple[EventCounts, QueueDepths]],
    *,
    report: Callable[[EventCounts], object],
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], object] = time.sleep,
) -> EventCounts:
    """Wait until everything is accounted for and the converter has nothing left to do, which could double an event.

    Args:
        expected: The events that were sent.
        look: Counts rows and quarantined lines, and reads the state of the queues.
        report: Called with the account whenever more has arrived.
        clock: Seconds that only grow.
        pause: Waits seconds.

    Returns:
        The account, once it is complete.

    Raises:
        CliError: If nothing more has arrived for `STALL_SECONDS`, or the converter gave up on an
            object. The message names what is missing and where it may be.
    """
    seen, since, pause_seconds = -1, clock(), FIRST_WAIT_SECONDS
    while True:
        found, state = look()
        if found.total != seen:
            report(found)
            seen, since = found.total, clock()
        if state.idle and found.total >= expected.total:
            return found
        gave_up = state.idle and state.dead > 0
        if gave_up or clock() - since > STALL_SECONDS:
            why = (
                "the converter gave up on an object"
                if gave_up
                else f"nothing more came for {STALL_SECONDS:.0f} s"
            )
            told = (
                "; ".join(differences(expected, found))
                or "nothing is missing, but the converter does not come to rest"
            )
            remedy = "Look closer on a stack that stays: `clickstream local up`, then `clickstream send --local`."
            msg = f"{why}: {found.total:,} of {expected.total:,} events are accounted for: {told}. {state}."
            raise CliError(msg, remedy)
        pause(pause_seconds)
        pause_seconds = min(1.5 * pause_seconds, LONGEST_WAIT_SECONDS)


def differences(expected: EventCounts, found: EventCounts) -> list[str]:
    """Return what differs between two accounts, in words; nothing if they agree."""
    told: list[str] = []
    pairs = [("rows", expected.rows, found.rows)]
    pairs += [
        (f"{reason} lines", expected.quarantined.get(reason, 0), found.quarantined.get(reason, 0))
        for reason in sorted({*expected.quarantined, *found.quarantined})
    ]
    for what, wanted, got in pairs:
        if got < wanted:
            told.append(f"{wanted - got:,} of {wanted:,} {what} are missing")
        elif got > wanted:
            told.append(f"there are {got:,} {what}, {got - wanted:,} more than were sent")
    if found.event_ids != found.rows:
        told.append(f"{found.rows - found.event_ids:,} rows have the event id of another")
    return told
