"""Which objects a run converts: those that the queue names, or those that arrived within a range of dates."""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote_plus

from clickstream_spark.read import RawObject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from types import TracebackType

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

logger = logging.getLogger(__name__)

# enough to keep every worker busy, few enough that a run that dies has little to do again
ROUND_OBJECTS = 1000
SQS_BATCH = 10  # messages, SQS's limit for one request
# a request that waits asks all of SQS's servers; one that does not may miss messages
WAIT_SECONDS = 2
VISIBILITY_SECONDS = 300  # a run that dies gives its messages back after so long
EXTEND_EVERY_SECONDS = 100  # a third of it: two requests may fail


@dataclass(frozen=True)
class Message:
    """A message of the queue."""

    receipt: str
    objects: tuple[RawObject, ...]


class Queue:
    """The queue of new raw objects."""

    def __init__(self, sqs: SQSClient, url: str) -> None:
        """Take from the queue at `url`."""
        self._sqs, self._url = sqs, url

    def receive(self, limit: int = ROUND_OBJECTS) -> list[Message]:
        """Return what waits in the queue, up to about `limit` messages. They stay hidden for `VISIBILITY_SECONDS`.

        A message that cannot be read is left: it comes again, and goes to the dead-letter queue in
        the end.
        """
        found: list[Message] = []
        while len(found) < limit:
            answer = self._sqs.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=SQS_BATCH,
                WaitTimeSeconds=WAIT_SECONDS,
                VisibilityTimeout=VISIBILITY_SECONDS,
            )
            messages = answer.get("Messages", [])
            found += [message for raw in messages if (message := _message(raw))]
            if not messages:
                break
        return found

    def delete(self, messages: Sequence[Message]) -> None:
        """Take messages off the queue: their objects are in the lake."""
        for batch in _batches(messages):
            entries: Any = [
                {"Id": str(number), "ReceiptHandle": message.receipt}
                for number, message in enumerate(batch)
            ]
            failed = self._sqs.delete_message_batch(QueueUrl=self._url, Entries=entries).get(
                "Failed", []
            )
            for failure in failed:  # it comes again, and what it comes to is overwritten
                logger.warning("message not deleted", extra={"failure": failure})

    def extend(self, messages: Sequence[Message]) -> None:
        """Keep messages hidden for another `VISIBILITY_SECONDS`."""
        for batch in _batches(messages):
            entries: Any = [
                {
                    "Id": str(number),
                    "ReceiptHandle": message.receipt,
                    "VisibilityTimeout": VISIBILITY_SECONDS,
                }
                for number, message in enumerate(batch)
            ]
            self._sqs.change_message_visibility_batch(QueueUrl=self._url, Entries=entries)


class Held:
    """Keeps messages hidden while they are worked on, however long that takes."""

    def __init__(
        self, queue: Queue, messages: Sequence[Message], every_seconds: float = EXTEND_EVERY_SECONDS
    ) -> None:
        """Hold `messages` as long as the context lasts."""
        self._queue, self._messages, self._every = queue, messages, every_seconds
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._extend, name="visibility", daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End."""
        self._done.set()
        self._thread.join()

    def _extend(self) -> None:
        while not self._done.wait(self._every):
            try:
                self._queue.extend(self._messages)
            except Exception:
                logger.exception("messages may come again before they are done")


def _message(raw: MessageTypeDef) -> Message | None:
    try:
        return Message(
            str(raw.get("ReceiptHandle")), tuple(announced(json.loads(raw.get("Body", ""))))
        )
    except (ValueError, KeyError, TypeError):
        logger.exception(
            "message cannot be read; it will come again, or go to the dead-letter queue",
            extra={"body": raw.get("Body")},
        )
        return None


def announced(body: dict[str, Any]) -> list[RawObject]:
    """Return the objects that an S3 notification names; none for the test that S3 sends when the notification is made."""
    if body.get("Event") == "s3:TestEvent":
        return []
    # S3 sends keys URL-encoded, with + for a space.
    return [
        RawObject(
            record["s3"]["bucket"]["name"],
            unquote_plus(record["s3"]["object"]["key"]),
            record["s3"]["object"].get("versionId"),
        )
        for record in body["Records"]
    ]


def arrived(s3: S3Client, bucket: str, prefix: str, first: date, last: date) -> Iterator[RawObject]:
    """Yield the objects that arrived on the dates from `first` to `last`, as their keys have it, in order."""
    day = first
    while day <= last:
        below = f"{prefix}year={day.year:04d}/month={day.month:02d}/day={day.day:02d}/"
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=below):
            yield from (
                RawObject(bucket, entry["Key"])
                for entry in page.get("Contents", [])
                if "Key" in entry
            )
        day += timedelta(days=1)


def rounds(objects: Iterator[RawObject], size: int = ROUND_OBJECTS) -> Iterator[list[RawObject]]:
    """Yield objects in rounds."""
    while batch := list(islice(objects, size)):
        yield batch


def _batches(messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    return (messages[start : start + SQS_BATCH] for start in range(0, len(messages), SQS_BATCH))
