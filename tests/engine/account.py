"""Producer of a running stack's events, and their reconciliation: each is in the lake, once."""

from __future__ import annotations

import io
import json
import threading
import time
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self, cast

import polars as pl
from botocore.config import Config
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engine.stack import Stack

PAUSE_SECONDS = 0.5
MALFORMED = "{broken "
EVENTS_PER_RECORD = 3  # beside a malformed line
# A message that a run did not delete is visible again after its visibility timeout: 300 s with a
# Spark job.
TIMEOUT_SECONDS = 420


@dataclass
class Producer:
    """Puts records to the stack's stream. Each event has the label of the current change."""

    stack: Stack
    label: str = "before"
    sent: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Ids of the accepted events, by label."""
    refused: list[str] = field(default_factory=list[str])
    """Errors of refused puts, each with its label."""
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        """Send records until the context ends."""
        self._thread = threading.Thread(target=self._send, name="producer", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop sending."""
        self.stop()

    def stop(self) -> None:
        """Stop sending, and wait for the current put."""
        self._stop.set()
        if self._thread:
            self._thread.join()

    def _send(self) -> None:
        # boto3 must not retry: a put that was accepted, but timed out, would be in the lake twice.
        firehose = self.stack.client("firehose", Config(retries={"total_max_attempts": 1}))
        while not self._stop.wait(PAUSE_SECONDS):
            label = self.label
            ids = [uuid.uuid4().hex for _ in range(EVENTS_PER_RECORD + 1)]
            try:
                firehose.put_record(
                    DeliveryStreamName=self.stack.outputs["delivery_stream_name"],
                    Record={"Data": _record(ids, label)},
                )
            except ClientError as error:
                self.refused.append(f"{label}: {error}")
            else:
                self.sent[label] += ids


def _record(ids: list[str], label: str) -> bytes:
    """Return a record of events, in which the last line is malformed."""
    now = datetime.now(UTC).isoformat()
    events = [
        {
            "event_id": identity,
            "event_type": "page_view",
            "event_time": now,
            "page_url": label,
            "email": "ada@example.com",
        }
        for identity in ids[:-1]
    ]
    lines = [*map(json.dumps, events), f"{MALFORMED}{ids[-1]}"]
    return "".join(f"{line}\n" for line in lines).encode()


def missing(producer: Producer) -> dict[str, int]:
    """Wait for all accepted events; return the number of those not in the lake, by label.

    An event is in the lake as a row or as a quarantined line.
    """
    end = time.monotonic() + TIMEOUT_SECONDS
    while absent := _not_landed(producer):
        if time.monotonic() > end:
            return absent
        time.sleep(2)
    return {}


def waiting(stack: Stack) -> dict[str, int]:
    """Return the numbers of messages in queue and dead-letter queue, with those in flight."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    sqs, depths = stack.client("sqs"), dict[str, int]()
    for output in ("queue_url", "dead_letter_queue_url"):
        attributes = sqs.get_queue_attributes(QueueUrl=stack.outputs[output], AttributeNames=names)[
            "Attributes"
        ]
        depths[output] = sum(int(attributes[name]) for name in names)
    return depths


def _not_landed(producer: Producer) -> dict[str, int]:
    landed = set(_landed(producer.stack))
    counts = {label: len(set(ids) - landed) for label, ids in dict(producer.sent).items()}
    return {label: count for label, count in counts.items() if count}


def landed(stack: Stack) -> list[str]:
    """Return the event id of each row and each quarantined line in the lake."""
    return list(_landed(stack))


def _landed(stack: Stack) -> Iterator[str]:
    for key, frame in tables(stack):
        if key.startswith("quarantine/"):
            yield from (_identity(line) for line in frame["line"].to_list())
        else:
            yield from frame["event_id"].to_list()


def _identity(line: str) -> str:
    """Return the id of a quarantined line: an event, or the malformed line of a record."""
    if line.startswith(MALFORMED):
        return line.removeprefix(MALFORMED).strip()
    return json.loads(line)["event_id"]


def tables(stack: Stack) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield key and content of each Parquet file in the lake."""
    s3, bucket = stack.client("s3"), stack.outputs["lake_bucket"]
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for entry in cast("list[dict[str, Any]]", page.get("Contents", [])):
            key = entry["Key"]
            if key.startswith(("events/", "quarantine/")):
                body = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
                yield key, pl.read_parquet(io.BytesIO(body))
