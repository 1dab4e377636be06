"""Alarms of a stack: kinds, meanings and remedies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

RUNBOOK = "docs/operations.md"
"""Page with an entry for each alarm."""


class AlarmKind(StrEnum):
    """Kind of an alarm: its key in the output `alarms`, and the anchor of its runbook entry."""

    DELIVERY_LATE = "delivery-late"
    DELIVERY_FAILED = "delivery-failed"
    CONVERSION_FAILED = "conversion-failed"
    """With engine firehose alone."""
    PUTS_THROTTLED = "puts-throttled"
    FUNCTION_ERRORS = "function-errors"
    FUNCTION_NEAR_TIMEOUT = "function-near-timeout"
    FUNCTION_THROTTLED = "function-throttled"
    QUEUE_AGE = "queue-age"
    DEAD_LETTERS = "dead-letters"
    JOB_FAILED = "job-failed"
    API_RUNS_FAILED = "api-runs-failed"
    API_DEAD_LETTERS = "api-dead-letters"
    QUARANTINE_SHARE = "quarantine-share"
    SILENCE = "silence"
    CANARY_LATE = "canary-late"
    EVENTS_LATE_OR_LOST = "events-late-or-lost"
    """Composite alarm over the kinds of `LATE_OR_LOST`."""


@dataclass(frozen=True)
class Meaning:
    """Meaning of an alarm and its remedy, in one sentence each."""

    meaning: str
    remedy: str


LATE_OR_LOST = frozenset(
    {
        AlarmKind.DELIVERY_LATE,
        AlarmKind.DELIVERY_FAILED,
        AlarmKind.CONVERSION_FAILED,
        AlarmKind.PUTS_THROTTLED,
        AlarmKind.QUEUE_AGE,
        AlarmKind.DEAD_LETTERS,
        AlarmKind.JOB_FAILED,
        AlarmKind.API_DEAD_LETTERS,
        AlarmKind.SILENCE,
        AlarmKind.CANARY_LATE,
    }
)
"""Alarms whose events are late, or are lost unless someone acts."""

MEANINGS: Mapping[AlarmKind, Meaning] = {
    AlarmKind.DELIVERY_LATE: Meaning(
        "Firehose holds records for longer than its buffer should.",
        "Read the delivery log, and restore the stream's rights on bucket and key.",
    ),
    AlarmKind.DELIVERY_FAILED: Meaning(
        "Firehose fails to write objects to S3, and gives records up after 24 hours.",
        "Read the delivery log, and restore the stream's rights on bucket and key.",
    ),
    AlarmKind.CONVERSION_FAILED: Meaning(
        "Firehose could not convert records to Parquet, and wrote them to the delivery errors.",
        "List them with `clickstream delivery-errors`, fix them, and send them again.",
    ),
    AlarmKind.PUTS_THROTTLED: Meaning(
        "Firehose refuses records, because producers put more than the stream's quota.",
        "Put more events into each record, or request a higher quota.",
    ),
    AlarmKind.FUNCTION_ERRORS: Meaning(
        "The converter's function fails on raw objects, which are tried again.",
        "Read the function's errors with `clickstream logs --errors`, and fix the cause.",
    ),
    AlarmKind.FUNCTION_NEAR_TIMEOUT: Meaning(
        "The converter's function needs almost as long as its timeout allows.",
        "Raise `timeoutSeconds` or `memoryMb`, or lower `bufferingMb`.",
    ),
    AlarmKind.FUNCTION_THROTTLED: Meaning(
        "Lambda refuses invocations of the converter's function, so raw objects wait.",
        "Request a higher concurrency quota of the account, or lower `maxConcurrency`.",
    ),
    AlarmKind.QUEUE_AGE: Meaning(
        "Raw objects wait in the queue for longer than they should, so their events are late.",
        "See whether the converter runs and whether it fails; then raise its concurrency.",
    ),
    AlarmKind.DEAD_LETTERS: Meaning(
        "Raw objects could not be converted, and their events are in no table.",
        "Find the cause with `clickstream dead-letters list`, fix it, and redrive the queue.",
    ),
    AlarmKind.JOB_FAILED: Meaning(
        "A run of a Glue job failed or timed out.",
        "Read the run's error with `clickstream logs --errors`, fix it, and start a run.",
    ),
    AlarmKind.API_RUNS_FAILED: Meaning(
        "The function that polls the API fails, and is tried again.",
        "Read its errors with `clickstream logs --errors`: the API, its secret or the stream.",
    ),
    AlarmKind.API_DEAD_LETTERS: Meaning(
        "Polls of the API failed for good, and their items are missing.",
        "Find the cause with `clickstream dead-letters list`, fix it, and poll again.",
    ),
    AlarmKind.QUARANTINE_SHARE: Meaning(
        "The converter quarantines an unusual share of the lines.",
        "Query the quarantine table for reasons, then fix the producer or the contract.",
    ),
    AlarmKind.SILENCE: Meaning(
        "No record has reached the delivery stream for longer than the setting allows.",
        "See whether the producers run, and whether their rights and the stream's name are right.",
    ),
    AlarmKind.CANARY_LATE: Meaning(
        "The canary's events cannot be queried in time, or the canary does not run.",
        "Find the step that holds them with `clickstream doctor`.",
    ),
    AlarmKind.EVENTS_LATE_OR_LOST: Meaning(
        "Events are late, or are lost unless someone acts.",
        "Look at the alarms that are on with `clickstream status`.",
    ),
}


def description(kind: AlarmKind) -> str:
    """Return the text of an alarm: meaning, remedy and runbook entry."""
    meaning = MEANINGS[kind]
    return f"{meaning.meaning} {meaning.remedy} Runbook: {RUNBOOK}#{kind}"
