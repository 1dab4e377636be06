"""SQS queue of new raw objects: receive, delete, extend the visibility timeout."""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote_plus

from clickstream_spark.arrivals import ROUND_OBJECTS
from clickstream_spark.read import RawObject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

logger = logging.getLogger(__name__)

MESSAGES_PER_REQUEST = 10  # limit of SQS
WAIT_SECONDS = 2  # long polling, which asks all servers of SQS; short polling may miss messages
VISIBILITY_SECONDS = 300  # until the messages of a run that died become visible again
EXTEND_EVERY_SECONDS = 100  # a third of the visibility timeout, so two requests may fail


@dataclass(frozen=True)
class Message:
    """Message of the queue, with the raw objects of its S3 notification."""

    receipt: str
    objects: tuple[RawObject, ...]


class Queue:
    """Queue of S3 notifications of new raw objects."""

    def __init__(self, sqs: SQSClient, url: str) -> None:
        """Use the queue at `url`."""
        self._sqs, self._url = sqs, url

    def receive(self, limit: int = ROUND_OBJECTS) -> list[Message]:
        """Receive about `limit` messages, or all; they stay hidden for `VISIBILITY_SECONDS`.

        A message that cannot be parsed is not returned. It becomes visible again, and finally goes
        to the dead-letter queue.
        """
        found: list[Message] = []
        while len(found) < limit:
            response = self._sqs.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=MESSAGES_PER_REQUEST,
                WaitTimeSeconds=WAIT_SECONDS,
                VisibilityTimeout=VISIBILITY_SECONDS,
            )
            messages = response.get("Messages", [])
            found += [message for raw in messages if (message := _message(raw))]
            if not messages:
                break
        return found

    def delete(self, messages: Sequence[Message]) -> None:
        """Delete messages whose objects are converted."""
        for batch in _requests(messages):
            entries: Any = [
                {"Id": str(number), "ReceiptHandle": message.receipt}
                for number, message in enumerate(batch)
            ]
            response = self._sqs.delete_message_batch(QueueUrl=self._url, Entries=entries)
            # Such a message is received again, and its objects' files are overwritten.
            for failure in response.get("Failed", []):
                logger.warning("message not deleted", extra={"failure": failure})

    def extend(self, messages: Sequence[Message]) -> None:
        """Keep messages hidden for another `VISIBILITY_SECONDS` from now on."""
        for batch in _requests(messages):
            entries: Any = [
                {
                    "Id": str(number),
                    "ReceiptHandle": message.receipt,
                    "VisibilityTimeout": VISIBILITY_SECONDS,
                }
                for number, message in enumerate(batch)
            ]
            self._sqs.change_message_visibility_batch(QueueUrl=self._url, Entries=entries)


class VisibilityExtender:
    """Context that extends the visibility timeout of messages while they are processed."""

    def __init__(
        self, queue: Queue, messages: Sequence[Message], every_seconds: float = EXTEND_EVERY_SECONDS
    ) -> None:
        """Keep `messages` hidden until the context ends."""
        self._queue, self._messages, self._every = queue, messages, every_seconds
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._extend, name="visibility", daemon=True)

    def __enter__(self) -> Self:
        """Start the thread that extends the timeout."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the thread."""
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
            str(raw.get("ReceiptHandle")), tuple(notified_objects(json.loads(raw.get("Body", ""))))
        )
    except (ValueError, KeyError, TypeError):
        logger.exception(
            "message cannot be read; it will come again, or go to the dead-letter queue",
            extra={"body": raw.get("Body")},
        )
        return None


def notified_objects(body: dict[str, Any]) -> list[RawObject]:
    """Return the objects of an S3 notification; none of the test event."""
    # S3 sends a test event when the notification is configured.
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


def _requests(messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    """Split messages into slices that fit into one request."""
    starts = range(0, len(messages), MESSAGES_PER_REQUEST)
    return (messages[start : start + MESSAGES_PER_REQUEST] for start in starts)
