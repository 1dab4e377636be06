"""Events that are sent to a running stack without a pause, and the account of them: each is in the lake, or on its way."""

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
EVENTS_PER_RECORD = 3  # and a malformed line
# a message that a run did not finish comes back after its visibility timeout, 300 s from a Spark
# job
PATIENCE_SECONDS = 420


@dataclass
class Producer:
    """Puts records onto the stack's stream, each event marked with what was being done to the stack."""

    stack: Stack
    label: str = "before"
    sent: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Ids of the accepted events, by label."""
    refused: list[str] = field(default_factory=list[str])
    """Errors of puts that were not accepted, with the label."""
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        """Send until the context ends."""
        self._thread = threading.Thread(target=self._send, name="producer", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop sending."""
        self.stop()

    def stop(self) -> None:
        """Stop sending, and wait for the put that is under way."""
        self._stop.set()
        if self._thread:
            self._thread.join()

    def _send(self) -> None:
        # Without attempts of boto3's own: one that was accepted and answered too late would be
        # there twice.
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
    """Return a record of events, the last of which is a malformed line."""
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
    return "".join(
        [*(json.dumps(event) + "\n" for event in events), f"{{broken {ids[-1]}\n"]
    ).encode()


def missing(producer: Producer) -> dict[str, int]:
    """Return how many accepted events are neither a row nor a quarantined line, by label, after waiting for them."""
    end = time.monotonic() + PATIENCE_SECONDS
    while lost := _not_landed(producer):
        if time.monotonic() > end:
            return lost
        time.sleep(2)
    return {}


def waiting(stack: Stack) -> dict[str, int]:
    """Return the messages in the queue of new objects and in its dead-letter queue, hidden ones too."""
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
    """Return the ids of all events in the lake, one for each row and each quarantined line."""
    return list(_landed(stack))


def _landed(stack: Stack) -> Iterator[str]:
    for key, frame in tables(stack):
        if key.startswith("quarantine/"):
            yield from (_identity(line) for line in frame["line"].to_list())
        else:
            yield from frame["event_id"].to_list()


def _identity(line: str) -> str:
    """Return the id of a quarantined line: of an event, or of the malformed line of a record."""
    return (
        line.removeprefix("{broken ").strip()
        if line.startswith("{broken ")
        else json.loads(line)["event_id"]
    )


def tables(stack: Stack) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the Parquet files of the lake by their keys."""
    s3, bucket = stack.client("s3"), stack.outputs["lake_bucket"]
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for entry in cast("list[dict[str, Any]]", page.get("Contents", [])):
            if entry["Key"].startswith(("events/", "quarantine/")):
                yield (
                    entry["Key"],
                    pl.read_parquet(
                        io.BytesIO(s3.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read())
                    ),
                )
