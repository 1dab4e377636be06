"""Reconciliation: compares the events that were sent with the rows and quarantined lines found.

Every event must be one row or one quarantined line.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clickstream.cli.errors import CliError
from clickstream.cli.logs.entries import Level
from clickstream.cli.logs.groups import function_log_group
from clickstream.cli.logs.reader import read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_sqs import SQSClient

    from clickstream.cli.athena import Lake
    from clickstream.cli.target import Target

STALL_SECONDS = 60.0  # without a new row or line; a cold start takes a few seconds
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 3.0
ERRORS_SHOWN = 3
# A row may hold several records. Files of former versions lack the column: one record in each row.
QUARANTINED_SQL = "SELECT reason, sum(coalesce(records, 1)) AS lines FROM {table} GROUP BY reason"
DEPTH, IN_FLIGHT = "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"


@dataclass(frozen=True)
class EventCounts:
    """Numbers of rows and of quarantined lines, sent or found."""

    rows: int
    event_ids: int
    """Distinct event ids of the rows."""
    quarantined: Mapping[str, int]
    """Quarantined lines, by reason."""

    @property
    def total(self) -> int:
        """Sum of rows and quarantined lines."""
        return self.rows + sum(self.quarantined.values())


@dataclass(frozen=True)
class QueueDepths:
    """Numbers of messages in the queue of raw objects and in its dead-letter queue."""

    waiting: int
    in_flight: int
    """Messages that the converter has received and not yet deleted."""
    dead: int
    """Messages in the dead-letter queue."""

    @property
    def idle(self) -> bool:
        """Whether the queue is empty, so that the converter has no work."""
        return not self.waiting and not self.in_flight

    def __str__(self) -> str:
        """Return the numbers as a sentence without its full stop."""
        return (
            f"{self.waiting} raw objects wait in the queue, {self.in_flight} are being converted, "
            f"{self.dead} are in the dead-letter queue"
        )


def count_events(lake: Lake, table: str, quarantine_table: str) -> EventCounts:
    """Count the rows and the quarantined lines of the whole lake."""
    rows = lake.run(
        f"SELECT count(*) AS events, count(DISTINCT event_id) AS ids FROM {table}",  # noqa: S608 - a stack's own name
        name="count of the table",
    ).rows[0]
    reasons = lake.run(
        QUARANTINED_SQL.format(table=quarantine_table),
        name="count of the quarantine",
    ).rows
    quarantined = {str(reason): int(lines or 0) for reason, lines in reasons}
    return EventCounts(int(rows[0] or 0), int(rows[1] or 0), quarantined)


def queue_depths(client: SQSClient, target: Target) -> QueueDepths:
    """Return the depths of the queue of raw objects and of its dead-letter queue."""
    waiting, in_flight = messages(client, target.output("queue_url"))
    return QueueDepths(
        waiting, in_flight, sum(messages(client, target.output("dead_letter_queue_url")))
    )


def messages(client: SQSClient, url: str) -> tuple[int, int]:
    """Return the numbers of messages of a queue that are visible, and that are in flight."""
    response = client.get_queue_attributes(QueueUrl=url, AttributeNames=[DEPTH, IN_FLIGHT])
    attributes = response["Attributes"]
    return int(attributes[DEPTH]), int(attributes[IN_FLIGHT])


def converter_errors(target: Target) -> list[str]:
    """Return the last warnings and errors in the converter's log, one line each."""
    group = function_log_group(target, target.output("converter_function"))
    log = read(target.client("logs"), {"converter": group})
    lines = [
        f"{entry.message}: {entry.cause or ', '.join(entry.objects)}"
        for entry in log.entries
        if entry.level >= Level.WARNING
    ]
    return lines[-ERRORS_SHOWN:]


def wait(
    sent: EventCounts,
    read: Callable[[], tuple[EventCounts, QueueDepths]],
    *,
    report: Callable[[EventCounts], object],
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], object] = time.sleep,
) -> EventCounts:
    """Wait until all events are found and the queue is empty, and return the found events.

    While the queue is not empty, the converter could still duplicate an event.

    Args:
        sent: Rows and quarantined lines expected from the events that were sent.
        read: Function that counts the found events and reads the queues.
        report: Callback with the found events, whenever their number changes.
        clock: Monotonic clock, in seconds.
        pause: Function that waits a number of seconds.

    Raises:
        CliError: If nothing new is found for `STALL_SECONDS`, or the queue is empty and a message
            is in the dead-letter queue. The message lists the differences and the queue depths.
    """
    total, since, pause_seconds = -1, clock(), FIRST_WAIT_SECONDS
    while True:
        found, depths = read()
        if found.total != total:
            report(found)
            total, since = found.total, clock()
        if depths.idle and found.total >= sent.total:
            return found
        if depths.idle and depths.dead > 0:
            problem = "a raw object is in the dead-letter queue"
            raise _incomplete(problem, sent, found, depths)
        if clock() - since > STALL_SECONDS:
            problem = f"no new event was found for {STALL_SECONDS:.0f} s"
            raise _incomplete(problem, sent, found, depths)
        pause(pause_seconds)
        pause_seconds = min(1.5 * pause_seconds, LONGEST_WAIT_SECONDS)


def _incomplete(
    problem: str, sent: EventCounts, found: EventCounts, depths: QueueDepths
) -> CliError:
    details = "; ".join(differences(sent, found)) or "none is missing, but the queue is not empty"
    msg = f"{problem}: {found.total:,} of {sent.total:,} events found: {details}. {depths}."
    remedy = (
        "Reproduce it on a local stack that stays: `clickstream local up`, then `clickstream send "
        "--local`."
    )
    return CliError(msg, remedy)


def differences(sent: EventCounts, found: EventCounts) -> list[str]:
    """Return the differences between sent and found events, one sentence each."""
    texts: list[str] = []
    pairs = [("rows", sent.rows, found.rows)]
    pairs += [
        (f"{reason} lines", sent.quarantined.get(reason, 0), found.quarantined.get(reason, 0))
        for reason in sorted({*sent.quarantined, *found.quarantined})
    ]
    for kind, expected, actual in pairs:
        if actual < expected:
            texts.append(f"{expected - actual:,} of {expected:,} {kind} are missing")
        elif actual > expected:
            texts.append(f"there are {actual:,} {kind}, {actual - expected:,} more than were sent")
    if found.event_ids != found.rows:
        texts.append(f"{found.rows - found.event_ids:,} rows repeat the event id of another row")
    return texts
