"""Reconciliation: compares the events that were sent with the rows and quarantined lines found.

Every event must be one row or one quarantined line.
"""

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

    def depths(url: str) -> tuple[int, int]:
        response = client.get_queue_attributes(QueueUrl=url, AttributeNames=[DEPTH, IN_FLIGHT])
        attributes = response["Attributes"]
        return int(attributes[DEPTH]), int(attributes[IN_FLIGHT])

    waiting, in_flight = depths(target.output("queue_url"))
    dead, dead_in_flight = depths(target.output("dead_letter_queue_url"))
    return QueueDepths(waiting, in_flight, dead + dead_in_flight)


def converter_errors(target: Target) -> list[str]:
    """Return the last warnings and errors in the converter's log, one line each."""
    function = target.output("converter_function")
    configuration = target.client("lambda").get_function_configuration(FunctionName=function)
    group = configuration.get("LoggingConfig", {}).get("LogGroup", f"/aws/lambda/{function}")
    pages = target.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
    errors = [
        error
        for page in pages
        for event in page["events"]
        if (error := _log_error(event.get("message", "")))
    ]
    return errors[-ERRORS_SHOWN:]


def _log_error(line: str) -> str | None:
    """Return the warning or error in a log line, or None for another line.

    Lines of the Lambda platform are not JSON objects.
    """
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    if not isinstance(entry, dict):
        return None
    logged = cast("dict[str, str]", entry)
    if logged.get("level") not in {"WARNING", "ERROR", "CRITICAL"}:
        return None
    if "exception" in logged:
        cause = logged["exception"].splitlines()[-1]
    else:
        cause = logged.get("source_object", "")
    return f"{logged.get('message')}: {cause}"


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
