"""Dead-letter queues of a stack: read their messages without consuming them, and redrive them.

SQS has no request that only looks at messages. ReceiveMessage hides a message from other readers
for the visibility timeout and raises its receive count, which has no effect on a queue without a
dead-letter queue of its own. `reading` makes the messages visible again at its end.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, cast

from clickstream.cli.errors import CliError
from clickstream.cli.logs.entries import json_object, notified_objects
from clickstream.cli.reconciliation import messages as queue_messages

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Iterator, Mapping

    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import (
        ListMessageMoveTasksResultEntryTypeDef,
        MessageAttributeValueOutputTypeDef,
        MessageTypeDef,
    )

    from clickstream.cli.target import Target

BATCH_LIMIT_MESSAGES = 10  # ReceiveMessage, ChangeMessageVisibilityBatch
HIDDEN_SECONDS = 30
"""Visibility timeout of a reading, beside the time that the messages of the queue take.

It bounds the time that messages stay hidden if the command is killed.
"""
READ_MESSAGES_PER_SECOND = 20  # two requests; a slower reading may end before the last message
LONGEST_HIDDEN_SECONDS = 43_200  # SQS's limit on a visibility timeout
WAIT_SECONDS = 1  # long polling asks all servers of SQS, short polling only some
POLL_SECONDS = 1.0
RUNNING = {"RUNNING", "CANCELLING"}
COMPLETED = "COMPLETED"


@dataclass(frozen=True)
class DeadLetterQueue:
    """Dead-letter queue of a stack."""

    label: str
    """`converter` or `api-source`."""
    url: str
    source_url: str | None
    """URL of the queue that the messages came from; None if they came from no queue."""


@dataclass(frozen=True)
class DeadLetter:
    """Message of a dead-letter queue."""

    queue: DeadLetterQueue
    message_id: str
    body: str
    sent: datetime
    """Time at which the message was sent to its first queue."""
    receives: int
    """Approximate number of receives, including those of this command."""
    attributes: Mapping[str, str]
    message_attributes: Mapping[str, MessageAttributeValueOutputTypeDef]
    receipt_handle: str = field(repr=False)

    @property
    def objects(self) -> tuple[str, ...]:
        """Addresses (s3://) of the raw objects that the message names."""
        return tuple(notified_objects(self.body))

    @property
    def run(self) -> str:
        """Failed run or failed start that the message reports; empty if it reports none."""
        match json_object(self.body):
            case {"requestContext": {"requestId": str(request), "condition": str(condition)}}:
                return f"run {request} ({condition})"
            case _:
                execution = self._text("EXECUTION_ID")
                return f"start {execution}" if execution else ""

    @property
    def error(self) -> str:
        """Error that the message itself reports; empty if it reports none.

        Lambda reports a failed run in the body, EventBridge Scheduler a failed start in attributes.
        """
        match json_object(self.body):
            case {"responsePayload": {"errorType": kind, "errorMessage": text}}:
                return f"{kind}: {text}"
            case {"responsePayload": {"errorMessage": text}}:
                return str(text)
            case _:
                parts = (self._text("ERROR_CODE"), self._text("ERROR_MESSAGE"))
                return ": ".join(part for part in parts if part)

    def _text(self, attribute: str) -> str:
        found = self.message_attributes.get(attribute)
        return found.get("StringValue", "") if found else ""


def queues_of(target: Target) -> list[DeadLetterQueue]:
    """Return the dead-letter queues of a stack.

    Raises:
        CliError: If the stack has none.
    """
    outputs = target.outputs
    found: list[DeadLetterQueue] = []
    if url := outputs.get("dead_letter_queue_url"):
        found.append(DeadLetterQueue("converter", str(url), target.output("queue_url")))
    if url := outputs.get("api_source_dead_letter_queue_url"):
        found.append(DeadLetterQueue("api-source", str(url), None))
    if not found:
        msg = (
            f"{target.label} has no dead-letter queue, because Firehose itself converts "
            "(`engine: firehose`)"
        )
        remedy = "For records that Firehose failed to convert, use `clickstream delivery-errors`."
        raise CliError(msg, remedy)
    return found


def depth(client: SQSClient, queue: DeadLetterQueue) -> int:
    """Return the approximate number of messages in a queue, including hidden ones."""
    return sum(queue_messages(client, queue.url))


def hidden_seconds(messages: int) -> int:
    """Return the visibility timeout of a reading of a queue, by its number of messages.

    The reading ends at the first response without a new message, so none may become visible again
    before all were read.
    """
    return min(LONGEST_HIDDEN_SECONDS, HIDDEN_SECONDS + messages // READ_MESSAGES_PER_SECOND)


@contextmanager
def reading(client: SQSClient, queue: DeadLetterQueue) -> Generator[Iterator[DeadLetter]]:
    """Yield the visible messages of a queue, each once, and make them visible again at the end.

    A message that another reader holds is hidden, and is not read.
    """
    received: dict[str, str] = {}
    try:
        yield _receive(client, queue, received)
    finally:
        _show_again(client, queue, received.values())


def _receive(
    client: SQSClient, queue: DeadLetterQueue, received: dict[str, str]
) -> Iterator[DeadLetter]:
    """Yield messages until a response has no new one; add their receipt handles to `received`."""
    hidden = hidden_seconds(depth(client, queue))
    while True:
        messages = client.receive_message(
            QueueUrl=queue.url,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
            MaxNumberOfMessages=BATCH_LIMIT_MESSAGES,
            VisibilityTimeout=hidden,
            WaitTimeSeconds=WAIT_SECONDS,
        ).get("Messages", [])
        new: dict[str, DeadLetter] = {}
        for message in messages:
            letter = _dead_letter(queue, message)
            if letter.message_id not in received:
                new[letter.message_id] = letter
            received[letter.message_id] = letter.receipt_handle
        yield from new.values()
        if not new:
            return


def _dead_letter(queue: DeadLetterQueue, message: MessageTypeDef) -> DeadLetter:
    attributes = cast("Mapping[str, str]", message.get("Attributes", {}))
    return DeadLetter(
        queue,
        message.get("MessageId", ""),
        message.get("Body", ""),
        datetime.fromtimestamp(int(attributes.get("SentTimestamp", 0)) / 1000, UTC),
        int(attributes.get("ApproximateReceiveCount", 0)),
        attributes,
        message.get("MessageAttributes", {}),
        message.get("ReceiptHandle", ""),
    )


def _show_again(client: SQSClient, queue: DeadLetterQueue, handles: Collection[str]) -> None:
    """Make received messages visible. Messages that were deleted meanwhile are left out."""
    remaining = iter(handles)
    while batch := list(islice(remaining, BATCH_LIMIT_MESSAGES)):
        client.change_message_visibility_batch(
            QueueUrl=queue.url,
            Entries=[
                {"Id": str(number), "ReceiptHandle": handle, "VisibilityTimeout": 0}
                for number, handle in enumerate(batch)
            ],
        )


def find(
    client: SQSClient, queues: Collection[DeadLetterQueue], message_id: str
) -> DeadLetter | None:
    """Return the message of an id; None if no queue has it among its visible messages."""
    for queue in queues:
        with reading(client, queue) as messages:
            found = next((letter for letter in messages if letter.message_id == message_id), None)
        if found:
            return found
    return None


@dataclass(frozen=True)
class Move:
    """Result of a redrive of a whole queue."""

    moved: int
    """Approximate number of moved messages."""
    total: int
    """Approximate number of messages to move."""
    status: str
    """Status of the message move task, such as COMPLETED or FAILED."""
    reason: str = ""
    """Reason of a failure."""

    @property
    def is_complete(self) -> bool:
        """Whether SQS ended the move without a failure. The numbers are approximate."""
        return self.status == COMPLETED


def move_all(
    client: SQSClient,
    queue: DeadLetterQueue,
    *,
    report: Callable[[int, int], object],
    pause: Callable[[float], object] = time.sleep,
) -> Move:
    """Move all messages of a dead-letter queue to the queue that they came from, inside SQS.

    A move that is running already is followed. An interrupted wait does not stop the move.

    Args:
        client: SQS client.
        queue: Dead-letter queue.
        report: Callback with the number of moved messages and of messages to move.
        pause: Function that waits a number of seconds.
    """
    attributes = client.get_queue_attributes(QueueUrl=queue.url, AttributeNames=["QueueArn"])
    arn = attributes["Attributes"]["QueueArn"]
    if _last_move(client, arn).get("Status") not in RUNNING:
        client.start_message_move_task(SourceArn=arn)
    while True:
        task = _last_move(client, arn)
        moved, total = (
            task.get("ApproximateNumberOfMessagesMoved", 0),
            task.get("ApproximateNumberOfMessagesToMove", 0),
        )
        report(moved, total)
        status = task.get("Status", "")
        if status not in RUNNING:
            return Move(moved, total, status, task.get("FailureReason", ""))
        pause(POLL_SECONDS)


def _last_move(client: SQSClient, arn: str) -> ListMessageMoveTasksResultEntryTypeDef:
    """Return the latest message move task of a queue; an empty one if there was none."""
    tasks = client.list_message_move_tasks(SourceArn=arn, MaxResults=1).get("Results", [])
    return tasks[0] if tasks else cast("ListMessageMoveTasksResultEntryTypeDef", {})


def move(client: SQSClient, letter: DeadLetter) -> None:
    """Send a message to the queue that it came from, then delete it from the dead-letter queue.

    A crash between the two requests leaves the message in both queues. This doubles no row, since
    a second conversion of a raw object overwrites the files of the first.

    Raises:
        ValueError: If the message came from no queue.
        ClientError: If a request fails. The message then still is in the dead-letter queue.
    """
    if letter.queue.source_url is None:
        msg = f"messages of the queue {letter.queue.label!r} came from no queue"
        raise ValueError(msg)
    client.send_message(
        QueueUrl=letter.queue.source_url,
        MessageBody=letter.body,
        MessageAttributes={**letter.message_attributes},
    )
    client.delete_message(QueueUrl=letter.queue.url, ReceiptHandle=letter.receipt_handle)
