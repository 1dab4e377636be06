"""Reasons for which a probe event did not become a row: queues, logs, and the quarantine table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from clickstream.cli import reconciliation
from clickstream.cli.athena import Lake
from clickstream.cli.doctor.check import Outcome, failed, is_not_found, skipped
from clickstream.cli.doctor.delivery import describe, destination
from clickstream.cli.doctor.tables import partition_condition
from clickstream.cli.raw_object_errors import conversion_errors
from clickstream.contract.model import QUARANTINE_PARTITIONS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from clickstream.cli.missing_objects import RawObject
    from clickstream.cli.target import Target

READ_QUARANTINE = (
    "Compare the event with the contract: docs/reference/converter.md explains each reason."
)


def not_delivered(
    target: Target, sent: datetime, timeout_seconds: float, condition: str = ""
) -> Outcome:
    """Return the outcome of an event that the stream did not deliver.

    Args:
        target: Pipeline.
        sent: Time at which the stream accepted the event.
        timeout_seconds: Time that was waited.
        condition: SQL condition of its row, if Firehose converts.
    """
    description = destination(describe(target))
    buffering = description.get("BufferingHints", {}).get("IntervalInSeconds", 0)
    missing = (
        f"no row of {target.output('table')} has {condition}"
        if condition
        else "no raw object has the event"
    )
    seen = f"{missing} after {timeout_seconds:.0f} s"
    if buffering >= timeout_seconds:
        return failed(
            f"{seen}; the stream writes an object after {buffering} s",
            f"Wait longer: `--timeout {2 * buffering + 60}s`.",
        )
    group = description.get("CloudWatchLoggingOptions", {}).get("LogGroupName", "")
    logged = _last_line(target, group, sent)
    return failed(
        f"{seen}; last line of the stream's log: {logged}"
        if logged
        else f"{seen}; the stream's log has no line",
        "Read the errors of the stream: `clickstream logs delivery --errors` and `clickstream "
        "delivery-errors`. Its role needs rights on the bucket, and on the customer key if any.",
    )


def logged_error(target: Target, raw: RawObject, sent: datetime) -> Outcome | None:
    """Return the outcome of a raw object whose conversion failed; None if its log has no error."""
    address = f"s3://{target.output('raw_bucket')}/{raw.key}"
    problem = conversion_errors(target, sent).get(address)
    if problem is None:
        return None
    return failed(
        f"{address} is not converted: {problem}",
        "Fix the cause. The message comes again, and after five receives it is in the dead-letter "
        "queue: `clickstream dead-letters list`.",
    )


def not_converted(target: Target, raw: RawObject, sent: datetime) -> Outcome:
    """Return the outcome of a raw object that has neither output in the lake nor a logged error."""
    address = f"s3://{target.output('raw_bucket')}/{raw.key}"
    depths = reconciliation.queue_depths(target.client("sqs"), target)
    if target.output("engine") == "spark":
        return skipped(
            f"{address} waits for a run of the Spark job; {depths}",
            "Start a run: `clickstream convert`. Or wait longer: `--timeout 30m`.",
        )
    errors = list(conversion_errors(target, sent).values())
    others = f"; last error of its log: {errors[-1]}" if errors else ""
    return failed(
        f"{address} is not converted, and the log has no error of it{others}; {depths}",
        "If its message waits, the mapping or the function does not take it: read `clickstream "
        "logs converter --errors`. If no message waits, the object was not announced: `clickstream "
        "convert-missing --older-than-minutes 0`.",
    )


def quarantined(target: Target, marker: str, days: Iterable[date]) -> Outcome | None:
    """Return the outcome of an event that is in quarantine; None if it is not."""
    table = target.outputs.get("quarantine_table")
    if not table:
        return None
    condition = " OR ".join(f"({partition_condition(QUARANTINE_PARTITIONS, day)})" for day in days)
    rows = (
        Lake(target)
        .run(
            f"SELECT reason, detail FROM {table} WHERE ({condition}) AND line LIKE '%{marker}%' LIMIT 1",  # noqa: S608 - the stack's table, a UUID
            name="query of the quarantine",
        )
        .rows
    )
    if not rows:
        return None
    reason, detail = rows[0]
    return failed(f"the event is in quarantine: {reason} ({detail})", READ_QUARANTINE)


def not_queryable(
    target: Target, marker: str, days: Iterable[date], condition: str, timeout_seconds: float
) -> Outcome:
    """Return the outcome of an event that has no row."""
    table = target.output("table")
    if outcome := quarantined(target, marker, days):
        return outcome
    return failed(
        f"no row of {table} has {condition} after {timeout_seconds:.0f} s",
        "The file is in the lake: compare the table's partitions with its path; `clickstream query` "
        "names the error of a query.",
    )


def _last_line(target: Target, group: str, since: datetime) -> str:
    """Return the last line of a log group since a time; empty if there is none."""
    if not group:
        return ""
    pages = (
        target.client("logs")
        .get_paginator("filter_log_events")
        .paginate(logGroupName=group, startTime=int(since.timestamp() * 1000))
    )
    try:
        lines = [event.get("message", "") for page in pages for event in page.get("events", [])]
    except ClientError as error:
        if is_not_found(error):
            return ""
        raise
    return " ".join(lines[-1].split()) if lines else ""
